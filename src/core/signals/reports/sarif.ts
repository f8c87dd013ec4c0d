// SARIF 2.1: results of scanners and linters. Only errors that nobody suppressed count; a missing level comes from the rule.
import { field, type Json, listOf, worded } from './json.ts';
import { clean, numberOf, type Report, type ReportFinding, stringOf, toolNamed } from './report.ts';

export function sarif(value: Json): Omit<Report, 'format'> {
  const findings: ReportFinding[] = [];
  const notes: string[] = [];
  let others = 0;
  const runs = listOf(field(value, 'runs'));
  for (const run of runs) {
    const tool = toolNamed(field(run, 'tool', 'driver', 'name'), 'sarif');
    // The standard: a list that is missing was not made, one that is empty found nothing.
    if (!Array.isArray(field(run, 'results'))) notes.push(`${tool} tells no results: it may not have run`);
    const ruleOf = rulesOf(run);
    for (const result of listOf(field(run, 'results'))) {
      const rule = ruleOf(result);
      if (levelOf(result, rule) === 'error' && !isSettled(result))
        findings.push(findingOf(result, rule, tool));
      else others += 1;
    }
    for (const invocation of listOf(field(run, 'invocations')))
      if (field(invocation, 'executionSuccessful') === false)
        notes.push(`${tool} says that it did not run to its end`);
  }
  return {
    findings,
    // A scan that ran and found nothing wrong is one thing that passed.
    counts: {
      passed: runs.length > 0 && findings.length === 0 && notes.length === 0 ? 1 : 0,
      failed: findings.length,
      skipped: others,
      flaky: 0,
    },
    notes: runs.length === 0 ? ['it holds no run of any tool'] : notes,
  };
}

const isSettled = (result: Json): boolean =>
  listOf(field(result, 'suppressions')).length > 0 ||
  ['unchanged', 'absent'].includes(worded(field(result, 'baselineState'))) ||
  ['pass', 'notApplicable', 'informational'].includes(worded(field(result, 'kind')));

function rulesOf(run: Json): (result: Json) => Json {
  const rules = listOf(field(run, 'tool', 'driver', 'rules'));
  const byId = new Map(rules.toReversed().map((rule) => [field(rule, 'id'), rule]));
  return (result) =>
    rules[numberOf(field(result, 'ruleIndex')) ?? -1] ??
    byId.get(field(result, 'ruleId') ?? field(result, 'rule', 'id'));
}

const levelOf = (result: Json, rule: Json): string =>
  stringOf(field(result, 'level')) ?? stringOf(field(rule, 'defaultConfiguration', 'level')) ?? 'warning';

function findingOf(result: Json, rule: Json, tool: string): ReportFinding {
  const place = field(listOf(field(result, 'locations'))[0], 'physicalLocation');
  const code = stringOf(field(result, 'ruleId')) ?? stringOf(field(rule, 'id'));
  const message = clean(textOf(result, rule));
  return {
    kind: 'lint',
    tool,
    file: decoded(stringOf(field(place, 'artifactLocation', 'uri'))),
    line: numberOf(field(place, 'region', 'startLine')),
    column: numberOf(field(place, 'region', 'startColumn')),
    code,
    message: message || code || 'a rule was broken',
    text: message,
    fromLine: 0,
    toLine: 0,
  };
}

/** The result's own words, or those of its rule with the result's arguments put in. */
function textOf(result: Json, rule: Json): string {
  const own = stringOf(field(result, 'message', 'text')) ?? stringOf(field(result, 'message', 'markdown'));
  if (own !== undefined) return own;
  const id = stringOf(field(result, 'message', 'id'));
  const template =
    (id === undefined ? undefined : stringOf(field(rule, 'messageStrings', id, 'text'))) ??
    stringOf(field(rule, 'shortDescription', 'text')) ??
    '';
  const words = listOf(field(result, 'message', 'arguments')).map(worded);
  return template.replace(/\{(\d{1,3})\}/g, (whole, at: string) => words[Number(at)] ?? whole);
}

function decoded(uri: string | undefined): string | undefined {
  if (uri === undefined || !uri.includes('%')) return uri;
  try {
    return decodeURIComponent(uri);
  } catch (error) {
    if (error instanceof URIError) return uri;
    throw error;
  }
}
