// Dart Sass: `Error: …`, the lines in a frame, and below it `file 1:12  root stylesheet` for each rule that led there.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';

const ERROR = /^\s{0,8}(?:SassError: |Error: )(\S.{0,2000})$/;
const FRAME = /^\s{0,16}(?:\d{1,7} )?\s{0,8}[╷│╵,|']/;
const PLACE = /^\s{2,16}(\S.{0,500}?\.(?:scss|sass|css)) (\d{1,7}):(\d{1,7})\s{2,40}\S/;

export const sass: Grammar = {
  tool: 'sass',
  marks: ['.scss ', '.sass ', '.css '],
  read: (lines) => ({
    findings: lines.flatMap(({ text }, at): Finding[] => {
      const message = ERROR.exec(text)?.[1];
      if (message === undefined) return [];
      const frame = endOf(lines, at + 1, (each) => FRAME.test(each), 12);
      const placeAt = endOf(lines, frame, (each) => PLACE.test(each), 40);
      const [, file, line, column] = PLACE.exec(textAt(lines, placeAt)) ?? [];
      if (file === undefined) return [];
      const said = textOf(lines, at, frame).replace(/^(?:SassError|Error): /, '');
      const to = endOf(lines, placeAt, (each) => !PLACE.test(each), 40);
      return [
        { kind: 'build', file, line: Number(line), column: Number(column), message: said, from: at, to },
      ];
    }),
  }),
};
