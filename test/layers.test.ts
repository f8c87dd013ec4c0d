// The linter's rules for rooms are not only written: a violation planted into each room is found. One run of Biome on a copy of the rules.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const PROJECT = new URL('..', import.meta.url).pathname;

type Found = { readonly category: string; readonly severity: string; readonly location: { path: string } };
type Planted = { readonly room: string; readonly text: string; readonly rule: string };

const IMPORTS = 'lint/style/noRestrictedImports';
const GLOBALS = 'lint/style/noRestrictedGlobals';
const PROPERTIES = 'lint/nursery/noJsRestrictedProperties';

const inCore = (rule: string, ...texts: string[]): Planted[] =>
  texts.map((text) => ({ room: 'core', text, rule }));
const importing = (room: string, ...from: string[]): Planted[] =>
  from.map((path) => ({
    room,
    text: `import { x } from '${path}';\nexport const y = x;`,
    rule: IMPORTS,
  }));

const PLANTED: readonly Planted[] = [
  ...inCore(
    PROPERTIES,
    'export const dice = () => Math.random();',
    'export const { random } = Math;',
    'const { random: throwDice } = Math;\nexport const dice = () => throwDice();',
    "export const dice = () => Math['random']();",
    'const M = Math;\nexport const dice = () => M.random();',
    'export const late = (clock: { now(): number }) => clock.now();',
    'export const id = (source: { randomUUID(): string }) => source.randomUUID();',
    'export const order = (a: string, b: string) => a.localeCompare(b);',
  ),
  ...inCore(
    GLOBALS,
    'export const atMs = () => Date.now();',
    'export const at = () => new Date();',
    'export const id = () => crypto.randomUUID();',
    'export const sinceMs = () => performance.now();',
    'export const wait = () => setTimeout(() => undefined, 1);',
    'export const clock = globalThis.Date;',
    'export const today = () => new Intl.DateTimeFormat().format();',
    "export const home = () => process.env['HOME'];",
    "export const page = () => fetch('http://127.0.0.1');",
    "export const fs = () => require('node:fs');",
  ),
  ...inCore(IMPORTS, "export const fs = () => import('node:fs');", "export { readFile } from 'node:fs';"),
  ...importing('core', 'node:crypto', '#ports/clock.ts', '../ports/clock.ts', '#app/deps.ts', 'zod', 're2js'),
  ...importing('core/signals/reports', 'node:fs', 'zod', '../../../ports/clock.ts'),
  ...importing('ports', 'node:fs', 'dockerode', '#app/deps.ts'),
  ...importing('app', '#adapters/store/store.ts', '../adapters/store/store.ts', 'dockerode', '@slack/bolt'),
  ...importing('config', '#adapters/store/store.ts', '../adapters/store/store.ts'),
  ...importing('adapters/web', '#app/deps.ts', '../../app/deps.ts', '#playground/playground.ts'),
];

/** What may be there: a rule that refuses everything would pass the others. */
const FINE: readonly Omit<Planted, 'rule'>[] = [
  { room: 'core', text: "import { x } from './other.ts';\nexport const y = Math.max(x, 1);" },
  { room: 'core/signals/reports', text: "import { x } from 'saxes';\nexport const y = x;" },
  {
    room: 'app',
    text: "import { x } from '#ports/clock.ts';\nexport const y = [x, Math.random(), Date.now()];",
  },
];

const folder = mkdtempSync(join(tmpdir(), 'greenlight-layers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let found: readonly Found[];
const pathOf = (index: number, room: string): string => `src/${room}/planted-${index}.ts`;
const errorsAt = (path: string): string[] =>
  found
    .filter(({ severity, location }) => severity === 'error' && location.path === path)
    .map(({ category }) => category);

beforeAll(async () => {
  cpSync(join(PROJECT, '.biome.json'), join(folder, '.biome.json'));
  for (const [index, { room, text }] of [...PLANTED, ...FINE].entries()) {
    const path = join(folder, pathOf(index, room));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${text}\n`);
  }
  const biome = join(PROJECT, 'node_modules/.bin/biome');
  const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', 'src'];
  // It ends with 1 where it finds something, which is what it is here for.
  const { stdout } = await run(biome, args, { cwd: folder }).catch((ended: { stdout: string }) => ended);
  found = JSON.parse(stdout).diagnostics;
});

describe('the linter', () => {
  it.each(PLANTED.map((planted, index) => ({ ...planted, index })))(
    'refuses in $room: $text',
    ({ index, room, rule }) => {
      expect(errorsAt(pathOf(index, room))).toContain(rule);
    },
  );

  it.each(FINE.map((fine, index) => ({ ...fine, index })))('takes in $room: $text', ({ index, room }) => {
    expect(errorsAt(pathOf(PLANTED.length + index, room))).toEqual([]);
  });
});
