// The planted outputs as their tools print them on Windows: other checkouts, other slashes, the same failures in the same places.
import { expect, test } from 'vitest';
import { signalsOf } from '#core/signals/signals-of.ts';
import { type Expected, plantedOutputs } from './planted.ts';
import { failedJob } from './raw-log.ts';

/** JSON escapes what is replaced here, colours stand before paths, and these print forward slashes everywhere. */
const LEFT_OUT = /json|coloured|^python\/|^delivery\/(?:github|lint-lines)\/|^javascript\/bundlers\/next/;

const OUTPUTS = plantedOutputs().filter(
  ({ name, isPassing, expected }) => !isPassing && expected.length > 0 && !LEFT_OUT.test(name),
);

const backslashed = (path: string): string => path.replaceAll('/', '\\');

function onWindows(output: string, expected: readonly Expected[]): string {
  const absolute = output.replace(
    /(file:\/\/)?\/home\/runner\/work\/payments\/payments\/([\w./@-]*)/g,
    (_, scheme: string | undefined, rest: string) =>
      scheme === undefined
        ? `D:\\a\\payments\\payments\\${backslashed(rest)}`
        : `file:///D:/a/payments/payments/${rest}`,
  );
  const files = new Set(expected.flatMap(({ file = '' }) => (/^[^/].{0,500}\//.test(file) ? [file] : [])));
  return [...files].reduce((text, file) => {
    const plain = file.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    return text.replace(new RegExp(String.raw`(?<![\\/\w:])(?:\./)?${plain}`, 'g'), backslashed);
  }, absolute);
}

type Placed = { readonly [key in 'testId' | 'file' | 'code']?: string } & { readonly line?: number };

const placeOf = ({ testId, file, line, code }: Placed): string =>
  [testId, file, line, code].map((each) => String(each ?? '').replaceAll('\\', '/')).join(' | ');

test.each(OUTPUTS)('$name', ({ output, expected }) => {
  const signals = signalsOf({ jobs: [failedJob(onWindows(output, expected))] });
  expect(signals.map(placeOf).sort()).toEqual(expected.map(placeOf).sort());
});
