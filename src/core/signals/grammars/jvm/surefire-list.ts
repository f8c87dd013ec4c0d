// The list at the end of surefire's output: `FooTest.bar:12->helper:33 message`, by kinds, with the runs of tests that were run again.
import type { LogLine } from '../../log-lines.ts';

export type ListedTest = {
  readonly name: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly message: string;
  readonly at: number;
};

const SECTION =
  /^(?:\[\w{4,7}\] )?(Failures|Errors|Failed tests|Tests in error|Flakes|Flaked tests|Tests in flake): {0,3}(.{0,4000})$/;
const PREFIX = /^\[(?:ERROR|WARNING|INFO)\] ?/;
const PLACED =
  /^ {0,4}([A-Z_$][\w$]{0,200}(?:\.[A-Z][\w$]{0,200}){0,3})\.([^.:»>]{1,300}?)((?::\d{1,7}|->[\w$.<>]{1,200}){1,20})(?: (.{0,4000}))?$/;
const BARE = /^ {0,4}([A-Z_$][\w$]{0,200})\.([\w$]{1,200})(?:->[\w$.:<>]{1,300}){0,9} » (.{1,4000})$/;
const OLD = /^ {0,4}(\S.{0,300})\(((?:[\w$]{1,100}\.){0,20}[\w$]{1,200})\)(?:: (.{0,4000}))?$/;
const RETRIED = /^((?:[\w$]{1,100}\.){1,20}[\w$]{1,200}\.\S.{0,600})$/;
const RUN = /^ {1,4}Run \d{1,3}: /;
const END = /^(?:\[\w{4,7}\] )?Tests run: \d/;

/** `flaky` are those that passed when they ran again. */
export function listedTests(lines: readonly LogLine[]): {
  readonly failed: readonly ListedTest[];
  readonly flaky: ReadonlySet<string>;
} {
  const failed: ListedTest[] = [];
  const flaky = new Set<string>();
  let section: 'none' | 'failed' | 'flaky' = 'none';
  lines.forEach(({ text }, at) => {
    if (END.test(text)) section = 'none';
    const head = SECTION.exec(text);
    if (head !== null) section = /^Fla|flake$/.test(head[1] ?? '') ? 'flaky' : 'failed';
    if (section === 'none') return;
    const entry = head === null ? text.replace(PREFIX, '') : (head[2] ?? '');
    const retried = RUN.test(entry) || entry.startsWith(' ') ? null : RETRIED.exec(entry);
    if (section === 'flaky' && retried !== null) flaky.add(retried[1] ?? '');
    if (section === 'failed' && !RUN.test(entry)) failed.push(...listedAt(entry, at, retried?.[1], lines));
  });
  return { failed, flaky };
}

function listedAt(
  entry: string,
  at: number,
  retried: string | undefined,
  lines: readonly LogLine[],
): readonly ListedTest[] {
  const old = OLD.exec(entry);
  if (old !== null) {
    const [, method = '', className = '', message = ''] = old;
    return [{ name: `${className}.${method}`, file: undefined, line: undefined, message, at }];
  }
  if (retried !== undefined) {
    const run = (lines[at + 1]?.text ?? '').replace(PREFIX, '');
    const placed = RUN.test(run) ? placedIn(run.replace(RUN, ''), at) : undefined;
    return placed === undefined ? [] : [{ ...placed, name: retried }];
  }
  const placed = placedIn(entry, at);
  return placed === undefined ? [] : [placed];
}

/** The last line number of the class's own file is the deepest; the list leaves out frames of others. */
function placedIn(entry: string, at: number): ListedTest | undefined {
  const placed = PLACED.exec(entry);
  if (placed === null) {
    const bare = BARE.exec(entry);
    if (bare === null) return undefined;
    const [, className = '', method = '', message = ''] = bare;
    return { name: `${className}.${method}`, file: undefined, line: undefined, message, at };
  }
  const [, className = '', method = '', places = '', message = ''] = placed;
  const last = /(?:.{0,4000}):(\d{1,7})/.exec(places)?.[1];
  // The language of the file is not in the list: most often it is Java.
  const file = `${className.split(/[$.]/)[0]}.java`;
  return {
    name: `${className}.${method}`,
    file,
    line: last === undefined ? undefined : Number(last),
    message: message.replace(/^» /, ''),
    at,
  };
}
