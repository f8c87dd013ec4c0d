// Model providers of the operator's file: found by name, keyed from the environment, and never in an agent's hands.
import { describe, expect, it } from 'vitest';
import type { Environment } from '#src/config/environment.ts';
import { type Config, readConfig } from '#src/config.ts';
import { GOOD_ENV } from './good.ts';

const reading = (env: Environment, file: string) => readConfig(env, () => file);
function problems(env: Environment, file: string): readonly string[] {
  const read = reading(env, file);
  return read.ok ? [] : read.problems;
}
function config(env: Environment, file: string): Config {
  const read = reading(env, file);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.config;
}

describe('models', () => {
  const KEY = ['sk', 'made', 'up', 'of', 'the', 'operator'].join('-');
  const file = (models: string, agent = 'model: claude', more = '') => `
agents: { fixer: { image: fixer, command: [fix], ${agent} } }
repositories: [{ name: acme/payments }]
models: ${models}
${more}`;
  const CLAUDE =
    '{ claude: { api: anthropic, key_env: ANTHROPIC_API_KEY, prices: { "*": { input: 3, output: 15, cache_read: 0.3 } } } }';

  it('are what an agent names, with the key from the environment', () => {
    const { app, sandbox } = config({ ...GOOD_ENV, ANTHROPIC_API_KEY: ` ${KEY} ` }, file(CLAUDE));
    expect(sandbox.models).toEqual({
      claude: {
        name: 'claude',
        api: 'anthropic',
        url: 'https://api.anthropic.com',
        key: KEY,
        prices: { '*': { input: 3, output: 15, cacheRead: 0.3, cacheWrite: undefined } },
        providerTools: false,
      },
    });
    expect(app.agents.fixer?.model).toBe('claude');
    expect(app.secrets).toContain(KEY);
  });

  it('need what they name, and an agent may not hold their key', () => {
    const env = { ...GOOD_ENV, OTHER_KEY: KEY };
    const models = `{ claude: { api: anthropic, key_env: ANTHROPIC_API_KEY, prices: { "*": { input: 3, output: 15 } } }, gpt: { api: openai, url: "https://gpt.example.com/v1/", key_env: OTHER_KEY, prices: { "*": { input: 3, output: 15 } } } }`;
    const agent = `model: gemini, env: { SOME: "Bearer ${KEY}" }`;
    expect(problems(env, file(models, agent, 'sandbox: { kind: worktree }'))).toMatchInlineSnapshot(`
      [
        "ANTHROPIC_API_KEY is not set: greenlight.yml names it as the key of models.claude. Get it: from that provider, or take models.claude out.",
        "greenlight.yml: agents.fixer.model: there is no gemini; known are claude, gpt",
        "greenlight.yml: agents.fixer.model: wants sandbox.kind docker: the worktree sandbox has no gateway",
        "greenlight.yml: agents.fixer.env.SOME: holds the key of models.gpt, which no agent may have",
      ]
    `);
  });

  it('are refused where something about them is wrong', () => {
    const models = `
  Claude: { api: anthropic, key_env: A_KEY, prices: { "*": { input: 3, output: 15 } } }
  a: { api: antropic, key_env: sk-ant-very-secret, prices: {} }
  b: { api: gemini, url: "ftp://x", key_env: A_KEY, prices: { "*": { input: -3, outptu: 15 } } }`;
    const all = problems({ ...GOOD_ENV, A_KEY: KEY }, file(models));
    expect(all).toMatchInlineSnapshot(`
      [
        "greenlight.yml: models.Claude: wants lower-case letters, digits, dots and dashes",
        "greenlight.yml: models.a.api: wants anthropic or openai or gemini",
        "greenlight.yml: models.a.key_env: wants the name of a variable such as ANTHROPIC_API_KEY, not the key itself",
        "greenlight.yml: models.a.prices: wants at least one price, or no cost can be metered",
        "greenlight.yml: models.b.url: wants an address that begins with https:// or http://",
        "greenlight.yml: models.b.prices.*.input: wants at least 0",
        "greenlight.yml: models.b.prices.*.output: is missing",
        "greenlight.yml: models.b.prices.*.outptu: unknown key, did you mean output?",
        "PATH is not set: greenlight.yml names it as the key of models.a. Get it: from that provider, or take models.a out.",
        "greenlight.yml: agents.fixer.model: there is no claude; known are a, b",
      ]
    `);
    expect(all.join()).not.toContain('sk-ant');
  });
});
