// What every grammar owes whatever it is given: no throw, spans inside the lines it got, and an end within the time of a glance.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Grammar } from '#core/signals/grammar.ts';
import { GRAMMARS } from '#core/signals/grammars/grammars.ts';
import { uncaught } from '#core/signals/grammars/uncaught.ts';
import { type LogLine, MAX_LINE_CHARS } from '#core/signals/log-lines.ts';
import { plantedOutputs } from './planted.ts';

const ALL: readonly Grammar[] = [...GRAMMARS, uncaught(false), uncaught(true)];
const NAMED = ALL.map((grammar, index) => ({ name: `${grammar.tool} (${index})`, grammar }));
const MEGABYTE = 1_000_000;
/** Far beyond what any of them needs, and far below what an expression that backtracks would take. */
const MAX_MS = 4_000;

const linesOf = (texts: readonly string[]): readonly LogLine[] =>
  texts.map((text, at) => ({
    no: at + 1,
    text: text.slice(0, MAX_LINE_CHARS),
    mark: at % 7 === 6 ? 'error' : null,
  }));

/** Lines that some tool printed, those with a mark of this grammar first. */
const OUTPUTS = plantedOutputs().map(({ output }) => output.split('\n'));
function pieces({ marks }: Grammar): readonly string[] {
  const own = OUTPUTS.filter((lines) => lines.some((line) => marks.some((mark) => line.includes(mark))));
  const lines = (own.length > 0 ? own : OUTPUTS).slice(0, 12).flatMap((each) => each.slice(0, 60));
  return [...marks, ...lines];
}

const NOISE = fc.string({ unit: 'binary', maxLength: 60 });
const BRACKETS = fc.string({
  unit: fc.constantFrom(...' :;.,()[]{}<>│┃❯✖●-=#@/\\\'"`0123456789aE\t'),
  maxLength: 120,
});

describe.each(NAMED)('$name', ({ grammar }) => {
  test('answers anything, with spans that are in it', () => {
    const line = fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...pieces(grammar)) },
      { weight: 1, arbitrary: NOISE },
      { weight: 1, arbitrary: BRACKETS },
    );
    // A line that was cut, or that two programs wrote into.
    const torn = fc
      .tuple(line, line, fc.nat({ max: 80 }))
      .map(([a, b, at]) => `${a.slice(0, at)}${b.slice(at)}`);
    fc.assert(
      fc.property(fc.array(fc.oneof(line, torn), { maxLength: 40 }), (texts) => {
        const lines = linesOf(texts);
        for (const { from, to, line: no, message } of grammar.read(lines).findings) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(lines.length);
          expect(from).toBeLessThan(Math.max(1, lines.length));
          if (no !== undefined) expect(no).not.toBeNaN();
          expect(typeof message).toBe('string');
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['blanks', ' '],
    ['one letter', 'a'],
    ['digits', '1'],
    ['places', 'a.b:1:2 '],
    ['brackets', '(['],
    ['quotes and commas', "', '"],
    ['slashes', '/a'],
    ['rules', '─'],
  ])('comes to an end with a megabyte of %s behind its marks', (_, filler) => {
    const full = filler.repeat(Math.ceil(MAX_LINE_CHARS / filler.length));
    const texts = pieces(grammar)
      .slice(0, 40)
      .flatMap((piece) => [`${piece}${full}`, `${full.slice(0, 200)}${piece}`, piece]);
    const chars = texts.reduce((sum, text) => sum + Math.min(text.length, MAX_LINE_CHARS), 0);
    const all = Array.from({ length: Math.ceil(MEGABYTE / chars) }, () => texts).flat();
    const before = process.threadCpuUsage();
    grammar.read(linesOf(all));
    // Of this thread alone: how busy the machine is else says nothing about a grammar.
    expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(MAX_MS);
  });
});
