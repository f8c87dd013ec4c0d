// ward: `FAIL  test_cart:2 totals add up`, and below a rule with the test's name where it failed.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const RULE = /^─{3,200} (\S.{0,500}?) ─{3,200}\s*$/;
const ANY_RULE = /^─{20,300}\s*$/;
const FAILED = /^\s{2}Failed at (\S.{0,500}?\.py)(?::(\d{1,7}))?\s*$/;
const FRAME = /^\s{2,6}│ (\S.{0,500}?\.py):(\d{1,7}) in \S/;
const RAISED = /^\s{2}([A-Za-z_][\w.]{0,200}(?:: .{0,2000})?)$/;
const END = /^─{3,200} (FAILED|SUCCESS) in [\d.]{1,12} seconds ─{3,200}\s*$/;

export const ward: Grammar = {
  tool: 'ward',
  marks: ['  Failed at ', ' SUCCESS in ', ' FAILED in '],
  read(lines) {
    const findings = lines.flatMap((_, at) => failedAt(lines, at) ?? []);
    const last = lines.findLast(({ text }) => END.test(text))?.text;
    const word = END.exec(last ?? '')?.[1];
    return { findings, ended: word === undefined ? undefined : word === 'SUCCESS' ? 'passed' : 'failed' };
  },
};

function failedAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const testId = RULE.exec(textAt(lines, at))?.[1];
  const placeAt = endOf(lines, at + 1, (text) => text.trim() !== '', 4);
  const [, file, said] = FAILED.exec(textAt(lines, placeAt)) ?? [];
  if (testId === undefined || file === undefined) return undefined;
  const to = endOf(lines, placeAt + 1, (text) => RULE.test(text) || ANY_RULE.test(text), 300);
  const body = lines.slice(placeAt + 1, to);
  const frames = body.flatMap(({ text }) => FRAME.exec(text)?.slice(1) ?? []);
  const line = said ?? (frames.at(-2)?.endsWith(file) === true ? frames.at(-1) : undefined);
  const raised = body.findLast(({ text }) => RAISED.test(text))?.text.trim();
  return {
    kind: 'test',
    testId,
    file,
    line: line === undefined ? undefined : Number(line),
    message: raised ?? differenceIn(body),
    from: at,
    to,
  };
}

/** The line that did not hold, and the two values in the box below it. */
function differenceIn(body: readonly LogLine[]): string {
  const code = body
    .find(({ text }) => /^\s{2,8}❱ /.test(text))
    ?.text.replace(/^\s{2,8}❱\s{1,4}\d{1,7}\s/, '');
  const values = body.flatMap(({ text }) => /^\s{2,6}│ (.{1,500}?)\s{0,200}│\s*$/.exec(text)?.[1] ?? []);
  const said = [code, ...values].flatMap((text, no) =>
    text?.trim() ? [{ no, text: text.trim(), mark: null }] : [],
  );
  return textOf(said, 0, said.length) || 'failed';
}
