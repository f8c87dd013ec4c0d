// Package registries of the operator's file.
import { expect, it } from 'vitest';
import { readConfig } from '#src/config.ts';
import { GOOD_ENV, GOOD_FILE } from './good.ts';

const file = (registries: string) => `${GOOD_FILE}\nsandbox:\n  registries: ${registries}\n`;
const read = (registries: string, env: object = {}) =>
  readConfig({ ...GOOD_ENV, ...env }, () => file(registries));

it('are addresses, or maps with their file hosts and the variable of their token', () => {
  const config = read(
    '{ npm: "https://npm.example.com/", pypi: { url: "https://pypi.example.com", files: [files.example.com], token_env: PYPI_TOKEN } }',
    { PYPI_TOKEN: 'made-up-token-of-the-registry' },
  );
  expect(config.ok && config.config.sandbox.registries).toEqual({
    npm: { url: 'https://npm.example.com', fileHosts: [] },
    pypi: {
      url: 'https://pypi.example.com',
      fileHosts: ['files.example.com'],
      token: 'made-up-token-of-the-registry',
    },
  });
  expect(config.ok && config.config.app.secrets).toContain('made-up-token-of-the-registry');
});

it('are refused by name where something about them is wrong', () => {
  const config = read(
    '{ npn: "https://x.example.com", npm: 5, go: "ftp://x", crates: { url: "https://x.example.com", token_env: secret } }',
  );
  expect(config.ok ? [] : config.problems).toMatchInlineSnapshot(`
    [
      "greenlight.yml: sandbox.registries.npm: wants an address, or a map with url, files and token_env",
      "greenlight.yml: sandbox.registries.crates.token_env: wants the name of a variable, not the token itself",
      "greenlight.yml: sandbox.registries.go: wants an address that begins with https:// or http://",
      "greenlight.yml: sandbox.registries.npn: unknown key, did you mean npm?",
    ]
  `);
  const unset = read('{ go: { url: "https://x.example.com", token_env: GO_TOKEN } }');
  expect(unset.ok ? [] : unset.problems).toEqual([
    expect.stringContaining(
      'GO_TOKEN is not set: greenlight.yml names it as the token of sandbox.registries.go',
    ),
  ]);
});
