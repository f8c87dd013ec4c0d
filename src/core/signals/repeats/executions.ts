// Which command an output comes from, where it shows that: package managers, tox, nox, make and shells print what they run.
import type { LogLine } from '../log-lines.ts';

/** One run of a command. */
type Execution = { readonly command: string; readonly settings: string[] };

export type Executions = {
  /** By the index of a line: the run of a command that it belongs to, from 0; 0 is what stands before the first. */
  numberAt(at: number): number;
  /** The command of that run with the versions it told: equal where the same was run once more. */
  nameOf(no: number): string;
  /** How often that was run. */
  timesOf(name: string): number;
  /** A counter of attempts stands in the output. */
  readonly areCounted: boolean;
};

/** npm, yarn 1 and pnpm before a script; the command itself stands in the next line. */
const LIFECYCLE = /^> \S{1,200}@\S{1,60} \S{1,200}/;
const SCRIPT = /^(?:> (?=\S{1,100} )|\$ (?=\S))(?!\d).{1,1000}$/;
const TOX = /^\S{1,60}(?: run-test)?: commands\[\d{1,3}\] ?[>|] \S.{0,1000}$/;
const NOX_SESSION = /^nox > Running session (\S.{0,200})$/;
const NOX = /^nox > \S.{0,1000}$/;
/** As make prints what it does, and a shell that traces. */
const INVOKED =
  /^(?:\+{1,4} )?(?:\w{1,60}=\S{0,200} ){0,8}(?:(?:go|cargo|npm|pnpm|yarn|dotnet|mvn|\.\/mvnw|gradle|\.\/gradlew|bundle|make|bun|deno|uv|poetry) (?:test|run|exec|t|vet|build|nextest|check|verify|-)|(?:npx|pytest|tox|ctest|rspec|phpunit|vitest|jest|mocha|node|python3?) [-.\w/]).{0,1000}$/;
const VERSION =
  /\b(?:python|node(?:\.js)?|ruby|java|jdk|php|go|rustc|postgres(?:ql)?|mysql|django|rails|\.NETCoreApp,Version=|net)\W{0,2}v?\d{1,3}\.\d{1,4}(?:\.\d{1,4})?/i;
const COUNTER =
  /^(?:[=*#-]{1,10} {0,2})?(?:attempt|try|retry|run|iteration|repeat|round|pass)\b[ #:]{1,3}(\d{1,5})(?: of | ?\/ ?)\d{1,5}\b|^Repeating all tests \(iteration (\d{1,5})\)/i;
/** As actions that run a command again say it, marked by the runner. */
const FAILED_TRY = /^Attempt (\d{1,4}) failed\b/;
const MAX_SETTINGS = 8;

export function executionsIn(lines: readonly LogLine[]): Executions {
  const executions: Execution[] = [begun('')];
  const numbers = new Uint32Array(lines.length);
  const counts = new Set<string>();
  let isRetried = false;
  let session = '';
  lines.forEach((line, at) => {
    const { text } = line;
    const last = executions.at(-1) as Execution;
    session = NOX_SESSION.exec(text)?.[1] ?? session;
    const count = counterIn(line);
    const isSecond = at > 0 && text.startsWith('> ') && LIFECYCLE.test(lines[at - 1]?.text ?? '');
    if (isSecond) executions[executions.length - 1] = begun(`${last.command}\n${text}`);
    else if (isCommand(text)) executions.push(begun(TOX.test(text) ? text : `${session}\n${text}`));
    else if (count !== undefined) {
      counts.add(count);
      executions.push(begun(last.command));
    } else if (last.settings.length < MAX_SETTINGS) {
      const version = VERSION.exec(text.slice(0, 300))?.[0];
      if (version !== undefined && !last.settings.includes(version)) last.settings.push(version);
    }
    isRetried ||= line.mark === 'warning' && FAILED_TRY.test(text);
    numbers[at] = executions.length - 1;
  });
  const names = executions.map(({ command, settings }) => JSON.stringify([command, ...settings.sort()]));
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return {
    numberAt: (at) => numbers[at] ?? 0,
    nameOf: (no) => names[no] ?? '',
    timesOf: (name) => times.get(name) ?? 0,
    areCounted: isRetried || counts.size > 1,
  };
}

const begun = (command: string): Execution => ({ command, settings: [] });

const isCommand = (text: string): boolean =>
  LIFECYCLE.test(text) || SCRIPT.test(text) || TOX.test(text) || NOX.test(text) || INVOKED.test(text);

function counterIn({ text, mark }: LogLine): string | undefined {
  if (mark === 'warning') return FAILED_TRY.exec(text)?.[1];
  const [, one, other] = COUNTER.exec(text) ?? [];
  return one ?? other;
}
