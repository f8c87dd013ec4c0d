// (signals) Reading logs and reports: speed by format, memory on a very long log, and how much is put before an agent.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { median } from '../measure.ts';
import type { Options, Result, Row } from '../result.ts';
import { temporaryDir } from '../server-process.ts';
import { FORMATS, writeLog } from './logs.ts';
import { evidenceSizes } from './sizes.ts';

const READER = new URL('read-one.ts', import.meta.url).pathname;
const FLOOR = new URL('floor.ts', import.meta.url).pathname;
const MEGABYTE = 1_000_000;

type Reading = { readonly tookMs: number; readonly peakMb: number };

export async function signals({ smoke, say }: Options): Promise<Result> {
  const rounds = smoke ? 1 : 5;
  const size = (smoke ? 0.1 : 3) * MEGABYTE;
  const long = (smoke ? 1 : 80) * MEGABYTE;
  await using dir = await temporaryDir();
  const rows: Row[] = [];
  for (const format of FORMATS) {
    say(`reading ${size / MEGABYTE} MB of ${format}`);
    const file = writeLog(dir.path, format, size);
    const [ours, floor] = [await times(rounds, READER, file), await times(rounds, FLOOR, file)];
    const perSecond = (tookMs: number) => size / MEGABYTE / (tookMs / 1_000);
    rows.push({
      what: `${format}: MB read`,
      unit: 'per second',
      greenlight: perSecond(ours.tookMs),
      floor: perSecond(floor.tookMs),
    });
    if (format === 'github-log')
      rows.push({
        what: '3 MB log of a job, all grammars',
        unit: 'ms',
        greenlight: ours.tookMs,
        floor: floor.tookMs,
      });
  }
  say(`reading a log of ${long / MEGABYTE} MB`);
  const file = writeLog(dir.path, 'github-log', long);
  const [ours, floor] = [await times(1, READER, file), await times(1, FLOOR, file)];
  rows.push({ what: '80 MB log of a job', unit: 'ms', greenlight: ours.tookMs, floor: floor.tookMs });
  rows.push({ what: '… memory (peak RSS)', unit: 'MB', greenlight: ours.peakMb, floor: floor.peakMb });
  return {
    name: '(signals) Logs and reports, read to what failed',
    floorIs: 'the same file read and split into lines; for evidence, the last 200 lines',
    rows: [...rows, ...evidenceRows()],
  };
}

function evidenceRows(): Row[] {
  const { greenlight, tail, keywords, logs } = evidenceSizes();
  return [
    {
      what: `lines put before an agent, median of ${logs} planted logs`,
      unit: 'lines',
      greenlight: greenlight.lines,
      floor: tail.lines,
    },
    {
      what: '… beside error words and three lines around',
      unit: 'lines',
      greenlight: greenlight.lines,
      floor: keywords.lines,
    },
    {
      what: 'share of planted failures in them',
      unit: 'of 1',
      greenlight: greenlight.recall,
      floor: tail.recall,
    },
    { what: '… beside error words', unit: 'of 1', greenlight: greenlight.recall, floor: keywords.recall },
  ];
}

async function times(rounds: number, script: string, file: string): Promise<Reading> {
  const readings: Reading[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { stdout } = await promisify(execFile)(process.execPath, [script, file]);
    readings.push(JSON.parse(stdout));
  }
  return {
    tookMs: median(readings.map(({ tookMs }) => tookMs)),
    peakMb: median(readings.map(({ peakMb }) => peakMb)),
  };
}
