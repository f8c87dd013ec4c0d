// How much of the planted outputs is put before an agent, and how much of their failures is in it, beside two common ways.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileReader } from '#core/signals/file/file-reader.ts';
import { rawLog, step } from '#test/core/signals/raw-log.ts';
import { median } from '../measure.ts';

const PLANTED = new URL('../../test/core/signals/planted/', import.meta.url).pathname;
const KEYWORDS = /error|fail|fatal|exception|panic|assert/i;

type Way = { readonly lines: number; readonly recall: number };
export type Sizes = {
  readonly greenlight: Way;
  readonly tail: Way;
  readonly keywords: Way;
  readonly logs: number;
};

/** Held against what is planted: the line that each failure's message or place stands in. */
export function evidenceSizes(): Sizes {
  const samples = readdirSync(PLANTED, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.expected.json') && !name.includes('project/'))
    .flatMap((name) => sampleOf(join(PLANTED, name)));
  const of = (pick: (sample: Sample) => ReadonlySet<number>): Way => ({
    lines: median(samples.map((sample) => pick(sample).size)),
    recall: mean(samples.map((sample) => share(sample.wanted, pick(sample)))),
  });
  return {
    logs: samples.length,
    greenlight: of(({ evidence }) => evidence),
    tail: of(({ lines }) => rangeTo(lines.length, 200)),
    keywords: of(({ lines }) => around(lines)),
  };
}

type Sample = {
  readonly lines: readonly string[];
  readonly evidence: ReadonlySet<number>;
  readonly wanted: readonly number[];
};

function sampleOf(expectedPath: string): Sample[] {
  const output = readFileSync(expectedPath.replace('.expected.json', '.txt'), 'utf8');
  const before = Array.from({ length: 400 }, (_, no) => `step ${no} of the build is done in ${no} ms`).join(
    '\n',
  );
  const text = rawLog(step('npm ci', before, 0), step('npm test', output, 1));
  const reader = fileReader({ file: 'x', redact: (each) => ({ text: each, count: 0 }) });
  reader.push(new TextEncoder().encode(text));
  const { signals } = reader.end();
  const lines = text.split('\n');
  const wanted = wantedLines(lines, JSON.parse(readFileSync(expectedPath, 'utf8')));
  const evidence = new Set(signals.evidence.flatMap(({ fromLine, toLine }) => range(fromLine, toLine)));
  return wanted.length === 0 ? [] : [{ lines, evidence, wanted }];
}

type Planted = {
  readonly testId?: string;
  readonly message?: string;
  readonly file?: string;
  readonly line?: number;
};

function wantedLines(lines: readonly string[], planted: readonly Planted[]): number[] {
  return planted.flatMap(({ message, file, line }) => {
    const words = message
      ?.split('\n')
      .find((part) => part.trim().length > 5)
      ?.trim();
    const place = file === undefined || line === undefined ? undefined : `${file}:${line}`;
    const at = lines.findIndex(
      (text) =>
        (words !== undefined && text.includes(words)) || (place !== undefined && text.includes(place)),
    );
    return at === -1 ? [] : [at + 1];
  });
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);
const rangeTo = (end: number, count: number): Set<number> =>
  new Set(range(Math.max(1, end - count + 1), end));
const around = (lines: readonly string[]): Set<number> =>
  new Set(
    lines.flatMap((text, at) =>
      KEYWORDS.test(text) ? range(Math.max(1, at - 2), Math.min(lines.length, at + 4)) : [],
    ),
  );
const share = (wanted: readonly number[], shown: ReadonlySet<number>): number =>
  wanted.filter((no) => shown.has(no)).length / wanted.length;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
