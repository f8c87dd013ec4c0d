// Where runs bring out what they made: on the disk of the data, and empty again after each of them and at each start.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyScratchDir } from '#src/scratch-dir.ts';
import { aTaskAtWork } from '#test/stories/beginnings.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

test('what a killed process left is gone at the next start', () => {
  const dataDir = temporaryFolder('scratch');
  writeFileSync(join(emptyScratchDir(dataDir), 'result.bundle'), 'left behind');
  expect(readdirSync(emptyScratchDir(dataDir))).toEqual([]);
});

test('a run has a folder there while it lasts', async () => {
  const { world, agent } = await aTaskAtWork();
  const { scratchDir } = world.deps;
  expect(readdirSync(scratchDir)).toEqual([expect.stringMatching(`^${agent.spec.key}-`)]);
  agent.end('a change');
  await world.reaches('awaiting_ci');
  expect(readdirSync(scratchDir)).toEqual([]);
});
