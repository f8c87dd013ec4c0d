// Assertions as statements, and how much each of them asks: the same value, something near it, or just anything at all.
import type { Source } from './find-tests.ts';
import { GRAMMARS, type Language } from './languages.ts';
import { type Range, squeeze } from './text.ts';

export type Assertion = Range & {
  readonly line: number;
  /** On one line, with what awaits or returns it. */
  readonly text: string;
};

const MAX_STATEMENT_CHARS = 3_000;

/** In order; one inside another is part of it. */
export function assertionsIn(
  source: Source,
  language: Language,
  lineAt: (at: number) => number,
): Assertion[] {
  const { code, text } = source;
  const assertions: Assertion[] = [];
  let last = 0;
  for (const match of code.matchAll(GRAMMARS[language].assertion)) {
    if (match.index < last) continue;
    const from = statementStart(code, match.index, last);
    last = statementEnd(code, match.index + match[0].length - (/[([{]$/.test(match[0]) ? 1 : 0));
    assertions.push({
      from: match.index,
      to: last,
      line: lineAt(match.index),
      text: squeeze(text.slice(from, last)),
    });
  }
  return assertions;
}

/** Back to the start of its line, where only what belongs to it stands before. */
function statementStart(code: string, at: number, min: number): number {
  const line = Math.max(min, code.lastIndexOf('\n', at - 1) + 1);
  const before = code.slice(line, at);
  return /^\s*(?:(?:await|return|yield|with|async|val|var|let|const|not)\b[\s\w=]{0,60}|[\w$.]{1,80}(?:\([^()\n]{0,80}\)[\w$.]{0,40}){0,4})?$/.test(
    before,
  )
    ? line
    : at;
}

/** Past brackets, and past line breaks where the next line goes on with a dot. */
function statementEnd(code: string, from: number): number {
  let depth = 0;
  const max = Math.min(code.length, from + MAX_STATEMENT_CHARS);
  for (let at = from; at < max; at++) {
    const char = code[at] ?? '';
    if (char === '(' || char === '[' || char === '{') depth += 1;
    else if (char === ')' || char === ']' || char === '}') depth -= 1;
    if (depth < 0) return at;
    if (depth === 0 && char === ';') return at + 1;
    if (depth === 0 && char === '\n' && !/^\s*(?:\?\.|\.|->)/.test(code.slice(at + 1, at + 120))) return at;
  }
  return max;
}

const NEAR =
  /approx|[cC]loseTo|InDelta|InEpsilon|AlmostEqual|WithinDuration|be_within|isCloseTo|BeApproximately|allclose|isclose|abs_diff|relative_eq/;
const EXACT =
  /\b(?:toBe|toEqual|toStrictEqual|toHaveLength|toHaveBeenCalledTimes|toHaveBeenCalledWith|toHaveBeenCalledExactlyOnceWith|toHaveBeenLastCalledWith|toHaveBeenNthCalledWith|toBeNull|toBeUndefined|toHaveText|toHaveValue|toHaveCount|toThrowErrorMatching\w+|to(?:Match\w*Snapshot)|equals?|strictEqual|deepEqual|deepStrictEqual|eql?|same|assertEquals?|assertSame|assertIs|assertIsNone|assertNull|assertCount|assert\w*Equals?|assert_equal|assert_nil|assert_eq|assert_array_equal|must_equal|Equal|EqualValues|EqualError|ErrorIs|Exactly|JSONEq|YAMLEq|Len|Nil|AreEqual|AreSame|Be|BeEquivalentTo|HaveCount|IsNull|isEqualTo|isSameAs|isNull|containsExactly\w*|hasSize|shouldBe|shouldBeExactly|assert_called_once_with|assert_called_with|match_array)\b/;
const NOT =
  /\.not\b|\bnot_to\b|\bto_not\b|[aA]ssert_?[nN]ot|[nN]otEqual|notStrictEqual|notDeep\w*|\brefute|\bNot[A-Z]|isNot|IsNot|shouldNot|AreNot|assert_ne\b|\bwont_/;
const LOOSE =
  /\b(?:toMatchObject|toContain\w*|toMatch|toBeGreater\w*|toBeLess\w*|toHaveProperty|toBeOneOf|toSatisfy|includes?|contains?|match(?:es)?|startsWith|endsWith|assertIn|assertGreater\w*|assertLess\w*|assertRegex|assertContains\w*|assertString\w*|assertMatches\w*|assert_includes?|assert_match|assert_operator|Contains|Subset|ElementsMatch|Regexp|Greater\w*|Less\w*|isGreater\w*|isLess\w*|isBetween|isIn|hasSizeGreaterThan|shouldContain\w*|shouldStartWith|include|a_hash_including|toThrow|toThrowError|rejects|throws|raises|assertRaises|assertThrows|Panics|Error|ErrorContains)\b/;
const WEAK =
  /\b(?:toBeTruthy|toBeFalsy|toBeDefined|toBeInstanceOf|toBeTypeOf|toHaveBeenCalled|toBeCalled|toBeVisible|ok|truthy|falsy|exist|exists|be_truthy|be_falsey|be_present|be_an?|assertTrue|assertFalse|assertIsInstance|assertIsNotNone|assertInstanceOf|assertNotNull|assertNotEmpty|assert_not_nil|assert_kind_of|assert_instance_of|assert_called|assert_called_once|isNotNull|isNotEmpty|isTrue|isFalse|isInstanceOf|isPresent|IsNotNull|IsTrue|IsFalse|IsInstanceOf\w*|NotNil|NotNull|NotEmpty|NotZero|True|False|NoError|NotBeNull|NotBeEmpty|shouldNotBeNull|assert|debug_assert)\b/;
const WILDCARD =
  /\bexpect\.(?:any|anything|stringMatching|objectContaining|arrayContaining|stringContaining|closeTo)\b|\bANY\b|\bgomock\.Any\b|\bArg\.(?:Any|Is)\b|\bany(?:String|Int|Long|Boolean)?\(\)|\banything\b/;

/** 3: the same value. 2: near it, or part of it. 1: anything but nothing. 0: always true. Undefined where it cannot be told. */
export function strengthOf(text: string): number | undefined {
  if (isTrivial(text)) return 0;
  const bare = text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "''");
  const isNegated = NOT.test(bare);
  if (NEAR.test(bare)) return 2;
  if (EXACT.test(bare)) return isNegated ? 1 : WILDCARD.test(bare) ? 2.5 : 3;
  if (isNegated) return 1;
  if (WEAK.test(bare)) return comparisonStrength(bare);
  return LOOSE.test(bare) ? 2 : undefined;
}

/** `assert x == 3` asks as much as its operator. */
function comparisonStrength(bare: string): number {
  if (/[^=!<>]===?[^=>]|\.equals\(|\bmatches!/.test(bare)) return 3;
  return /[^=<>-][<>]=?[^<>=]|\s(?:in|is)\s|\bincludes?\b|\bcontains?\b|\bstartsWith\b|\bmatch\b/.test(bare)
    ? 2
    : 1;
}

const ALWAYS_TRUE = [
  /\|\|\s*(?:true|1)\b|\bor\s+True\b/,
  /\b(?:assert|assert\w{0,10}True|ok|True|IsTrue|isTrue|truthy)!?\s*\(\s*(?:t,\s*)?(?:true|True|!0|!false|1)\s*[,)]/,
  /\bexpect\(\s*(?:true|1)\s*\)\s*\.(?:to(?:BeTruthy|BeDefined)\(|to\.be\.(?:ok|true)\b|to\s+be_truthy)/,
  /\bexpect\(\s*([\w.$'"]{1,60})\s*\)(?:\.to)?[. ]\w+[( ]\s*\1\s*\)?\s*;?$/,
  /\bassert\w*!?[( ]\s*([\w.$'"]{1,60})\s*(?:,|==)\s*\1\s*[,)]?/,
  /\b(?:Equals?|AreEqual|is|same|equal)\(\s*(?:t,\s*)?([\w.$'"]{1,60})\s*,\s*\1\s*[,)]/,
  /^assert\s+(?:True|1)\s*(?:,|$)/,
  // A pair in brackets is true, whatever is in it.
  /^assert\s*\((?:[^()]|\([^()]*\)){1,300},\s*f?["'][^"']*["']\s*\)\s*$/,
  /^(?:await\s+)?expect\s*\([^()]{0,200}\)\s*;?$/,
  // A matcher that is not called asks nothing.
  /\.(?:toBe|toEqual|toStrictEqual|to(?:Be|Have|Match|Contain|Throw)\w*)\s*;?$/,
  /\b(?:toContain|toMatch|includes?|startsWith|endsWith)\s*\(\s*(?:''|""|``)\s*\)/,
  /\b(?:toMatch|match)\s*\(\s*\/\^?(?:\.\*|\.\*\?|)\$?\/[a-z]*\s*\)/,
  /\b(?:toMatchObject|objectContaining|arrayContaining)\s*\(\s*(?:\{\s*\}|\[\s*\])\s*\)/,
  /(?<![\w.])(?:false|0|False)\s*&&|(?<![\w.])(?:True|true|1)\s*\|\|/,
];
const isTrivial = (text: string): boolean => ALWAYS_TRUE.some((pattern) => pattern.test(text));

/** How far off a value may be; undefined where no tolerance is named. */
function toleranceOf(text: string): number | undefined {
  const digits = /toBeCloseTo\s*\(.{1,200}?,\s*(\d{1,3})\s*\)|\bplaces\s*=\s*(\d{1,3})/.exec(text);
  if (digits) return 10 ** -Number(digits[1] ?? digits[2]);
  const named =
    /\b(?:delta|rel|abs|rtol|atol|rel_tol|abs_tol|epsilon|eps|tolerance|be_within|within|offset|precision)\s*[=:(]\s*([\d.]{1,20}(?:e[-+]?\d{1,3})?)/i.exec(
      text,
    );
  if (named) return Number(named[1]);
  const last =
    /(?:InDelta|InEpsilon|closeTo|approximately|assertEquals|AreEqual|BeApproximately)\w*\s*\(.{1,300},\s*(\d{0,10}\.?\d{1,20}(?:e[-+]?\d{1,3})?)[dDfFmM]?\s*\)\s*;?$/.exec(
      text,
    );
  return last ? Number(last[1]) : undefined;
}

/** True where `after` lets through what `before` did not, as far as its form tells. */
export function isLooser(before: string, after: string): boolean {
  const [strongBefore, strongAfter] = [strengthOf(before), strengthOf(after)];
  if (strongBefore !== undefined && strongAfter !== undefined && strongAfter < strongBefore) return true;
  const [near, far] = [toleranceOf(before), toleranceOf(after)];
  if (near !== undefined && far !== undefined && far > near) return true;
  if (lacksArguments(before, after) || asksForFewer(before, after)) return true;
  const wasAwaited = /^(?:await|return)\b/.test(before) && /\b(?:rejects|resolves)\b/.test(before);
  return (wasAwaited && !/^(?:await|return)\b/.test(after)) || isWiderBound(before, after);
}

/** The same words, but for what stood in the last brackets: `toThrow('no money')` and `toThrow()`. */
function lacksArguments(before: string, after: string): boolean {
  const empty = /\(\s*\)\s*;?$/.exec(after);
  if (empty === null || /\(\s*\)\s*;?$/.test(before)) return false;
  return before.startsWith(`${after.slice(0, empty.index)}(`);
}

/** `expect.assertions(0)`, or a picture that may differ by more. */
function asksForFewer(before: string, after: string): boolean {
  const [was, is] = [before, after].map((text) => /\bexpect\.assertions\((\d+)\)/.exec(text)?.[1]);
  if (was !== undefined && is !== undefined) return Number(is) < Number(was);
  const [near, far] = [before, after].map((text) =>
    Number(/\b(?:maxDiffPixel\w*|threshold|failureThreshold)\s*:\s*([\d.]+)/.exec(text)?.[1] ?? 0),
  );
  return /Screenshot|ImageSnapshot/.test(after) && (far ?? 0) > (near ?? 0);
}

const NUMBER = /(?<![\w.])\d[\d_]*(?:\.\d+)?/g;
/** The same words with one bound moved outwards. */
function isWiderBound(before: string, after: string): boolean {
  if (before.replace(NUMBER, '#') !== after.replace(NUMBER, '#')) return false;
  const numbers = (text: string) =>
    [...text.matchAll(NUMBER)].map(([digits]) => Number(digits.replaceAll('_', '')));
  const [old, now] = [numbers(before), numbers(after)];
  const changed = old.findIndex((value, i) => value !== now[i]);
  const isRaised = (now[changed] ?? 0) > (old[changed] ?? 0);
  if (/\b\w*(?:Less|AtMost|under|below|at_most)\w*|[^-=<]<=?[^<]/.test(before))
    return changed >= 0 && isRaised;
  if (/\b\w*(?:Greater|AtLeast|above|at_least|MoreThan)\w*|[^-=>]>=?[^>]/.test(before))
    return changed >= 0 && !isRaised;
  return false;
}

const WORD = /[A-Za-z_$][\w$]{1,60}/g;
/** Share of words that two statements have in common: 1 where the one has all of the other's. */
export function likeness(one: string, other: string): number {
  const [a, b] = [new Set(one.match(WORD)), new Set(other.match(WORD))];
  if (a.size === 0 || b.size === 0) return 0;
  const common = [...a].filter((word) => b.has(word)).length;
  return common / Math.min(a.size, b.size);
}

export const isInlineSnapshot = (text: string): boolean =>
  /InlineSnapshot|assert_(?:debug_|json_|yaml_)?snapshot!.{0,500}@|external\(|snapshot\(/.test(text);
