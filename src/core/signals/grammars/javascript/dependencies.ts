// What checks how a package's parts and the package itself hang together: dependency-cruiser, madge, publint.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const CRUISED = /^\s{2}error ([\w@/-]{2,100}): (\S{1,500})(?:\s(?:→|->) ?(\S{1,500})?)?$/;
const CRUISED_MORE = /^\s{6}(\S{1,500})(?:\s(?:→|->))?$/;
const CRUISED_SUMS = /\d dependency violations? \(/;
const MADGE = /^[✖×x] Found \d{1,6} circular dependenc(?:y|ies)!$/;
const CIRCLE = /^\d{1,6}\) (\S.{0,1000})$/;
const PUBLINT = /^Running publint /;
const NUMBERED = /^\d{1,5}\. (\S.{0,1000})$/;

export const dependencies: Grammar = {
  tool: 'dependency-cruiser',
  marks: [' dependency violation', ' circular dependenc', 'Running publint '],
  read(lines) {
    const isCruiser = lines.some(({ text }) => CRUISED_SUMS.test(text));
    const isPublint = lines.some(({ text }) => PUBLINT.test(text));
    return {
      findings: lines.flatMap((_, at) => [
        ...(isCruiser ? cruisedAt(lines, at) : []),
        ...madgeAt(lines, at),
        ...(isPublint ? publintAt(lines, at) : []),
      ]),
    };
  },
};

function cruisedAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const [, code, file, other] = CRUISED.exec(textAt(lines, at)) ?? [];
  if (code === undefined) return [];
  const to = endOf(lines, at + 1, (text) => !CRUISED_MORE.test(text), 200);
  const more = lines.slice(at + 1, to).flatMap(({ text }) => CRUISED_MORE.exec(text)?.[1] ?? []);
  const way = [file, ...(other === undefined ? [] : [other]), ...more].join(' → ');
  return [{ kind: 'lint', file, code, message: `${code}: ${way}`, from: at, to }];
}

function madgeAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  if (!MADGE.test(textAt(lines, at))) return [];
  const start = endOf(lines, at + 1, (text) => text !== '', 4);
  const to = endOf(lines, start, (text) => !CIRCLE.test(text), 500);
  return lines.slice(start, to).map(({ text }, index) => {
    const circle = CIRCLE.exec(text)?.[1] ?? '';
    const file = circle.split(' > ')[0];
    const from = start + index;
    return { kind: 'lint', tool: 'madge', file, code: 'circular', message: circle, from, to: from + 1 };
  });
}

function publintAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  if (textAt(lines, at) !== 'Errors:') return [];
  const to = endOf(lines, at + 1, (text) => !NUMBERED.test(text), 200);
  return lines.slice(at + 1, to).map(({ text }, index) => {
    const from = at + 1 + index;
    const message = NUMBERED.exec(text)?.[1] ?? '';
    return { kind: 'lint', tool: 'publint', file: 'package.json', message, from, to: from + 1 };
  });
}
