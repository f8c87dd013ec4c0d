// Which files make an earlier set-up worthless.
import { expect, test } from 'vitest';
import { setupOf } from '#core/policy.ts';
import { decidesSetup } from '#core/setup-files.ts';

test.each([
  'package-lock.json',
  'apps/web/pnpm-lock.yaml',
  'requirements-dev.txt',
  'src/App/App.csproj',
  'scripts/setup.sh',
])('%s counts', (path) => expect(decidesSetup(path, ['npm ci', 'bash ./scripts/setup.sh --all'])).toBe(true));

test.each(['src/index.ts', 'docs/package-lock.json.md', 'other/scripts/setup.sh', 'README.md'])(
  '%s does not',
  (path) => expect(decidesSetup(path, ['npm ci', './scripts/setup.sh'])).toBe(false),
);

test('a repository replaces the operator’s commands, and shortens the time', () => {
  const operator = { commands: ['make deps'], timeoutMs: 600_000 };
  expect(setupOf(operator, undefined)).toEqual({ setup: operator });
  expect(setupOf(operator, { commands: ['npm ci'], timeoutMs: 900_000 })).toEqual({
    setup: { commands: ['npm ci'], timeoutMs: 600_000 },
  });
  expect(setupOf(operator, { commands: [] })).toEqual({});
  expect(setupOf(undefined, undefined)).toEqual({});
});
