// Agents of the operator's file: a plain command, or one that Greenlight knows and the operator only names.
import { resolve } from 'node:path';
import { z } from 'zod';
import type { AppConfig } from '#app/deps.ts';
import { asksGateway, type Preset, startOfPreset } from '#core/agents/preset.ts';
import { PRESETS } from '#core/agents/presets/presets.ts';
import type { AgentSpec } from '#ports/sandbox.ts';
import type { OperatorFile } from './operator-file.ts';
import { codeOf, type ReadFile } from './read-file.ts';

const argument = z.string().min(1).max(4_000);
const presetNames = PRESETS.map(({ name }) => name);

export const agentSchema = z.strictObject({
  preset: z
    .enum(presetNames)
    .optional()
    .describe('a coding agent that Greenlight knows, instead of a command: docs/agents.md'),
  image: z.string().min(1).max(300).default('').describe('container image; needed with sandbox.kind docker'),
  command: z
    .array(argument)
    .min(1)
    .max(100)
    .optional()
    .describe(
      'program and arguments, run by no shell; {input} is the directory of its brief. Needed without a preset',
    ),
  args: z.array(argument).max(100).default([]).describe("arguments after the preset's own"),
  env: z
    .record(z.string().regex(/^[A-Za-z_]\w{0,99}$/), z.string().max(10_000))
    .default({})
    .describe('its environment; the agent can read it, so no credential of value belongs here'),
  model: z
    .string()
    .optional()
    .describe(
      'one of models: its address and a token of the attempt come in variables, and its cost is metered',
    ),
  model_name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/, 'wants the name of a model such as claude-sonnet-5')
    .optional()
    .describe("which of the provider's models a preset asks for, instead of its usual one"),
  resume: z
    .boolean()
    .default(true)
    .describe(
      'whether the next attempt of a task goes on with the conversation of the last one, where a preset can; its conversations stay on the engine until the task ends',
    ),
  files: z
    .record(z.string().regex(/^[\w.-]{1,100}$/), z.string().min(1))
    .default({})
    .describe('name in its input directory: path beside greenlight.yml'),
});
type AgentFile = z.infer<typeof agentSchema>;

export const presetOf = ({ preset }: Pick<AgentFile, 'preset'>): Preset | undefined =>
  PRESETS.find(({ name }) => name === preset);

export function readAgents(
  file: OperatorFile,
  directory: string,
  readFile: ReadFile,
  problems: string[],
): AppConfig['agents'] {
  const agents = Object.entries(file.agents).map(([name, agent]) => {
    const at = `greenlight.yml: agents.${name}`;
    const files = Object.entries(agent.files).map(([fileName, path]) => {
      try {
        return [fileName, readFile(resolve(directory, path))] as const;
      } catch (error) {
        problems.push(`${at}.files.${fileName}: ${path} cannot be read (${codeOf(error)})`);
        return [fileName, ''] as const;
      }
    });
    if (file.sandbox.kind === 'docker' && agent.image === '')
      problems.push(`${at}.image: wants a container image, since sandbox.kind is docker`);
    problems.push(...kindProblems(agent).map((words) => `${at}${words}`));
    return [name, { ...specOf(name, agent, Object.fromEntries(files)) }] as const;
  });
  return Object.fromEntries(agents);
}

/** It is one kind of agent, with what belongs to that kind. */
function kindProblems(agent: AgentFile): readonly string[] {
  const { preset: name, command, args, model, model_name } = agent;
  if (name === undefined)
    return [
      ...(command === undefined ? [`: wants a command, or a preset: ${presetNames.join(', ')}`] : []),
      ...(args.length > 0 ? ['.args: belong to a preset; put them into command'] : []),
      ...(model_name === undefined ? [] : ['.model_name: belongs to a preset; put it into command or env']),
    ];
  const preset = presetOf(agent);
  const asks = preset !== undefined && asksGateway(preset);
  return [
    ...(command === undefined ? [] : [`.command: is the preset ${name}'s own; take one of the two out`]),
    ...(asks && model === undefined
      ? [`.model: the preset ${name} wants one of models, with api ${preset.api}`]
      : []),
  ];
}

/** Where the gateway is, and its token, is known when an attempt begins: the sandbox fills these in. */
const DOOR = { gateway: '{model_url}', token: '{model_token}' };

function specOf(name: string, agent: AgentFile, files: Readonly<Record<string, string>>): AgentSpec {
  const { image, env, model } = agent;
  const shared = { name, image, ...(model === undefined ? {} : { model }) };
  const preset = presetOf(agent);
  if (preset === undefined) return { ...shared, command: agent.command ?? [], env, files };
  const door = { ...DOOR, model: agent.model_name ?? preset.model };
  const keepsSession = agent.resume && preset.sessions !== undefined;
  const started = startOfPreset(preset, door, { args: agent.args, keepsSession });
  return {
    ...shared,
    ...(keepsSession ? { keepsSession } : {}),
    stream: preset.stream,
    command: started.command,
    env: { ...started.env, ...env },
    files: { ...started.files, ...files },
  };
}
