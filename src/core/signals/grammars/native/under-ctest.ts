// ctest -V puts the number of a test before each line of its program, and -j mixes them: each program is read by itself.
import type { Finding, Grammar, Reading } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const COMMAND = /^\d{1,6}: Test command: /;
const NUMBERED = /^(\d{1,6}): ?/;

type Part = { readonly number: string; readonly lines: LogLine[]; readonly places: number[] };

export const underCtest = (grammar: Grammar): Grammar => ({
  ...grammar,
  read(lines) {
    if (!lines.some(({ text }) => COMMAND.test(text))) return grammar.read(lines);
    const readings = partsOf(lines).map((part) => ({ part, reading: grammar.read(part.lines) }));
    const ends = readings.flatMap(({ reading }) => reading.ended ?? []);
    return {
      ...readings[0]?.reading,
      findings: readings.flatMap(({ part, reading }) => reading.findings.map((each) => inAll(each, part))),
      passes: readings.flatMap(({ part, reading }) => passesIn(reading, part)),
      ended: ends.includes('failed') ? 'failed' : ends[0],
    };
  },
});

function partsOf(lines: readonly LogLine[]): readonly Part[] {
  const parts = new Map<string, Part>();
  lines.forEach((line, at) => {
    const [prefix = '', number = ''] = NUMBERED.exec(line.text) ?? [];
    const part = parts.get(number) ?? { number, lines: [], places: [] };
    parts.set(number, part);
    part.lines.push(prefix === '' ? line : { ...line, text: line.text.slice(prefix.length) });
    part.places.push(at);
  });
  return [...parts.values()];
}

/** The same program in the next run of ctest has the same number. Lines of others between its own are not its own. */
function inAll(finding: Finding, { number, places }: Part): Finding {
  const from = places[finding.from] ?? 0;
  let to = from + 1;
  for (let at = finding.from + 1; at < finding.to && places[at] === to; at += 1) to += 1;
  return { ...finding, ...(number === '' ? {} : { unit: number }), from, to };
}

function passesIn({ passes }: Reading, { number, places }: Part): NonNullable<Reading['passes']> {
  return (passes ?? []).map((pass) => ({
    ...pass,
    ...(number === '' ? {} : { unit: number }),
    at: places[pass.at] ?? 0,
  }));
}
