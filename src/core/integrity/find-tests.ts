// Where the tests of a file begin and end, and what stands at their head, language by language. Finds what is written in the
// usual way; what it does not know it does not report.
import type { Language } from './languages.ts';
import type { Masked } from './mask.ts';
import { closing, type Range } from './text.ts';

/** `head` is where modifiers, options, decorators and attributes of it stand, as masked code. */
export type Found = Range & {
  readonly kind: 'test' | 'group';
  readonly title: string;
  readonly heads: readonly Range[];
  readonly body: Range;
};

export type Source = Masked & { readonly text: string };

const MAX_TITLE_CHARS = 200;

export function findTests(source: Source, language: Language): Found[] {
  switch (language) {
    case 'javascript':
      return findCalls(source, JS_CALL);
    case 'php':
      return [...findCalls(source, PEST_CALL), ...findFunctions(source, PHP_FUNCTION)];
    case 'python':
      return findByIndent(source, PYTHON);
    case 'ruby':
      return [...findByIndent(source, RSPEC), ...findByIndent(source, MINITEST)];
    case 'go':
      return [...findFunctions(source, GO_FUNCTION), ...findCalls(source, GO_RUN)];
    default:
      return findFunctions(source, FUNCTIONS[language]);
  }
}

type Call = { readonly pattern: RegExp; readonly isGroup: RegExp };
/** Group 1: the name. Group 2: its modifiers. */
const JS_CALL: Call = {
  pattern:
    /(?<![\w$.])(?<!function )([xf]?(?:it|describe|context|specify)|x?test|suite)((?:\s*\.\s*\w{1,30}){0,4})\s*(?=[(])/g,
  isGroup: /describe|context|suite/,
};
const PEST_CALL: Call = {
  pattern: /(?<![\w$>:\\])(?<!function )(it|test|describe)()\s*(?=\()/g,
  isGroup: /describe/,
};
const GO_RUN: Call = { pattern: /(?<![\w.])(?:t|b|s)\.(Run)()\s*(?=\()/g, isGroup: /(?!)/ };

function findCalls(source: Source, call: Call): Found[] {
  const { code, text } = source;
  return [...code.matchAll(call.pattern)].flatMap((match): Found[] => {
    const isTable = /each|for|skipIf|runIf|if/i.test(match[2] ?? '');
    let open = match.index + match[0].length;
    let to = closing(code, open);
    // `test.each(table)(title, body)`: the second pair is the call.
    const next = /^\s*\(/.exec(code.slice(to, to + 200));
    if (isTable && next) {
      open = to + next[0].length - 1;
      to = closing(code, open);
    }
    const chain = chainAfter(code, to);
    const title = titleAt(text, open + 1);
    if (title === undefined) return [];
    const bodyFrom = bodyStart(code, open, to);
    return [
      {
        kind: call.isGroup.test(match[1] ?? '') || /\bdescribe\b/.test(match[2] ?? '') ? 'group' : 'test',
        title,
        from: match.index,
        to: chain,
        heads: [
          { from: match.index, to: bodyFrom },
          { from: to, to: chain },
        ],
        body: { from: bodyFrom, to },
      },
    ];
  });
}

/** `->skip()->only()` behind a call. */
function chainAfter(code: string, from: number): number {
  let at = from;
  for (let links = 0; links < 6; links++) {
    const link = /^\s{0,200}->\s{0,20}\w{1,40}\s{0,20}(?=\()/.exec(code.slice(at, at + 300));
    if (!link) return at;
    at = closing(code, at + link[0].length);
  }
  return at;
}

/** After the first `=>` or at the first brace of a function; the whole call where there is neither. */
function bodyStart(code: string, open: number, to: number): number {
  const args = code.slice(open, to);
  const start =
    /=>\s*\{?|\bfunction\b[^{\n]{0,200}\{|\bfunc\s*\([^{\n]{0,200}\{|\bfn\s*\([^\n]{0,200}=>/.exec(args);
  return start ? open + start.index + start[0].length : open + 1;
}

/** A string, or the name of a class or function; undefined where there is neither (then it is no test). */
function titleAt(text: string, at: number): string | undefined {
  const start = /^\s*/.exec(text.slice(at, at + 500))?.[0].length ?? 0;
  const rest = text.slice(at + start, at + start + MAX_TITLE_CHARS + 2);
  const quote = rest[0] ?? '';
  if (!/['"`]/.test(quote)) return /^[\w$.\\:]{1,100}(?=\s*,|::)/.exec(rest)?.[0];
  const end = rest.slice(1).search(new RegExp(`(?<!\\\\)${quote}`));
  return rest.slice(1, end < 0 ? undefined : end + 1);
}

type Functions = {
  /** Group 1: the name. Ends at the parenthesis of the parameters. */
  readonly pattern: RegExp;
  readonly isTest: (name: string, head: string, comment: string) => boolean;
};
const JUNIT = /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property|Theory|Example)\b/;
const FUNCTIONS: Record<'rust' | 'java' | 'kotlin' | 'csharp', Functions> = {
  rust: {
    pattern: /\bfn\s+(\w+)\s*(?:<[^<>()\n]{0,100}>)?\s*(?=\()/g,
    isTest: (_, head) =>
      /#\s*\[\s*(?:[\w:]{1,60}::)?(?:test|rstest|test_case|quickcheck|test_log|wasm_bindgen_test)\b/.test(
        head,
      ),
  },
  java: { pattern: /(?<![\w.@])(\w+)\s*(?=\()/g, isTest: (_, head) => JUNIT.test(head) },
  kotlin: { pattern: /\bfun\s+(`[^`\n]{1,200}`|\w+)\s*(?=\()/g, isTest: (_, head) => JUNIT.test(head) },
  csharp: {
    pattern: /(?<![\w.[])(\w+)\s*(?=\()/g,
    isTest: (_, head) =>
      /\[[^\]]{0,200}\b(?:Test|Fact|Theory|TestMethod|TestCase|TestCaseSource|DataTestMethod|SkippableFact|SkippableTheory)\b/.test(
        head,
      ),
  },
};
const GO_FUNCTION: Functions = {
  pattern:
    /(?<=^|\n)func\s+(?:\([^()\n]{0,100}\)\s*)?((?:Test|Fuzz|Example|Benchmark)(?![a-z])\w*)\s*(?=\()/g,
  isTest: () => true,
};
const PHP_FUNCTION: Functions = {
  pattern: /\bfunction\s+(\w+)\s*(?=\()/g,
  isTest: (name, head, comment) =>
    /^test/i.test(name) || /#\s*\[\s*(?:\w+\\)*Test\b/.test(head) || /@test\b/.test(comment),
};
/** Groups that a mark at their head covers. */
const CLASS = /(?:\bclass|\bobject|\bmod)\s+(\w+)[^{};]{0,300}(?=\{)/g;

function findFunctions(source: Source, functions: Functions): Found[] {
  const { code, comments } = source;
  const tests = [...code.matchAll(functions.pattern)].flatMap((match): Found[] => {
    const from = functions === GO_FUNCTION ? match.index : headStart(code, match.index);
    const heads = [{ from, to: match.index }];
    if (!functions.isTest(match[1] ?? '', code.slice(from, match.index), comments.slice(from, match.index)))
      return [];
    const body = bracedBody(code, closing(code, match.index + match[0].length));
    return [{ kind: 'test', title: match[1] ?? '', from, to: body.to, heads, body }];
  });
  if (functions === GO_FUNCTION) return tests;
  const groups = [...code.matchAll(CLASS)].map((match): Found => {
    const from = headStart(code, match.index);
    const body = bracedBody(code, match.index + match[0].length);
    return {
      kind: 'group',
      title: match[1] ?? '',
      from,
      to: body.to,
      heads: [{ from, to: match.index }],
      body,
    };
  });
  return [...groups, ...tests];
}

/** The next braces, or up to the end of the statement where there are none (`=> expr;`). */
function bracedBody(code: string, from: number): Range {
  const rest = /[{;]/.exec(code.slice(from, from + 2_000));
  if (!rest) return { from, to: from };
  const at = from + rest.index;
  return rest[0] === ';' ? { from, to: at + 1 } : { from: at + 1, to: closing(code, at) };
}

const MAX_HEAD_CHARS = 3_000;

/** Back over annotations, attributes and types to the end of what stands before. */
function headStart(code: string, at: number): number {
  let depth = 0;
  for (let i = at - 1; i >= Math.max(0, at - MAX_HEAD_CHARS); i--) {
    const char = code[i] ?? '';
    if (char === ')' || char === ']') depth += 1;
    else if (char === '(' || char === '[') depth -= 1;
    if (depth < 0 || (depth === 0 && (char === ';' || char === '{' || char === '}'))) return i + 1;
  }
  return Math.max(0, at - MAX_HEAD_CHARS);
}

type Indented = {
  /** Group 1: the indent. Group 2: the word that decides the kind. Group 3: the title, where it is code. */
  readonly pattern: RegExp;
  readonly isGroup: RegExp;
  readonly hasDecorators: boolean;
  /** A line at the same depth that still belongs to it. */
  readonly closer?: RegExp;
};
const PYTHON: Indented = {
  pattern: /^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+((?:test|Test)\w*|\w+)/gm,
  isGroup: /class/,
  hasDecorators: true,
};
const RSPEC: Indented = {
  pattern:
    /^([ \t]*)(?:RSpec\.)?([xf]?(?:it|specify|example|scenario|describe|context|feature)|test|pending|skip)\b(?=[ (])()/gm,
  isGroup: /describe|context|feature/,
  hasDecorators: false,
  closer: /^[ \t]*(?:end|\})/,
};
const MINITEST: Indented = {
  pattern: /^([ \t]*)(def|class)[ \t]+(test_\w+[!?]?|[A-Z]\w*)/gm,
  isGroup: /class/,
  hasDecorators: false,
  closer: /^[ \t]*end\b/,
};

function findByIndent(source: Source, form: Indented): Found[] {
  const { code, text } = source;
  return [...code.matchAll(form.pattern)].flatMap((match): Found[] => {
    const [whole, indent = '', word = '', named = ''] = match;
    const isGroup = form.isGroup.test(word);
    const isTest = named === '' || /^test/.test(named);
    if (!isGroup && !isTest) return [];
    const nameEnd = match.index + whole.length;
    const title = named === '' ? titleOf(text, nameEnd) : named;
    if (title === undefined) return [];
    const from = form.hasDecorators ? decoratorsStart(code, match.index, indent) : match.index;
    const headEnd = headerEnd(code, nameEnd);
    const to =
      form.closer && isOneLiner(code, headEnd) ? headEnd : blockEnd(code, headEnd, indent, form.closer);
    const heads = [{ from: form.hasDecorators ? from : match.index + indent.length, to: headEnd }];
    return [{ kind: isGroup ? 'group' : 'test', title, from, to, heads, body: { from: headEnd, to } }];
  });
}

const titleOf = (text: string, at: number): string | undefined =>
  titleAt(text, text[at] === '(' ? at + 1 : at);

/** To the end of the line on which the header ends: parentheses may take it over several. */
function headerEnd(code: string, at: number): number {
  const open = /^[ \t]*\(/.exec(code.slice(at, at + 100));
  const from = open ? closing(code, at + open[0].length - 1) : at;
  const end = code.indexOf('\n', from);
  return end < 0 ? code.length : end;
}

/** `it('x') { … }`, or a header that opens no block. */
function isOneLiner(code: string, headEnd: number): boolean {
  const line = code.slice(code.lastIndexOf('\n', headEnd - 1) + 1, headEnd);
  return !/\bdo\b[^\n]*$|\{[^}\n]*$|^[ \t]*(?:def|class)\b(?![^\n]*\bend\b)/.test(line);
}

function blockEnd(code: string, from: number, indent: string, closer: RegExp | undefined): number {
  let at = from + 1;
  while (at < code.length) {
    const newline = code.indexOf('\n', at);
    const end = newline < 0 ? code.length : newline;
    const line = code.slice(at, end);
    const isDeeper = line.trim() === '' || (/^[ \t]*/.exec(line)?.[0].length ?? 0) > indent.length;
    if (!isDeeper) return closer?.test(line) ? end : at - 1;
    at = end + 1;
  }
  return code.length;
}

const MAX_DECORATOR_LINES = 30;

/** Lines above at the same depth that begin with `@`, or close the parentheses of one that does. */
function decoratorsStart(code: string, at: number, indent: string): number {
  let from = at;
  let isInside = false;
  for (let i = 0; i < MAX_DECORATOR_LINES && from > 0; i++) {
    const start = code.lastIndexOf('\n', from - 2) + 1;
    const line = code.slice(start, from - 1);
    const isHere = line.startsWith(indent) && !/^[ \t]/.test(line.slice(indent.length));
    const word = line.trim()[0] ?? '';
    if (isHere && word === '@') isInside = false;
    else if (isHere && (word === ')' || word === ']')) isInside = true;
    else if (!isInside || line.trim() === '') break;
    from = start;
  }
  return isInside ? at : from;
}
