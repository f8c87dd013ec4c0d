// The tests of one file as the guard compares them: named through their groups, with the marks that keep them from running and
// the assertions that are theirs.
import { type Assertion, assertionsIn } from './assertions.ts';
import { type Found, findTests, type Source } from './find-tests.ts';
import { gatesAround } from './gates.ts';
import { GRAMMARS, type Language, languageOf } from './languages.ts';
import { mask } from './mask.ts';
import { lineIndex, type Range, squeeze } from './text.ts';

/** Where something stands that changes whether a test runs. */
export type Mark = Range & { readonly line: number };

export type Test = {
  readonly title: string;
  /** With the titles of the groups around it. */
  readonly name: string;
  readonly line: number;
  readonly range: Range;
  readonly heads: readonly Range[];
  readonly body: Range;
  /** The body as code without blanks and comments. */
  readonly bodyCode: string;
  readonly skips: readonly Mark[];
  readonly focuses: readonly Mark[];
  readonly assertions: readonly Assertion[];
  /** Conditions around the call that makes it, and right in front of it: `isSlow && it(…)`. Groups are none. */
  readonly gates: readonly string[];
};

export type TestFile = {
  readonly path: string;
  readonly source: Source;
  readonly language: Language;
  readonly lineAt: (at: number) => number;
  readonly tests: readonly Test[];
  /** Outside of every test: helpers. */
  readonly loose: readonly Assertion[];
};

/** Undefined for a language that the guard does not read. */
export function testFile(path: string, text: string): TestFile | undefined {
  const language = languageOf(path);
  if (language === undefined) return undefined;
  const source = { text, ...mask(text, language) };
  const lineAt = lineIndex(text);
  const found = findTests(source, language).sort((a, b) => a.from - b.from || b.to - a.to);
  const assertions = assertionsIn(source, language, lineAt);
  const around = groupsAround(found);
  const owners = ownersOf(found, assertions);
  const fileSkips = skipsOfFile(source, language, lineAt);
  const gates = gatesOfTests(source.code, language, found);
  const tests = found.flatMap((each, i): Test[] => {
    if (each.kind === 'group') return [];
    const parents = around[i] ?? [];
    return [
      testOf({
        each,
        parents,
        own: owners.get(each) ?? [],
        gates: gates[i] ?? [],
        fileSkips,
        source,
        language,
        lineAt,
      }),
    ];
  });
  return { path, source, language, lineAt, tests, loose: owners.get(undefined) ?? [] };
}

type Parts = {
  readonly each: Found;
  readonly parents: readonly Found[];
  readonly own: readonly Assertion[];
  readonly gates: readonly string[];
  readonly fileSkips: readonly Mark[];
  readonly source: Source;
  readonly language: Language;
  readonly lineAt: (at: number) => number;
};

function testOf({ each, parents, own, gates, fileSkips, source, language, lineAt }: Parts): Test {
  const grammar = GRAMMARS[language];
  const { code, text } = source;
  const inHeads = (pattern: RegExp) =>
    [each, ...parents].flatMap(({ heads }) => heads.flatMap((head) => marksIn(code, head, pattern, lineAt)));
  const inBody = marksIn(code, each.body, grammar.skips, lineAt);
  const early = earlyReturn(code, each.body, own, lineAt);
  return {
    title: each.title,
    name: [...parents.map(({ title }) => title), each.title].join(' > '),
    line: lineAt(titleOffset(text, each)),
    range: { from: each.from, to: each.to },
    heads: each.heads,
    body: each.body,
    bodyCode: squeeze(code.slice(each.body.from, each.body.to)),
    skips: [...inHeads(grammar.skippedBy), ...inBody, ...early, ...fileSkips],
    focuses: inHeads(grammar.focusedBy),
    assertions: own,
    gates,
  };
}

/** Only of calls: a function that is a test is found by the runner wherever it stands. */
function gatesOfTests(
  code: string,
  language: Language,
  found: readonly Found[],
): readonly (readonly string[])[] {
  if (language !== 'javascript') return [];
  const starts = found.map(({ from }) => from);
  return gatesAround(code, { from: 0, to: code.length }, starts, language).map((gates, i) => {
    const start = starts[i] ?? 0;
    const inFront = /[^;{}\n]{0,100}(?:&&|\|\||\?)\s*$/.exec(code.slice(Math.max(0, start - 120), start));
    return inFront === null ? gates : [...gates, inFront[0]];
  });
}

/** The head begins at the end of what stands before; its first word is where a reader would look. */
const titleOffset = (text: string, { from, body }: Found): number => {
  const blank = /^\s*/.exec(text.slice(from, body.from))?.[0].length ?? 0;
  return from + blank;
};

function marksIn(code: string, { from, to }: Range, pattern: RegExp, lineAt: (at: number) => number): Mark[] {
  const part = code.slice(from, to);
  const all = pattern.global ? [...part.matchAll(pattern)] : [pattern.exec(part)];
  return all.flatMap((match) => {
    if (match === null) return [];
    const at = from + match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0);
    return [{ from: at, to: from + match.index + match[0].length, line: lineAt(at) }];
  });
}

/** A `return` at the outermost level of a body, before its first assertion. */
function earlyReturn(
  code: string,
  body: Range,
  own: readonly Assertion[],
  lineAt: (at: number) => number,
): Mark[] {
  const first = own[0]?.from;
  const last = own.at(-1)?.from;
  if (first === undefined || last === undefined) return [];
  // Between two of them only where nothing decides about it.
  const between = code.slice(first, last);
  const plain = last > first ? /(?:^|[;}\n])[ \t]*return[ \t]*(?:;|\n)/.exec(between) : null;
  if (
    plain !== null &&
    depthBefore(between, plain.index + 1) === 0 &&
    !/\belse\b|\bif\b[^\n]*$/.test(between.slice(Math.max(0, plain.index - 80), plain.index))
  ) {
    const at = first + plain.index + plain[0].search(/\breturn\b/);
    return [{ from: at, to: first + plain.index + plain[0].length, line: lineAt(at) }];
  }
  const part = code.slice(body.from, first);
  const match = /(?:^|[;{}\n])[ \t]*(if\b[^;{}\n]{0,200}[{)]\s{0,40})?return[ \t]*(?:;|\n|\})/.exec(part);
  if (match === null || depthBefore(part, match.index + 1) > 0) return [];
  const at = body.from + match.index + match[0].search(match[1] === undefined ? /\breturn\b/ : /\bif\b/);
  return [{ from: at, to: body.from + match.index + match[0].length, line: lineAt(at) }];
}

function depthBefore(part: string, to: number): number {
  let depth = 0;
  for (let at = 0; at < to; at++) {
    if (part[at] === '{') depth += 1;
    else if (part[at] === '}') depth -= 1;
  }
  return depth;
}

/** Marks that keep every test of the file from running. */
function skipsOfFile(
  { code, comments, text }: Source,
  language: Language,
  lineAt: (at: number) => number,
): Mark[] {
  const whole = { from: 0, to: text.length };
  if (language === 'python')
    return marksIn(
      code,
      whole,
      /^pytestmark\s*=[^\n]{0,200}\b(?:skip|skipif|xfail)\b|^pytest\.(?:skip|importorskip)\s*\(|^__test__\s*=\s*False|^collect_ignore\w*\s*=/m,
      lineAt,
    );
  if (language === 'go') return marksIn(comments, whole, /^\/\/(?:go:build|\s\+build)\b/m, lineAt);
  if (language === 'rust') return marksIn(code, whole, /^#!\[cfg\b/m, lineAt);
  return [];
}

/** The groups that each found one stands in, outermost first; tests in tests count as groups of names. */
function groupsAround(found: readonly Found[]): readonly (readonly Found[])[] {
  const open: Found[] = [];
  return found.map((each) => {
    while (open.length > 0 && (open.at(-1)?.to ?? 0) <= each.from) open.pop();
    const around = [...open];
    open.push(each);
    return around;
  });
}

/** Each assertion belongs to the innermost test around it, or to none. Both lists are in order. */
function ownersOf(
  found: readonly Found[],
  assertions: readonly Assertion[],
): Map<Found | undefined, Assertion[]> {
  const owners = new Map<Found | undefined, Assertion[]>();
  const open: Found[] = [];
  let next = 0;
  for (const assertion of assertions) {
    for (let each = found[next]; each && each.from <= assertion.from; each = found[next]) {
      open.push(each);
      next += 1;
    }
    while (open.length > 0 && (open.at(-1)?.to ?? 0) <= assertion.from) open.pop();
    const owner = open.findLast(({ kind, to }) => kind === 'test' && to > assertion.from);
    const own = owners.get(owner) ?? [];
    own.push(assertion);
    owners.set(owner, own);
  }
  return owners;
}
