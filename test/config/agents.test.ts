// Agents that Greenlight knows by name: what an operator writes, what an attempt is given, and every slip told at once.
import { expect, it } from 'vitest';
import { type ConfigResult, readConfig } from '#src/config.ts';
import { GOOD_ENV } from './good.ts';

const MODELS = `
models:
  claude: { api: anthropic, key_env: MODEL_KEY, prices: { "*": { input: 3, output: 15 } } }
  gpt: { api: openai, key_env: MODEL_KEY, prices: { "*": { input: 3, output: 15 } } }
`;
const reading = (agents: string, more = ''): ConfigResult =>
  readConfig(
    { ...GOOD_ENV, MODEL_KEY: 'made-up-key' },
    () => `agents:\n${agents}\nrepositories: [{ name: acme/payments }]\n${MODELS}${more}`,
  );
const problems = (agents: string, more?: string) => {
  const read = reading(agents, more);
  return read.ok ? [] : read.problems;
};

it('a preset is an agent with its own command line, model and arguments', () => {
  const read = reading(
    '  coder: { preset: codex, image: codex:1, model: gpt, model_name: gpt-5-mini, args: [--verbose], env: { CI: "1" } }',
  );
  const agent = read.ok ? read.config.app.agents.coder : undefined;
  expect(agent).toMatchObject({
    name: 'coder',
    image: 'codex:1',
    model: 'gpt',
    env: { GREENLIGHT_MODEL_TOKEN: '{model_token}', CI: '1' },
  });
  expect(agent?.command.slice(0, 2)).toEqual(['sh', '-c']);
  expect(agent?.command.slice(3)).toEqual(['codex', '--verbose']);
  expect(agent?.files['codex.toml']).toContain('model = "gpt-5-mini"');
  expect(agent?.files['codex.toml']).toContain('base_url = "{model_url}/v1"');
  expect(read.ok ? read.config.app.secrets : []).not.toContain('{model_token}');
});

it('a preset goes on with its last conversation unless told otherwise', () => {
  const agent = (more: string) => {
    const read = reading(`  coder: { preset: codex, image: x, model: gpt${more} }`);
    return read.ok ? read.config.app.agents.coder : undefined;
  };
  expect(agent('')).toMatchObject({ keepsSession: true });
  expect(agent('')?.command[2]).toContain('~/.codex/sessions');
  expect(agent(', resume: false')).not.toHaveProperty('keepsSession');
  expect(agent(', resume: false')?.command[2]).not.toContain('~/.codex/sessions');
});

it('every slip is named at once', () => {
  const agents = `
  a: { preset: claude-cod, image: x, model: claude }
  b: { preset: claude-code, image: x, model: gpt }
  c: { preset: codex, image: x }
  d: { preset: codex, model: gpt, command: [codex] }
  e: { image: x }
  f: { image: x, command: [x], args: [y], model_name: z }
  g: { image: x, presett: codex, model: gpt }
  h: { preset: gemini-cli, image: x, model: gemini, model_name: "a b" }
  i: { preset: cursor-agent, image: x }`;
  expect(problems(agents, 'default_agent: a')).toMatchInlineSnapshot(`
    [
      "greenlight.yml: agents.a.preset: wants claude-code or codex or gemini-cli or opencode or copilot-cli or openhands or aider or cursor-agent",
      "greenlight.yml: agents.g.presett: unknown key, did you mean preset?",
      "greenlight.yml: agents.h.model_name: wants the name of a model such as claude-sonnet-5",
      "greenlight.yml: agents.c.model: the preset codex wants one of models, with api openai",
      "greenlight.yml: agents.d.image: wants a container image, since sandbox.kind is docker",
      "greenlight.yml: agents.d.command: is the preset codex's own; take one of the two out",
      "greenlight.yml: agents.e: wants a command, or a preset: claude-code, codex, gemini-cli, opencode, copilot-cli, openhands, aider, cursor-agent",
      "greenlight.yml: agents.f.args: belong to a preset; put them into command",
      "greenlight.yml: agents.f.model_name: belongs to a preset; put it into command or env",
      "greenlight.yml: agents.b.model: the preset claude-code speaks anthropic, and models.gpt speaks openai",
      "greenlight.yml: agents.h.model: there is no gemini; known are claude, gpt",
    ]
  `);
});

it('the gateway that a preset asks is in the docker sandbox alone', () => {
  expect(
    problems('  a: { preset: claude-code, model: claude }', 'sandbox: { kind: worktree }'),
  ).toMatchInlineSnapshot(`
    [
      "greenlight.yml: agents.a.model: wants sandbox.kind docker: the worktree sandbox has no gateway",
    ]
  `);
});
