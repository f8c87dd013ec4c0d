// The documents of configuration say what the code does: `UPDATE_DOCS=1` writes them anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '#src/config.ts';
import { agentsDocument } from './agents-document.ts';
import { configurationDocument, schemaDocument } from './documents.ts';
import { GOOD_ENV } from './good.ts';

const pathOf = (name: string): string => new URL(`../../docs/${name}`, import.meta.url).pathname;
const EXAMPLE = readFileSync(pathOf('greenlight.example.yml'), 'utf8');

it.each([
  ['greenlight.schema.json', schemaDocument],
  ['configuration.md', configurationDocument],
  ['agents.md', agentsDocument],
])('%s is written from the code as it is', (name, write) => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(pathOf(name), write());
  expect(readFileSync(pathOf(name), 'utf8'), 'stale: UPDATE_DOCS=1 npm test -- test/config').toBe(write());
});

it('the example is a configuration that Greenlight starts with', () => {
  const read = readConfig(GOOD_ENV, () => EXAMPLE);
  expect(read.ok ? [] : read.problems).toEqual([]);
});

it('an editor that knows the schema takes the example, and refuses a slip in it', () => {
  const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(
    JSON.parse(schemaDocument()),
  );
  expect(isValid(parse(EXAMPLE)), JSON.stringify(isValid.errors)).toBe(true);
  expect(isValid({ ...(parse(EXAMPLE) as object), repositry: [] })).toBe(false);
});

it('the example of agents.md is one too', () => {
  const yaml = /```yaml\n(agents:[\s\S]*?)```/.exec(agentsDocument())?.[1] ?? '';
  const read = readConfig(
    { ...GOOD_ENV, ANTHROPIC_API_KEY: 'made-up' },
    () => `${yaml}repositories: [{ name: acme/payments }]`,
  );
  expect(read.ok ? [] : read.problems).toEqual([]);
});

it('the README’s greenlight.yml is one too', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const yaml = /```yaml\n(agents:[\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const read = readConfig(GOOD_ENV, () => yaml);
  expect(read.ok ? [] : read.problems).toEqual([]);
});
