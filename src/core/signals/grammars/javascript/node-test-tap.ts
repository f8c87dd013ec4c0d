// node:test, TAP reporter: every `not ok` with its YAML block; parents that failed only by their subtests are left out.
import { countNames, endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { firstFrame } from '../stack.ts';

const NOT_OK = /^( {0,200})not ok \d{1,9} - (.{1,2000})$/;
const DIRECTIVE = / # (?:TODO|SKIP)\b/i;
const PASSED = /^ {0,200}ok \d{1,9} - (.{1,2000})$/;

export const nodeTestTap: Grammar = {
  tool: 'node:test',
  marks: ['not ok '],
  read(lines) {
    const findings: Finding[] = [];
    lines.forEach(({ text }, at) => {
      const notOk = NOT_OK.exec(text);
      if (notOk === null || DIRECTIVE.test(text)) return;
      const finding = findingAt(lines, at, (notOk[1] ?? '').length, notOk[2] ?? '');
      if (finding !== undefined) findings.push(finding);
    });
    return { findings, passes: countNames(lines, PASSED) };
  },
};

function findingAt(lines: readonly LogLine[], at: number, indent: number, name: string): Finding | undefined {
  const margin = ' '.repeat(indent + 2);
  if (textAt(lines, at + 1) !== `${margin}---`) return undefined;
  const to = endOf(lines, at + 2, (text) => text === `${margin}...`);
  const field = (key: string): string | undefined => fieldOf(lines, at + 2, to, `${margin}${key}: `);
  if (field('failureType') === 'subtestsFailed') return undefined;
  const place = /^(.{1,1000}):(\d{1,7}):(\d{1,7})$/.exec(field('location') ?? '');
  const file = place?.[1];
  const frame = firstFrame(lines, at + 2, to, file);
  const said = field('error') ?? '';
  const errorName = field('name');
  const code = field('code');
  const typed = errorName === 'AssertionError' && code !== undefined ? `${errorName} [${code}]` : errorName;
  return {
    kind: 'test',
    testId: name,
    file,
    line: frame?.line ?? (place === null ? undefined : Number(place[2])),
    column: frame?.column,
    message: typed === undefined ? said : `${typed}: ${said}`,
    from: at,
    to,
  };
}

/** A YAML value as node:test writes it: quoted on the line, or a block below it. */
function fieldOf(lines: readonly LogLine[], from: number, to: number, start: string): string | undefined {
  const at = endOf(lines, from, (text, line) => line >= to || text.startsWith(start));
  if (at >= to) return undefined;
  const value = textAt(lines, at).slice(start.length);
  if (value !== '|-' && value !== '|') return value.replace(/^'(.*)'$/, '$1').replaceAll("\\'", "'");
  const inner = ' '.repeat(start.search(/\S/) + 1);
  const end = endOf(lines, at + 1, (text, line) => line >= to || (text !== '' && !text.startsWith(inner)));
  return textOf(lines, at + 1, end);
}
