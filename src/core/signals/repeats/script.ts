// What a step's script says about repeats: whether it runs one command again and again, or one after the other with other settings.

/** `varies`: what runs a suite twice runs it in two ways, so a test that fails in one of them is no flaky one. */
export type ScriptSays = 'repeats' | 'varies' | 'unknown';

const MAX_CHARS = 16_000;
const MAX_COMMANDS = 400;
const LOOP_OVER = /\bfor(?:each)?\s{0,4}(?:\(\(?\s{0,4}\$?(\w{1,60})\b|(\w{1,60})\s{1,4}in\b)/;
const READS = /\bwhile\b[^\n;]{0,200}\bread\s{1,4}(?:-\w{1,4}\s{1,4})?(\w{1,60})/;
const TRIES = /\b(?:while|until)\b|^(?:npx )?(?:retry|repeat)\b/m;
/** They change nothing between two runs of a command. */
const IDLE =
  /^(?:echo|printf|sleep|true|false|:|date|then|do|done|fi|else|exit|break|continue|set|if|log|puts)\b/;

export function scriptSays(script: string): ScriptSays {
  const text = script.slice(0, MAX_CHARS).replace(/\\\n\s{0,200}/g, ' ');
  const commands = commandsIn(text);
  const variable =
    LOOP_OVER.exec(text)
      ?.slice(1)
      .find((name) => name !== undefined) ?? READS.exec(text)?.[1];
  if (variable !== undefined && commands.some((command) => uses(command, variable))) return 'varies';
  if (hasVariants(commands)) return 'varies';
  const isLoop = variable !== undefined || TRIES.test(text);
  return isLoop || commands.some((command, at) => command === commands[at - 1]) ? 'repeats' : 'unknown';
}

/** Those that do something, one by one. */
const commandsIn = (text: string): readonly string[] =>
  text
    .split(/\n|;|&&|\|\||\bdo\b|\bthen\b|[{}]/)
    .map((command) => command.replace(/^\s{0,200}(?:[!(]\s{0,10})?/, '').trim())
    .filter((command) => command !== '' && !command.startsWith('#') && !isIdle(command))
    .slice(0, MAX_COMMANDS);

/** The head of a loop, and arithmetic in it, is none either. */
const isIdle = (command: string): boolean =>
  IDLE.test(command) ||
  /^(?:for|foreach|while|until)\b|^\w{1,60}(?:\+\+|--|=\$?\(\()|^\$\w{1,60} in\b/.test(command);

const uses = (command: string, variable: string): boolean =>
  command.includes(`$${variable}`) || command.includes(`\${${variable}`) || command.includes(`%${variable}%`);

/** Two commands that do the same but for a setting: `go test ./...` and `go test -tags slow ./...`. */
function hasVariants(commands: readonly string[]): boolean {
  const words = [...new Set(commands)].map(wordsOf).filter((each) => each.length > 0);
  return words.some((each, at) =>
    words.slice(at + 1).some((other) => other[0] === each[0] && (isPart(each, other) || isPart(other, each))),
  );
}

/** Neither settings before a command nor options behind it. */
const wordsOf = (command: string): readonly string[] =>
  command
    .slice(0, 400)
    .split(/\s{1,100}/)
    .filter((word) => !/^\w{1,100}=|^-/.test(word));

const isPart = (part: readonly string[], whole: readonly string[]): boolean =>
  part.every((word) => whole.includes(word));
