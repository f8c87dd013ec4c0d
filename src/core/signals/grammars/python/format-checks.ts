// Formatters in their checking modes: black, ruff format, isort, yapf, autopep8, autoflake. One finding for a file, at the first line of its diff.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { repositoryPath } from '../../paths.ts';
import { distinct } from '../problem-lines.ts';
import { blockEnd } from './other-type-checkers.ts';
import { type Diff, diffsIn } from './unified-diffs.ts';

type Said = { readonly tool: string; readonly pattern: RegExp };

const FILES: readonly Said[] = [
  { tool: 'black', pattern: /^would reformat (\S.{0,1000}?\.(?:pyi?|ipynb))$/ },
  { tool: 'ruff', pattern: /^Would reformat: (\S.{0,1000})$/ },
  {
    tool: 'isort',
    pattern: /^ERROR: (\S.{0,1000}?) Imports are incorrectly sorted(?: and\/or formatted)?\.$/,
  },
  { tool: 'autoflake', pattern: /^(\S.{0,1000}?\.pyi?): Unused imports\/variables detected\.?$/ },
  { tool: 'docformatter', pattern: /^(\S.{0,1000}?\.py): (?:would be|needs to be) (?:re)?formatted$/ },
  { tool: 'pyupgrade', pattern: /^Rewriting (\S.{0,1000}?\.pyi?)$/ },
];
const QUOTED = /^unformatted: .{1,200}$/;
const ARROW = /^ {1,12}--> (\S.{0,1000}?)(?::cell \d{1,5})?:(\d{1,7}):(\d{1,7})$/;
const UNPARSED: readonly RegExp[] = [
  /^error: cannot format (?<file>\S.{0,1000}?): (?<message>(?:Cannot parse|cannot parse)(?: for target version [\w., ]{1,80})?: (?<line>\d{1,7}):\d{1,7}: .{0,500})$/,
  /^error: cannot format (?<file>\S.{0,1000}?): (?<message>.{1,1000})$/,
  /^error: (?<message>cannot parse): (?<file>\S.{0,1000}?):(?<line>\d{1,7}):\d{1,7}$/,
];
const RUFF_END =
  /^\d{1,7} files? would be reformatted(?:, \d{1,7} files? (?:already formatted|would be left unchanged))?\.?$/;
const END = /^(?:All done! |Oh no! |\d{1,7} files? (?:would be|already|left))/;

export const formatChecks: Grammar = {
  tool: 'black',
  marks: [
    ...['ould reformat', 'would be reformatted', 'Imports are incorrectly sorted', 'unformatted: '],
    ...['cannot format ', 'cannot parse: ', 'Unused imports/variables detected', 'Rewriting ', '+++ '],
    ...['formatted', 'would be left unchanged'],
  ],
  read(lines) {
    const diffs = diffsIn(lines);
    const firstDiffs = firstByFile(diffs);
    const named = lines
      .flatMap(({ text }, at) => namedAt(lines, text, at))
      .map((each) => placed(each, firstDiffs));
    const isNamed = new Set(named.map(({ tool, file = '' }) => keyOf(tool, file)));
    const endAfter = endsIn(lines);
    const unnamed = diffs.flatMap((diff) =>
      FORMATTERS.some((tool) => isOf(tool, diff) && isNamed.has(keyOf(tool, diff.file)))
        ? []
        : unnamedDiff(diff, endAfter(diff.to)),
    );
    const unparsed = lines.flatMap(({ text }, at) => unparsedAt(text, at));
    return { findings: distinct([...unparsed, ...named, ...unnamed]), ended: endedIn(lines) };
  },
};

function namedAt(lines: readonly LogLine[], text: string, at: number): readonly Finding[] {
  const said = FILES.find(({ pattern }) => pattern.test(text));
  if (said !== undefined)
    return [formatFinding(said.tool, said.pattern.exec(text)?.[1], undefined, [at, at + 1])];
  const place = QUOTED.test(text) ? ARROW.exec(textAt(lines, at + 1)) : null;
  if (place === null) return [];
  return [formatFinding('ruff', place[1], Number(place[2]), [at, blockEnd(lines, at + 2)])];
}

const formatFinding = (
  tool: string,
  file: string | undefined,
  line: number | undefined,
  [from, to]: readonly [number, number],
): Finding => ({
  kind: 'format',
  tool,
  file,
  line,
  message: tool === 'isort' ? 'imports are not sorted' : 'the file would be reformatted',
  from,
  to,
});

const keyOf = (tool: string | undefined, file: string): string => `${tool} ${repositoryPath(file)}`;

const FORMATTERS = [...FILES.map(({ tool }) => tool), 'yapf', 'autopep8'];

/** Of each file and tool the first: a log may hold thousands. */
function firstByFile(diffs: readonly Diff[]): ReadonlyMap<string, Diff> {
  const first = new Map<string, Diff>();
  for (const diff of diffs) {
    const key = keyOf(diff.tool, diff.file);
    if (!first.has(key)) first.set(key, diff);
  }
  return first;
}

/** isort prints the diff below the name, black above it. */
function placed(finding: Finding, diffs: ReadonlyMap<string, Diff>): Finding {
  const tool = finding.tool === 'ruff' ? undefined : finding.tool;
  const diff = finding.file === undefined ? undefined : diffs.get(keyOf(tool, finding.file));
  return diff === undefined ? finding : { ...finding, line: diff.line, from: diff.from, to: diff.to };
}

/** ruff's diffs have a bare header. */
const isOf = (tool: string | undefined, diff: Diff): boolean =>
  diff.tool === (tool === 'ruff' ? undefined : tool);

/** The sentence of ruff at or behind a line, found once for all diffs. */
function endsIn(lines: readonly LogLine[]): (from: number) => string | undefined {
  const ends = lines.flatMap(({ text }, at) =>
    RUFF_END.test(text) || /^Would fix \d/.test(text) ? [{ at, text }] : [],
  );
  let next = 0;
  return (from) => {
    while (next < ends.length && (ends[next]?.at ?? 0) < from) next += 1;
    return ends[next]?.text;
  };
}

/** A diff alone means a failure only where its header or the sentence at the end tells whose it is; isort's alone means none. */
function unnamedDiff({ file, line, tool, from, to }: Diff, end: string | undefined): readonly Finding[] {
  if (tool === 'isort') return [];
  if (tool !== undefined) return [formatFinding(tool, file, line, [from, to])];
  if (end === undefined) return [];
  const finding = formatFinding('ruff', file, line, [from, to]);
  return [RUFF_END.test(end) ? finding : { ...finding, kind: 'lint', message: 'the file would be fixed' }];
}

function unparsedAt(text: string, at: number): readonly Finding[] {
  const groups = UNPARSED.map((pattern) => pattern.exec(text)?.groups).find((each) => each !== undefined);
  if (groups === undefined) return [];
  const { file, line, message = '' } = groups;
  return [
    {
      kind: 'format',
      tool: 'black',
      file,
      line: line === undefined ? undefined : Number(line),
      message,
      from: at,
      to: at + 1,
    },
  ];
}

function endedIn(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  const last = lines.findLast(({ text }) => END.test(text))?.text;
  if (last === undefined) return undefined;
  return /^Oh no!|would be reformatted|fail to reformat/.test(last) ? 'failed' : 'passed';
}
