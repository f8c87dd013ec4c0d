// The TypeScript compiler, plain and pretty: `file(line,column): error TS…` and `file:line:column - error TS…`.
import type { Finding, Grammar } from '../../grammar.ts';

const ERROR = /(?:^|: | - )error (TS\d{1,6}): /;
const PLACE = /^(.{1,1000})[(:](\d{1,7})[,:](\d{1,7})\)?$/;

export const tsc: Grammar = {
  tool: 'tsc',
  marks: ['error TS'],
  read(lines) {
    const findings = lines.map(({ text }, at) => findingOf(text, at)).filter((found) => found !== undefined);
    return { findings };
  },
};

function findingOf(text: string, at: number): Finding | undefined {
  const error = ERROR.exec(text);
  if (error === null) return undefined;
  const place = PLACE.exec(text.slice(0, error.index).trim());
  // Without a place it is about the project itself; in the middle of a sentence it is somebody's prose.
  if (place === null && error.index > 0) return undefined;
  return {
    kind: 'typecheck',
    file: place?.[1],
    line: place === null ? undefined : Number(place[2]),
    column: place === null ? undefined : Number(place[3]),
    code: error[1],
    message: `${error[1]}: ${text.slice(error.index + error[0].length)}`,
    from: at,
    to: at + 1,
  };
}
