// What every LogReader promises: run on the desk itself and on the one in a thread.
import { expect, test } from 'vitest';
import type { JobLogFacts } from '#core/signals/job/job-reading.ts';
import { isUnread, type LogHelp, type LogReader, type OpenReader, type Unread } from '#ports/log-reader.ts';
import { rawLog, step } from '#test/core/signals/raw-log.ts';

export const FACTS: JobLogFacts = { job: 'test', failedStep: 'Run npx tsc', steps: null, hasFailed: true };
export const NO_HELP: LogHelp = { green: null, matchers: [], added: async () => null };
export const RED = rawLog(step('npm ci', 'fine', 0), step('npx tsc', 'src/a.ts(3,1): error TS2322: no.', 2));

export async function* chunksOf(text: string, size = 997): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

export async function read<T extends object>(reading: Promise<T>): Promise<Exclude<T, Unread>> {
  const result = await reading;
  if (isUnread(result)) throw new Error(`unread: ${result.unread}`);
  return result as Exclude<T, Unread>;
}

export function logReaderContract(reader: () => LogReader): void {
  const opened = async <T>(secrets: readonly string[], use: (open: OpenReader) => Promise<T>): Promise<T> => {
    await using open = reader().open(secrets);
    return await use(open);
  };

  test('reads a log of a job, and takes secrets out of all of it', async () => {
    const secret = 'correct-horse-battery';
    const log = RED.replace('no.', `${secret} is no number.`);
    const reading = await opened([secret], (open) => read(open.log(FACTS, chunksOf(log), NO_HELP)));
    expect(reading.findings).toMatchObject([{ tool: 'tsc', code: 'TS2322', file: 'src/a.ts', line: 3 }]);
    expect(reading.kept.text).toContain('TS2322');
    expect(JSON.stringify(reading)).not.toContain(secret);
  });

  test('reads one after the other, however they are asked for', async () => {
    const [first, report, green, second] = await opened([], (open) =>
      Promise.all([
        read(open.log(FACTS, chunksOf(RED), NO_HELP)),
        read(open.report('a/b.xml', new TextEncoder().encode('<testsuite><testcase name="a"/></testsuite>'))),
        read(open.green(chunksOf(RED))),
        read(open.log({ ...FACTS, job: 'other' }, chunksOf(RED.replaceAll('TS2322', 'TS9')), NO_HELP)),
      ]),
    );
    expect(first.findings).toMatchObject([{ job: 'test', code: 'TS2322' }]);
    expect(report).toMatchObject({ name: 'a/b.xml', report: { counts: { passed: 1 } } });
    expect(second.findings).toMatchObject([{ job: 'other', code: 'TS9' }]);
    expect(green.hashes.length).toBeGreaterThan(3);
  });

  test('holds a log against a green one that was read before', async () => {
    const red = rawLog(step('./check', 'all is laid\nthe roof leaks', 1));
    const news = await opened([], async (open) => {
      const green = await read(open.green(chunksOf(rawLog(step('./check', 'all is laid', 0)))));
      return read(open.log(FACTS, chunksOf(red), { ...NO_HELP, green }));
    });
    expect(news.findings).toMatchObject([{ message: 'the roof leaks', origin: 'green log' }]);
  });

  test('reads with matchers of the repository, and with those that the workflow adds', async () => {
    const matcher = (owner: string, word: string) =>
      JSON.stringify({
        problemMatcher: [{ owner, pattern: [{ regexp: `^${word} (\\S+): (.*)$`, file: 1, message: 2 }] }],
      });
    const log = rawLog(step('own', '##[add-matcher].github/added.json\nROT a.txt: soft\nRUST b.txt: red', 1));
    const asked: string[] = [];
    const help: LogHelp = {
      green: null,
      matchers: [
        { path: '.github/own.json', text: matcher('own', 'ROT') },
        { path: 'gone.json', text: null },
      ],
      added: async (path) => {
        asked.push(path);
        return matcher('added', 'RUST');
      },
    };
    const reading = await opened([], (open) => read(open.log(FACTS, chunksOf(log), help)));
    expect(asked).toEqual(['.github/added.json']);
    expect(reading.findings.map(({ tool, file }) => [tool, file]).sort()).toEqual([
      ['added', 'b.txt'],
      ['own', 'a.txt'],
    ]);
    expect(reading.seen.notes).toEqual(['gone.json: there is no such file']);
  });

  test('throws what the chunks throw, and reads on afterwards', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode('half a lo');
      throw new Error('the line is dead');
    }
    await opened([], async (open) => {
      await expect(open.log(FACTS, broken(), NO_HELP)).rejects.toThrow('the line is dead');
      const reading = await open.log(FACTS, chunksOf(RED), NO_HELP);
      expect(isUnread(reading) ? reading : reading.findings).toMatchObject([{ code: 'TS2322' }]);
    });
  });
}
