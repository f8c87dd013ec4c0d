// Turns a step of the script into a call of whatever tools the agent at hand brings, by their names and schemas.
import type { Answer, Ask, Tool, ToolCall } from './ask.ts';
import { record, string } from './json.ts';
import { type Script, type Step, scriptIn, type TokenCounts, USUAL } from './script.ts';

const FILE_TOOLS = ['Write', 'write_file', 'write', 'create'];
const SHELL_TOOLS = [
  'Bash',
  'bash',
  'run_shell_command',
  'exec_command',
  'shell_command',
  'shell',
  'local_shell',
  'container.exec',
];

/** A request without tools for a script that needs some is a title, a probe or a summary: it gets a word. */
const scriptOf = (ask: Ask): Script | undefined => {
  const script = scriptIn(ask.text);
  return script !== undefined && ask.tools.length === 0 && script.steps.some(needsTool) ? undefined : script;
};

/** Undefined where nothing is scripted or the script is over. */
export const stepDue = (ask: Ask): Step | undefined => scriptOf(ask)?.steps[ask.stepsDone];

export function answerTo(ask: Ask): Answer {
  const script = scriptOf(ask);
  if (script === undefined) return { say: 'ok', usage: USUAL };
  const step = script.steps[ask.stepsDone];
  const usage = usageOf(script, step);
  if (step === undefined || !needsTool(step)) return { say: step?.say ?? script.final ?? 'Done.', usage };
  return { ...(step.say === undefined ? {} : { say: step.say }), ...callFor(step, ask.tools), usage };
}

const needsTool = ({ sh, write }: Step): boolean => sh !== undefined || write !== undefined;

function usageOf(script: Script, step: Step | undefined): TokenCounts | null {
  return step?.usage === null ? null : { ...USUAL, ...script.usage, ...step?.usage };
}

function callFor(step: Step, tools: readonly Tool[]): Pick<Answer, 'say' | 'call'> {
  const file = step.write && named(tools, FILE_TOOLS);
  if (step.write && file)
    return { call: { name: file.name, kind: file.kind, args: fileArgs(file, step.write) } };
  const shell = named(tools, SHELL_TOOLS) ?? tools.find(({ name }) => /shell|bash|exec/.test(name));
  if (shell === undefined) return { say: `no shell tool among: ${tools.map(({ name }) => name).join(', ')}` };
  return { call: shellCall(shell, step.sh ?? writeCommand(step.write)) };
}

const named = (tools: readonly Tool[], names: readonly string[]): Tool | undefined =>
  names.map((name) => tools.find((tool) => tool.name === name)).find((tool) => tool !== undefined);

function fileArgs(tool: Tool, { path, content }: NonNullable<Step['write']>): Record<string, string> {
  const args: Record<string, string> = {};
  for (const key of Object.keys(record(tool.schema.properties))) {
    if (/^(file_?path|path)$/i.test(key)) args[key] = path;
    else if (/content|file_text/i.test(key)) args[key] = content;
  }
  return args;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const writeCommand = (write: Step['write']): string =>
  write === undefined
    ? 'true'
    : `mkdir -p "$(dirname ${quoted(write.path)})" && printf %s ${quoted(write.content)} > ${quoted(write.path)}`;

function shellCall({ name, kind, schema }: Tool, command: string): ToolCall {
  // Codex runs JavaScript in such a tool, with its shell as a function.
  if (kind === 'custom')
    return {
      name,
      kind,
      args: `const r = await tools.exec_command({cmd: ${JSON.stringify(command)}}); text(r.output ?? JSON.stringify(r));`,
    };
  const properties = record(schema.properties);
  const key = ['command', 'cmd', 'script'].find((each) => each in properties) ?? 'command';
  const isList = record(properties[key]).type === 'array' || kind === 'local_shell';
  const args: Record<string, unknown> = { [key]: isList ? ['bash', '-c', command] : command };
  for (const required of Array.isArray(schema.required) ? schema.required.map(string) : [])
    args[required] ??= placeholder(string(record(properties[required]).type));
  return { name, kind, args };
}

const placeholder = (type: string): unknown =>
  ({ number: 60, integer: 60, boolean: false })[type] ?? 'a step';
