// parcel: "Build failed.", then for each error `@parcel/part: message`, the place and the lines around it.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';

const FAILED = /Build failed\.$/;
const SAID = /^(@parcel\/[\w-]{1,60}|@?[\w-]{1,60}(?:\/[\w-]{1,60})?): (\S.{0,2000})$/;
const PLACE = /^\s{2}(\S.{0,500}):(\d{1,7}):(\d{1,7})$/;

export const parcel: Grammar = {
  tool: 'parcel',
  marks: ['Build failed.'],
  read(lines) {
    const start = endOf(lines, 0, (text) => FAILED.test(text), lines.length);
    const findings: Finding[] = [];
    for (let at = start + 1; at < lines.length; at += 1) {
      const message = SAID.exec(textAt(lines, at))?.[2];
      if (message === undefined) continue;
      const next = endOf(lines, at + 1, (text) => SAID.test(text), 60);
      const placeAt = endOf(lines, at + 1, (text, no) => no >= next || PLACE.test(text), 60);
      const [, file, line, column] = placeAt < next ? (PLACE.exec(textAt(lines, placeAt)) ?? []) : [];
      if (file === undefined && !textAt(lines, at).startsWith('@parcel/')) continue;
      const place = file === undefined ? {} : { file, line: Number(line), column: Number(column) };
      findings.push({ kind: 'build', ...place, message, from: at, to: next });
    }
    return { findings };
  },
};
