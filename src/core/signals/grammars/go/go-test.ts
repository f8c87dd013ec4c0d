// go test plain, with -v, and through gotestsum: the failing tests, what each said, and what ended the binary before its time.
import { endOf, type Finding, type Grammar, type Pass, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { buildFindings } from './go-build.ts';
import { type Death, panicAt, raceAt, timeoutAt } from './go-panic.ts';
import { folderOf, inFolder, isOwn, packageIn, packagesOf } from './go-paths.ts';
import { saidIn } from './go-said.ts';

/** Benchmarks are told without their time. */
const RESULT =
  /^(.{0,500}?)--- (FAIL|PASS|SKIP|BENCH): (Benchmark\S{0,1000}(?=$)|\S{1,2000}(?= \())(?: \(\d{1,9}(?:\.\d{1,9})?s\))?$/;
const TURN = /^=== (RUN|CONT|NAME|PAUSE) {1,4}(\S{1,2000})$/;
const LISTED = /^=== FAIL: (\S{1,500}) (\S{1,2000})(?: \(re-run (\d{1,4})\))? \(\d{1,9}(?:\.\d{1,9})?s\)$/;
const TOLD = /^DONE (?:(\d{1,4}) runs, )?\d/;

export const goTest: Grammar = {
  tool: 'go',
  marks: ['--- FAIL: ', '.go:', 'FAIL\t', 'ok  \t', '=== FAIL: ', 'go: ', 'panic: '],
  read(lines) {
    const isListed = lines.some(({ text }) => LISTED.test(text));
    const packageAt = packagesOf(lines);
    const { runs, deaths, timeouts } = runsIn(lines, isListed, packageAt);
    const tests = findingsOf(packageAt, isListed ? listedRuns(lines, runs) : runs, deaths);
    const builds = buildFindings(lines);
    const known = [...tests, ...timeouts, ...builds];
    const runAt = runsOfPackages(lines);
    const all = [...known, ...packageFindings(lines, known)];
    return {
      findings: all.map((each) => ({ ...each, unit: each.suite, run: runAt(each.from) })),
      passes: passesIn(lines, packageAt, runAt),
      // Within one run of a package a test runs again only with -count.
      repeatsInRun: true,
      ended: endedIn(lines),
    };
  },
};

type PackageAt = ReturnType<typeof packagesOf>;

/** One run of one test: everything it said, in one piece or in several. */
type Run = {
  readonly name: string;
  from: number;
  to: number;
  hasFailed: boolean;
  failedAt: number;
  readonly said: LogLine[];
  readonly folder?: string;
  readonly rerun?: number;
};

function runsIn(lines: readonly LogLine[], isListed: boolean, packageAt: PackageAt) {
  const runs: Run[] = [];
  const deaths: Death[] = [];
  const timeouts: Finding[] = [];
  const open = new Map<string, Run>();
  let current: Run | undefined;
  const start = (name: string, at: number, more: Partial<Run> = {}): Run => {
    const run: Run = { name, from: at, to: at + 1, hasFailed: false, failedAt: at, said: [], ...more };
    runs.push(run);
    open.set(name, run);
    return run;
  };
  for (let at = 0; at < lines.length; at += 1) {
    const text = textAt(lines, at);
    const listed = isListed ? LISTED.exec(text) : null;
    const turn = listed === null ? TURN.exec(text) : null;
    const result = RESULT.exec(text);
    if (listed !== null) {
      const rerun = Number(listed[3] ?? 0);
      current = start(listed[2] ?? '', at, { hasFailed: true, folder: listed[1] ?? '', rerun });
    } else if (turn !== null) {
      const name = turn[2] ?? '';
      current = turn[1] === 'RUN' ? start(name, at) : (open.get(name) ?? start(name, at));
      if (turn[1] === 'PAUSE') current = undefined;
    } else if (result !== null && !text.startsWith('{')) {
      const name = result[3] ?? '';
      const before = open.get(name);
      current = before === undefined || before.hasFailed ? start(name, at) : before;
      if (before === undefined || !before.hasFailed) current.failedAt = at;
      current.hasFailed = result[2] === 'FAIL';
      // Its own lines stand around it; those of its subtests are theirs.
      if (current.from !== at && current.said.length === 0) current.from = at;
      if (current.to <= at) current.to = at + 1;
    } else if (packageIn(text) !== undefined || /^(?:FAIL|PASS|DONE .{1,200}|=== \w{1,20})$/.test(text)) {
      current = undefined;
      if (packageIn(text) !== undefined) open.clear();
    } else {
      const timeout = timeoutAt(lines, at);
      const death = timeout === undefined ? (panicAt(lines, at) ?? raceAt(lines, at)) : undefined;
      if (timeout !== undefined) {
        timeouts.push(...timedOut(packageAt, at, timeout, current?.name));
        at = timeout.end - 1;
      } else if (death !== undefined) {
        deaths.push({ ...death, test: ownerOf(death, current, runs) });
        at = death.to - 1;
      } else if (current !== undefined && isForeign(current, text)) {
        current = undefined;
      } else if (current !== undefined) {
        current.said.push(lines[at] as LogLine);
        if (text !== '') current.to = at + 1;
      }
    }
  }
  return { runs, deaths, timeouts };
}

/** Below a result stands what the test logged, indented; what is not is already printed by the next one. */
const isForeign = ({ hasFailed, folder, name }: Run, text: string): boolean =>
  hasFailed && folder === undefined && /^\S/.test(text) && !name.startsWith('Example');

/** The test that go test names right above the stack, or that -v shows as running, as far as the stack agrees. */
function ownerOf(
  { test, kind, from }: Death,
  current: Run | undefined,
  runs: readonly Run[],
): string | undefined {
  const above = lastFailed(runs, from);
  const named = kind === 'race' ? current?.name : (above ?? current?.name);
  if (test === undefined) return named;
  return named === test || named?.startsWith(`${test}/`) ? named : test;
}

/** Of the newest runs only: what failed longer ago does not stand right above. */
const lastFailed = (runs: readonly Run[], before: number): string | undefined =>
  runs.slice(-200).findLast((run) => run.hasFailed && run.failedAt < before && before - run.failedAt < 3)
    ?.name;

function timedOut(
  packageAt: PackageAt,
  at: number,
  timeout: NonNullable<ReturnType<typeof timeoutAt>>,
  current: string | undefined,
): readonly Finding[] {
  return timeout.tests.map(({ test = current, place }) => ({
    kind: 'timeout',
    testId: test,
    suite: packageAt(timeout.end),
    file: place?.file,
    line: place?.line,
    message: timeout.message,
    from: at,
    to: timeout.to,
  }));
}

/** gotestsum tells all failures again at its end, by package; a test that failed in no later run than the last passed. */
function listedRuns(lines: readonly LogLine[], runs: readonly Run[]): readonly Run[] {
  const last = lines.findLast(({ text }) => TOLD.test(text))?.text ?? '';
  const reruns = Number(TOLD.exec(last)?.[1] ?? 1) - 1;
  const listed = runs.filter(({ folder }) => folder !== undefined);
  return reruns === 0 ? listed : listed.filter(({ rerun }) => rerun === reruns);
}

function findingsOf(
  packageAt: PackageAt,
  runs: readonly Run[],
  deaths: readonly Death[],
): readonly Finding[] {
  const failed = runs.filter(({ hasFailed }) => hasFailed);
  const names = new Set(failed.flatMap(({ name }) => parentsOf(name)));
  const used = new Set<Death>();
  const findings = failed
    .filter(({ name }) => !names.has(name))
    .map((run) => {
      const death = deaths.find(
        (each) =>
          !used.has(each) &&
          (each.test === run.name || (names.has(each.test ?? '') && run.name.startsWith(`${each.test}/`))),
      );
      if (death !== undefined) used.add(death);
      return findingOf(packageAt, run, death);
    });
  const childOf = firstChildren(findings);
  const failedNames = new Set(failed.map(({ name }) => name));
  const rest = deaths.filter((death) => !used.has(death) && !failedNames.has(death.test ?? ''));
  const parents = failed
    .filter(({ name }) => names.has(name))
    .map((run) => parentOf(packageAt, run, childOf));
  return [...findings, ...parents, ...rest.map((death) => deathOf(packageAt, death))].sort(
    (a, b) => a.from - b.from,
  );
}

const parentsOf = (name: string): readonly string[] => {
  const parents: string[] = [];
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) parents.push(name.slice(0, at));
  return parents;
};

function firstChildren(findings: readonly Finding[]) {
  const children = new Map<string, Finding>();
  for (const finding of findings)
    for (const parent of parentsOf(finding.testId ?? '')) {
      const key = JSON.stringify([finding.suite, parent]);
      if (!children.has(key)) children.set(key, finding);
    }
  return (suite: string | undefined, name: string) => children.get(JSON.stringify([suite, name]));
}

/** A test of which a subtest failed has failed as well: go counts it, with or without words of its own. */
function parentOf(packageAt: PackageAt, run: Run, childOf: ReturnType<typeof firstChildren>): Finding {
  const own = findingOf(packageAt, run, undefined);
  const child = childOf(own.suite, run.name);
  const isSilent = own.message === 'failed';
  return {
    ...own,
    file: own.file ?? (child?.file?.endsWith('_test.go') ? child.file : undefined),
    message: isSilent ? 'a subtest failed' : own.message,
    to: isSilent ? own.from + 1 : own.to,
  };
}

function findingOf(packageAt: PackageAt, run: Run, death: Death | undefined): Finding {
  const said = saidIn(run.said);
  const packageName = run.folder ?? packageAt(run.failedAt);
  const folder = run.folder ?? (packageName === undefined ? undefined : folderOf(packageName));
  const isRace = said.file === 'testing.go';
  const isOwnPlace = said.file !== undefined && !isRace && (isOwn(said.file) || !said.file.startsWith('/'));
  const place = death?.kind === 'panic' || !isOwnPlace ? death?.place : undefined;
  const file =
    place?.file ?? (isOwnPlace && said.file !== undefined ? inFolder(folder, said.file) : undefined);
  const message = death?.kind === 'panic' ? death.message : said.message;
  return {
    kind: 'test',
    testId: run.name,
    suite: packageName,
    file,
    line: place?.line ?? (isOwnPlace ? said.line : undefined),
    message: message === '' ? 'failed' : message,
    from: Math.min(run.from, death?.from ?? run.from),
    to: Math.max(run.to, death?.to ?? run.to),
  };
}

const deathOf = (packageAt: PackageAt, { from, to, message, place, test }: Death): Finding => ({
  kind: test === undefined ? 'crash' : 'test',
  testId: test,
  suite: packageAt(to),
  file: place?.file,
  line: place?.line,
  message,
  from,
  to,
});

const FAILED_PACKAGE = /^FAIL\t([\w.~/-]{1,500})(?: \[(build failed|setup failed)\]|\t[\d.]{1,12}s)$/;

/** A package that failed and said nothing else of it: its TestMain gave up, or its errors were printed elsewhere. */
function packageFindings(lines: readonly LogLine[], known: readonly Finding[]): readonly Finding[] {
  let start = 0;
  const hasBuildErrors = known.some(({ kind }) => kind !== 'test' && kind !== 'timeout' && kind !== 'crash');
  const starts = known.map((each) => each.from).sort((a, b) => a - b);
  const suites = new Set(known.flatMap((each) => each.suite ?? []));
  let next = 0;
  return lines.flatMap(({ text }, at): readonly Finding[] => {
    if (packageIn(text) === undefined) return [];
    const from = start;
    start = at + 1;
    const found = FAILED_PACKAGE.exec(text);
    while (next < starts.length && (starts[next] ?? 0) < from) next += 1;
    const isTold = (starts[next] ?? at) < at;
    if (found === null || isTold) return [];
    const [, suite = '', why] = found;
    if (why !== undefined)
      return hasBuildErrors
        ? []
        : [{ kind: 'compile', suite, message: `${suite}: ${why}`, from: at, to: at + 1 }];
    if (endingsOf(suite).some((ending) => suites.has(ending))) return [];
    const said = endOf(lines, Math.max(from, at - 20), (_, here) => here === at, 21);
    const message = lines
      .slice(Math.max(from, said - 5), at)
      .map((line) => line.text)
      .join('\n')
      .trim();
    return [
      {
        kind: 'crash',
        suite,
        message: message || `${suite} failed`,
        from: Math.max(from, at - 5),
        to: at + 1,
      },
    ];
  });
}

/** `a/b/c`, `b/c`, `c`: gotestsum leaves out what all packages share. */
const endingsOf = (name: string): readonly string[] =>
  name.split('/').map((_, at, parts) => parts.slice(at).join('/'));

function passesIn(
  lines: readonly LogLine[],
  packageAt: PackageAt,
  runAt: (at: number) => number,
): readonly Pass[] {
  return lines.flatMap(({ text }, at) => {
    const [, , word, testId = ''] = RESULT.exec(text) ?? [];
    if (word !== 'PASS') return [];
    const unit = packageAt(at);
    return [{ testId, suite: unit, unit, run: runAt(at), at }];
  });
}

/** By line: how many packages had come to their end before it. */
function runsOfPackages(lines: readonly LogLine[]): (at: number) => number {
  let ended = 0;
  const runs = lines.map(({ text }) => (packageIn(text) === undefined ? ended : ended++));
  return (at) => runs[at] ?? ended;
}

function endedIn(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  const hasFailed = lines.some(({ text }) => FAILED_PACKAGE.test(text) || text === 'FAIL');
  if (hasFailed) return 'failed';
  return lines.some(({ text }) => /^ok {2}\t\S/.test(text)) ? 'passed' : undefined;
}
