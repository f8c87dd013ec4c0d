// Reports among the artifacts of a run: those of its newest attempt, wherever they stand in the list.
import { afterEach, expect, test } from 'vitest';
import { zip } from '#playground/github/actions/zip.ts';
import { describeWith } from '#test/support/parts.ts';
import { type GitHubWorld, githubWorld, REPO } from './stand-in.ts';

let world: GitHubWorld | undefined;
afterEach(async () => await world?.close());

const LIMITS = { maxFiles: 50, maxBytes: 1_000_000 };

describeWith('git', 'reports among artifacts', () => {
  async function aRun() {
    world = await githubWorld();
    const head = await world.push('greenlight/t-abcdefgh', { a: '1' });
    await world.forge.ensurePullRequest({
      repo: REPO,
      head: 'greenlight/t-abcdefgh',
      base: 'main',
      title: 'Fix',
      body: '',
    });
    await world.github.settled();
    const [repository] = world.github.world.repositories.values();
    const run = [...(repository?.runs.values() ?? [])].find(({ headSha }) => headSha === head);
    if (run === undefined) throw new Error('CI did not run');
    const upload = (name: string, content: string, createdAtMs = run.startedAtMs) =>
      run.artifacts.push({
        id: 100_000 + run.artifacts.length,
        name,
        zip: zip([{ name: 'report.xml', data: Buffer.from(content) }]),
        createdAtMs,
        expiresAtMs: createdAtMs + 1e9,
      });
    const read = async () =>
      (await world?.forge.reportFiles(REPO, [run.id], LIMITS)) ?? { files: [], left: [] };
    return { run, upload, read };
  }

  test('of an older attempt are no word on the newest', async () => {
    const { run, upload, read } = await aRun();
    upload('reports', 'older', run.startedAtMs - 60_000);
    upload('only-then', 'older', run.startedAtMs - 60_000);
    upload('reports', 'newer');
    const { files } = await read();
    expect(files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['reports/report.xml', 'newer'],
    ]);
    expect(files[0]).toMatchObject({
      runId: run.id,
      createdAtMs: Math.floor(run.startedAtMs / 1_000) * 1_000,
    });
  });

  test('are found beyond the first page, and before what is not called like one', async () => {
    const { upload, read } = await aRun();
    for (let no = 0; no < 130; no += 1) upload(`screenshot-${no}`, 'x');
    upload('junit', 'the report');
    const { files, left } = await read();
    expect(Buffer.from(files[0]?.bytes ?? []).toString()).toBe('the report');
    expect(left).toContain('111 more artifacts of one run');
  });
});
