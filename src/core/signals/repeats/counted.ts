// How often a test failed and passed in one step, counted from the output of its tool: only where the same was run again. A
// deterministic failure beside a pass of the same name (another package, another setting) is no flaky test.
import type { Finding, Pass, Reading } from '../grammar.ts';
import type { Rate } from '../how-often.ts';
import type { LogLine } from '../log-lines.ts';
import { type Executions, executionsIn } from './executions.ts';
import type { ScriptSays } from './script.ts';

type Result = { readonly hasPassed: boolean; readonly execution: number; readonly run: number | undefined };
type Same = Pick<Finding, 'testId' | 'unit'>;

export function countedIn(
  { findings, passes = [], repeatsInRun = false }: Reading,
  lines: readonly LogLine[],
  says: ScriptSays,
): (finding: Finding) => Rate | undefined {
  const failed = Map.groupBy(findings, keyOf);
  const passed = Map.groupBy(passes, keyOf);
  const known = new Map<string, Rate | undefined>();
  let executions: Executions | undefined;
  const count = (finding: Finding): Rate | undefined => {
    const key = keyOf(finding);
    const own = failed.get(key) ?? [];
    const others = passed.get(key) ?? [];
    // Of two tests of one name, in two files or suites, nobody knows which one passed.
    const isAmbiguous = own.some(
      ({ file, suite }) => !isSame(file, finding.file) || !isSame(suite, finding.suite),
    );
    if (own.length + others.length < 2 || isAmbiguous) return undefined;
    executions ??= executionsIn(lines);
    const same = others.filter(({ suite }) => isSame(suite, finding.suite));
    const results = [...resultsOf(own, false, executions), ...resultsOf(same, true, executions)];
    return rateIn(results, executions, says, repeatsInRun);
  };
  return (finding) => {
    if (finding.testId === undefined) return undefined;
    const key = JSON.stringify([finding.testId, finding.unit, finding.suite, finding.file]);
    if (!known.has(key)) known.set(key, count(finding));
    return known.get(key);
  };
}

const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

const keyOf = ({ testId, unit }: Same): string => JSON.stringify([testId, unit]);

function resultsOf(
  all: readonly (Finding | Pass)[],
  hasPassed: boolean,
  executions: Executions,
): readonly Result[] {
  return all.map((each) => ({
    hasPassed,
    execution: executions.numberAt('at' in each ? each.at : each.from),
    run: each.run,
  }));
}

/** The first of them failed; only what comes from the same command counts beside it. */
function rateIn(
  results: readonly Result[],
  executions: Executions,
  says: ScriptSays,
  repeatsInRun: boolean,
): Rate | undefined {
  const [first] = results;
  if (first === undefined) return undefined;
  const name = executions.nameOf(first.execution);
  const own = results.filter(({ execution }) => executions.nameOf(execution) === name);
  const isShown = executions.timesOf(name) > 1;
  const isRepeated = says === 'repeats' || (says !== 'varies' && (isShown || executions.areCounted));
  const inRun = repeatsInRun ? own.filter(({ run, execution }) => isSameRun(first, { run, execution })) : [];
  if (!isRepeated) return rateOf(inRun);
  return !repeatsInRun && isTwiceInOne(own, isShown) ? undefined : rateOf(own);
}

const isSameRun = (a: Pick<Result, 'run' | 'execution'>, b: Pick<Result, 'run' | 'execution'>): boolean =>
  a.run === b.run && a.execution === b.execution;

/** Two results within one run are of two tests that share a name. */
function isTwiceInOne(results: readonly Result[], isShown: boolean): boolean {
  const seen = new Set<string>();
  for (const { run, execution } of results) {
    const key = `${execution} ${run}`;
    if ((run !== undefined || isShown) && seen.has(key)) return true;
    seen.add(key);
  }
  return false;
}

function rateOf(results: readonly Result[]): Rate | undefined {
  const failed = results.filter(({ hasPassed }) => !hasPassed).length;
  return results.length > 1 ? { failed, runs: results.length } : undefined;
}
