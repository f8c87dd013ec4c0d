// Byte streams of others: what agents print, what an engine sends, what the collector says, zips that a job left. Bounded, and never thrown over.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { CollectReader, MAX_RESULT_FILE_BYTES } from '#adapters/docker/collect.ts';
import { Frames } from '#adapters/docker/frames.ts';
import { unzip } from '#adapters/github/unzip.ts';
import { readAgentResult } from '#app/agent-result.ts';
import { MAX_TEXT_CHARS, MAX_TITLE_CHARS } from '#core/agents/event.ts';
import { AgentLines } from '#core/agents/line-reader.ts';
import { NO_PROGRESS, progressed } from '#core/agents/progress.ts';
import { STREAMS, type StreamName } from '#core/agents/streams/streams.ts';
import { zip } from '#playground/github/actions/zip.ts';
import { PortError } from '#ports/port-error.ts';
import { FUZZ_TIMEOUT_MS, fuzzing, inTime } from './budget.ts';
import { mutated, mutatedJson } from './mutate.ts';

const NAMES: readonly StreamName[] = ['claude-code', 'codex', 'gemini', 'opencode', 'copilot'];
const recorded = (name: StreamName): string =>
  readFileSync(new URL(`../core/agents/recorded/${name}.jsonl`, import.meta.url), 'utf8');
const objectsOf = (name: StreamName): unknown[] =>
  recorded(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const cuts = fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 20 });

function* pieces(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

test.each(NAMES)(
  'whatever %s prints is read as bounded words or nothing',
  (name) => {
    const line = mutatedJson(objectsOf(name)).map((value) => Buffer.from(`${JSON.stringify(value)}\n`));
    const bytes = mutated([recorded(name)], ['\n', '{"type":', '}\n{', '\u0000', '\xff', '"\\ud800"']);
    fc.assert(
      fc.property(fc.oneof(line, bytes), cuts, (output, sizes) => {
        let progress = NO_PROGRESS;
        const lines = new AgentLines(STREAMS[name], (event) => {
          if (event.type === 'message') expect(event.text.length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
          if (event.type === 'tool_call') expect(event.title.length).toBeLessThanOrEqual(MAX_TITLE_CHARS);
          if (event.type === 'usage')
            expect(event.inputTokens + event.outputTokens).toBeGreaterThanOrEqual(0);
          progress = progressed(progress, event);
        });
        inTime(() => {
          for (const piece of pieces(output, sizes)) lines.push(piece);
          lines.end();
        });
        expect(JSON.stringify(progress).length).toBeLessThan(50_000);
      }),
      fuzzing(150),
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'whatever an agent leaves as its result is three claims at most',
  () => {
    const seed = { summary: 'done', question: 'which?', costUsd: 1, more: { deep: [1] } };
    const text = fc.oneof(
      mutatedJson([seed]).map((value) => JSON.stringify(value) ?? ''),
      mutated([JSON.stringify(seed)], ['"', '\\u0000', '\u001b[2J', '\u202e', '1e999']).map(String),
    );
    fc.assert(
      fc.property(text, (said) => {
        const {
          summary = '',
          question = '',
          costUsd,
          ...rest
        } = inTime(() => readAgentResult(said, (words) => words));
        expect(rest).toEqual({});
        expect(summary.length + question.length).toBeLessThanOrEqual(4_000);
        expect(summary + question).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e]/u);
        expect(costUsd >= 0 && costUsd <= 100_000).toBe(true);
      }),
      fuzzing(300),
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'whatever an engine sends as frames gives no byte that was not there',
  () => {
    const frame = (kind: number, text: string) =>
      Buffer.concat([Buffer.from([kind, 0, 0, 0, 0, 0, 0, text.length]), Buffer.from(text)]);
    const seed = Buffer.concat([frame(1, 'out'), frame(2, 'err'), frame(1, ''), frame(0, 'in')]);
    fc.assert(
      fc.property(mutated([seed], [frame(1, 'x')]), cuts, (bytes, sizes) => {
        let taken = 0;
        const take = (part: Buffer) => {
          taken += part.length;
        };
        const frames = new Frames(take, take);
        for (const piece of pieces(bytes, sizes)) frames.push(piece);
        expect(taken).toBeLessThanOrEqual(bytes.length);
      }),
      fuzzing(500),
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'whatever a collector says is a bundle within its bound, or refused by name',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-collect-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const maxBytes = 1_000;
    const seeds = [
      'result 5\nhellobundle 6\nPACKED',
      'result none\nbundle none\n',
      `result 0\nbundle ${maxBytes}\n${'x'.repeat(maxBytes)}`,
    ];
    const words = [
      'result ',
      'bundle ',
      '\n',
      '99999999999999999999\n',
      '-1\n',
      '1e3\n',
      'none\n',
      `${MAX_RESULT_FILE_BYTES + 1}\n`,
    ];
    let no = 0;
    await fc.assert(
      fc.asyncProperty(mutated(seeds, words), cuts, async (bytes, sizes) => {
        const path = join(folder, String(no++));
        const reader = new CollectReader(path, maxBytes);
        try {
          for (const piece of pieces(bytes, sizes)) reader.take(piece);
        } catch (error) {
          expect(error).toBeInstanceOf(PortError);
        }
        await reader.close();
        const { bundlePath, resultFile } = await reader.result();
        if (bundlePath !== null) expect(statSync(bundlePath).size).toBeLessThanOrEqual(maxBytes);
        expect((resultFile ?? '').length).toBeLessThanOrEqual(MAX_RESULT_FILE_BYTES);
        rmSync(path, { force: true });
      }),
      fuzzing(300),
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'whatever zip a job left gives files within the limits, by names that stay inside',
  async () => {
    const limits = { maxEntries: 20, maxFiles: 5, maxBytes: 2_000 };
    const file = (name: string, text: string) => ({ name, data: Buffer.from(text) });
    const seeds = [
      zip([file('a.xml', '<a/>'), file('b/c.xml', 'y'.repeat(900))]),
      zip([file('dir/', ''), file('x.trx', 'z'.repeat(3_000))]),
      zip(Array.from({ length: 25 }, (_, i) => file(`${i}.xml`, `${i}`))),
    ].map((bytes) => Buffer.from(bytes));
    const words = [
      'PK\x05\x06',
      'PK\x01\x02',
      'PK\x03\x04',
      'PK\x06\x06',
      '../',
      '..\\',
      '/etc/',
      'C:\\',
      '\0',
      '.xml',
    ];
    await fc.assert(
      fc.asyncProperty(mutated(seeds, words), async (bytes) => {
        const { files } = await unzip(bytes, () => true, limits);
        expect(files.length).toBeLessThanOrEqual(limits.maxFiles);
        expect(files.reduce((sum, each) => sum + each.bytes.length, 0)).toBeLessThanOrEqual(limits.maxBytes);
        for (const { path } of files) expect(path).not.toMatch(/^(?:\/|[A-Za-z]:)|(?:^|\/)\.\.(?:\/|$)/);
      }),
      fuzzing(300),
    );
  },
  FUZZ_TIMEOUT_MS,
);
