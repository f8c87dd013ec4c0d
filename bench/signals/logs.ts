// Logs and reports of any size, made up of what tools print: every line looks like one of theirs, most of them pass.
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

type Format = 'github-log' | 'text' | 'junit' | 'go-test-json' | 'tap';
export const FORMATS: readonly Format[] = ['github-log', 'text', 'junit', 'go-test-json', 'tap'];

const STAMP = '2026-11-22T11:28:58.1234567Z ';
const plain = (no: number): string =>
  [
    ` \u001b[32m✓\u001b[39m test/part${no % 997}.test.ts \u001b[2m> keeps order ${no}\u001b[22m ${no % 97}ms`,
    `compiling src/module${no % 801}.rs and ${no % 13} more, at line ${no % 71}:3`,
    `[INFO] Running com.acme.part${no % 91}.LedgerTest, ERROR count 0`,
    `    at async handler (file:///home/runner/work/pay/pay/src/http${no % 31}.js:17:5)`,
  ][no % 4] ?? '';

const LINES: Readonly<Record<Format, (no: number) => string>> = {
  'github-log': (no) => STAMP + plain(no),
  text: plain,
  junit: (no) =>
    `<testcase classname="com.acme.Part${no % 91}Test" name="keepsOrder${no}" time="0.01"${no % 50 === 0 ? '><failure message="no">at a.b(C.java:3)</failure></testcase>' : '/>'}`,
  'go-test-json': (no) =>
    `{"Time":"2026-11-22T11:28:58Z","Action":"pass","Package":"x/p${no % 91}","Test":"TestOrder${no}","Elapsed":0.01}`,
  tap: (no) => `ok ${no + 1} - keeps order ${no}`,
};
const ENDS: Readonly<Record<Format, readonly [string, string]>> = {
  'github-log': [
    `${STAMP}##[group]Run make\n${STAMP}\u001b[36;1mmake\u001b[0m\n${STAMP}shell: bash\n${STAMP}##[endgroup]\n`,
    `${STAMP}src/a.ts(3,1): error TS2322: no\n${STAMP}##[error]Process completed with exit code 2.\n`,
  ],
  text: ['', 'src/a.ts(3,1): error TS2322: no\n'],
  junit: ['<testsuite name="all">\n', '</testsuite>\n'],
  'go-test-json': ['', '{"Action":"fail","Package":"x","Test":"TestLast"}\n'],
  tap: ['TAP version 13\n', 'not ok 999999 - the last\n'],
};

/** Its path; written piece by piece, so that making it needs no memory. */
export function writeLog(folder: string, format: Format, bytes: number): string {
  const path = join(folder, `${format}-${bytes}`);
  const file = openSync(path, 'w');
  const [head, tail] = ENDS[format];
  writeSync(file, head);
  let written = 0;
  for (let no = 0; written < bytes; no += 500) {
    const block = `${Array.from({ length: 500 }, (_, at) => LINES[format](no + at)).join('\n')}\n`;
    written += writeSync(file, block);
  }
  writeSync(file, tail);
  closeSync(file);
  return path;
}
