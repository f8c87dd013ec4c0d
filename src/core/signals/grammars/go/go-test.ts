// go test and go build: `--- FAIL: Name`, compile errors below `# package`, panics.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const FAIL = /^( {0,100})--- FAIL: (\S{1,2000}) \(\d{1,9}(?:\.\d{1,9})?s\)$/;
const PLACE = /^\s{0,100}([\w./-]{1,500}\.go):(\d{1,7}): (.{0,4000})$/;
const COMPILE = /^(?:vet: )?(\.{0,2}[\w./-]{1,500}\.go):(\d{1,7}):(\d{1,7}): (.{1,4000})$/;
const BLOCK_END = /^(?:=== |--- |FAIL|ok {2}|PASS|panic: |\s{0,100}--- )/;

export const goTest: Grammar = {
  tool: 'go',
  marks: ['--- FAIL: ', '.go:'],
  read(lines) {
    const findings: Finding[] = [];
    let inBuild = false;
    lines.forEach(({ text }, at) => {
      if (/^# \S/.test(text)) inBuild = true;
      const fail = FAIL.exec(text);
      if (fail !== null) findings.push(testAt(lines, at, fail[2] ?? ''));
      const compile = inBuild ? COMPILE.exec(text) : null;
      if (compile !== null) findings.push(compileAt(compile, at));
      else if (inBuild && text !== '' && !/^[#\s]/.test(text)) inBuild = false;
    });
    return { findings };
  },
};

/** What the test said stands below it, or above it under `=== RUN` with -v. */
function testAt(lines: readonly LogLine[], at: number, name: string): Finding {
  const to = endOf(lines, at + 1, (text) => BLOCK_END.test(text));
  const below = saidBetween(lines, at + 1, to);
  const start = below === undefined ? runLineOf(lines, at, name) : undefined;
  const above =
    start === undefined
      ? undefined
      : saidBetween(
          lines,
          start + 1,
          endOf(lines, start + 1, (text) => BLOCK_END.test(text)),
        );
  const said = below ?? above;
  return {
    kind: 'test',
    testId: name,
    file: said?.file,
    line: said?.line,
    message: said?.message ?? 'a subtest failed',
    from: above === undefined ? at : (start ?? at),
    to: Math.max(to, at + 1),
  };
}

/** Everything the test logged, without the places before it; the last place is where it gave up. */
function saidBetween(lines: readonly LogLine[], from: number, to: number) {
  const places = lines.slice(from, to).flatMap(({ text }) => {
    const place = PLACE.exec(text);
    return place === null ? [] : [place];
  });
  const last = places.at(-1);
  if (last === undefined) return undefined;
  const bare = lines
    .slice(from, to)
    .map((line) => ({ ...line, text: PLACE.exec(line.text)?.[3] ?? line.text }));
  return { file: last[1], line: Number(last[2]), message: textOf(bare, 0, bare.length) };
}

function runLineOf(lines: readonly LogLine[], before: number, name: string): number | undefined {
  const first = Math.max(0, before - 400);
  for (let at = before - 1; at >= first; at -= 1) {
    if (textAt(lines, at) === `=== RUN   ${name}`) return at;
  }
  return undefined;
}

const compileAt = (found: RegExpExecArray, at: number): Finding => ({
  kind: 'compile',
  file: found[1],
  line: Number(found[2]),
  column: Number(found[3]),
  message: found[4] ?? '',
  from: at,
  to: at + 1,
});
