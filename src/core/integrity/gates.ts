// What stands around a test or an assertion and decides whether it happens at all: conditions, functions that nobody may call,
// expected failures, work that nobody waits for. Over masked code; by braces, or by indent in Python.
import type { Language } from './languages.ts';
import type { Range } from './text.ts';

const MAX_HEADER_CHARS = 300;

/** Behind `)`, the block of a condition; a function that has a name; a call that does not wait, or that takes failures in. */
const BRACED =
  /(?:^|[;{}\s])(?:if|while|switch)\s*\([\s\S]*\)\s*$|\belse\s*$|\bcase\b[^:]*:\s*$|\bfunction\s+(?<fn>[\w$]+)\s*\([^()]*\)[^{}]*$|\b(?:const|let|var|auto|Runnable|Action|Supplier\S*)\s+(?<arrow>[\w$]+)\s*(?::[^=]*)?=\s*(?:async\s*)?(?:function\b.*|\([^()]*\)\s*(?::[^=]*)?(?:=>|->)\s*|[\w$]+\s*=>\s*)$|\b(?:setTimeout|setImmediate|setInterval|queueMicrotask|nextTick|allSettled|spawn|catch_unwind)\s*\([\s\S]*$/;
/** No brackets around a condition there. */
const BARE = /(?:^|[;}\s])(?:if|switch|match)\b[^;{}]*$|\belse\s*$/;
const GO_BRACED = /\bfunc\s*\([^()]*\)\s*$/;
const INDENTED =
  /^\s*(?:if|elif|else|while)\b.*:\s*$|^\s*(?:async\s+)?def\s+(?<fn>\w+)|^\s*(?:async\s+)?with\b.*\b(?:raises|suppress)\s*\(.*:\s*$|^\s*for\b.*\bin\s*(?:\[\s*\]|\(\s*\)|range\(0\))\s*:\s*$/;
const NOTHING_TO_LOOP_OVER = /\bfor\s*(?:await\s*)?\([^()]*\bof\s*\[\s*\]\s*\)\s*$/;

/**
 * For each of `offsets`, in order: the headers of the gates around it within `room`, outermost first. A named function that is
 * used somewhere in there is none. One walk over the text for all of them.
 */
export function gatesAround(
  code: string,
  room: Range,
  offsets: readonly number[],
  language: Language,
): readonly (readonly string[])[] {
  const around = language === 'python' ? deeperLines(code, room, offsets) : openBraces(code, room, offsets);
  const known = new Map<string, boolean>();
  const isGate = (header: string): boolean => {
    const answer = known.get(header) ?? isGateHeader(code, room, header, language);
    known.set(header, answer);
    return answer;
  };
  return around.map((headers) => headers.filter(isGate));
}

function isGateHeader(code: string, room: Range, header: string, language: Language): boolean {
  if (NOTHING_TO_LOOP_OVER.test(header)) return true;
  const match = (language === 'python' ? INDENTED : BRACED).exec(header);
  if ((language === 'go' || language === 'rust') && BARE.test(header)) return true;
  if (match === null || (language === 'go' && GO_BRACED.test(header))) return false;
  const name = match.groups?.fn ?? match.groups?.arrow;
  return name === undefined || !isUsed(code, room, name);
}

/** Named twice: where it is made, and somewhere else. */
function isUsed(code: string, { from, to }: Range, name: string): boolean {
  let times = 0;
  for (let at = code.indexOf(name, from); at >= 0 && at < to && times < 2; at = code.indexOf(name, at + 1))
    if (!/[\w$]/.test(code[at - 1] ?? '') && !/[\w$]/.test(code[at + name.length] ?? '')) times += 1;
  return times > 1;
}

/** Deeper than this nobody writes; of more, the innermost count. */
const MAX_DEPTH = 30;

/** What stands before each brace that is open there. */
function openBraces(code: string, { from }: Range, offsets: readonly number[]): string[][] {
  const open: number[] = [];
  const headers = new Map<number, string>();
  let at = from;
  return offsets.map((offset) => {
    for (; at < offset; at++) {
      if (code[at] === '{') open.push(at);
      else if (code[at] === '}') open.pop();
    }
    return open.slice(-MAX_DEPTH).map((brace) => {
      const header = headers.get(brace) ?? headerBefore(code, from, brace);
      headers.set(brace, header);
      return header;
    });
  });
}

/** Back to the end of the statement before; what is in parentheses belongs to it. */
function headerBefore(code: string, from: number, brace: number): string {
  let depth = 0;
  const min = Math.max(from, brace - MAX_HEADER_CHARS);
  for (let i = brace - 1; i >= min; i--) {
    const char = code[i] ?? '';
    if (char === ')') depth += 1;
    else if (char === '(') depth -= 1;
    else if (depth <= 0 && (char === ';' || char === '{' || char === '}')) return code.slice(i + 1, brace);
  }
  return code.slice(min, brace);
}

/** The lines above that are less deep, down from the first of `room`. */
function deeperLines(code: string, { from }: Range, offsets: readonly number[]): string[][] {
  const open: { readonly indent: number; readonly line: string }[] = [];
  let at = from;
  return offsets.map((offset) => {
    for (let end = code.indexOf('\n', at); end >= 0 && end < offset; end = code.indexOf('\n', at)) {
      const line = code.slice(at, end);
      at = end + 1;
      if (line.trim() === '') continue;
      while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indentOf(line)) open.pop();
      open.push({ indent: indentOf(line), line: line.slice(0, MAX_HEADER_CHARS) });
    }
    const own = indentOf(code.slice(at, Math.max(at, offset) + 1));
    return open.filter(({ indent }) => indent < own).map(({ line }) => line);
  });
}

const indentOf = (line: string): number => /^[ \t]*/.exec(line)?.[0].length ?? 0;
