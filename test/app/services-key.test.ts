// `services` of a repository's own file: of images that the operator lists, and of no other.
import { expect, test } from 'vitest';
import { readRepositoryFile } from '#app/repository-file.ts';
import { DEFAULT_POLICY, foreignImages, tighten } from '#core/policy.ts';

const FILE = 'services:\n  redis:\n    image: redis:7\n    health: [redis-cli, ping]\n    ready_within: 1m\n';
const policyOf = (text: string, serviceImages: readonly string[]) => {
  const file = readRepositoryFile(text);
  if (!file.ok) throw new Error(file.problems.join('; '));
  return tighten({ ...DEFAULT_POLICY, serviceImages }, file.policy);
};

test('are named, with what is not said left to the image', () => {
  const policy = policyOf(FILE, ['redis:7']);
  expect(policy.services).toEqual([
    {
      ...{ name: 'redis', image: 'redis:7', command: [], env: {}, health: ['redis-cli', 'ping'] },
      ...{ readyWithinMs: 60_000, writable: [] },
    },
  ]);
  expect(foreignImages(policy)).toEqual([]);
});

test('of an image that the operator does not list are refused by name', () => {
  expect(foreignImages(policyOf(FILE, ['postgres:18']))).toEqual([
    'services.redis.image: redis:7 is none that the operator lists (postgres:18)',
  ]);
  expect(foreignImages(policyOf('max_attempts: 2\n', []))).toEqual([]);
});

test.each([
  ['services: {redis: {imag: x}}', 'services.redis.imag: unknown key, did you mean image?'],
  ['services: {redis: {image: x, user: 0}}', 'services.redis.user: wants at least 1'],
  [
    'services: {redis: {image: x, writable: [/a/../b]}}',
    'services.redis.writable.0: wants a folder by its path from the root',
  ],
])('%s is refused by name', (text, problem) => {
  const file = readRepositoryFile(`${text}\n`);
  expect(file.ok ? [] : file.problems).toContain(problem);
});
