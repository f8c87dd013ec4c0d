// For tools that say one problem a line: an expression with named groups -> findings.
import type { FailureKind } from '../failure-signal.ts';
import type { Finding } from '../grammar.ts';
import type { LogLine } from '../log-lines.ts';

type Groups = { readonly [name: string]: string | undefined } | undefined;

/** Groups that are read: file, line, column, code, message. */
export function problemOf(kind: FailureKind, groups: Groups, from: number, to = from + 1): Finding {
  const { file, line, column, code, message = '' } = groups ?? {};
  return {
    kind,
    file,
    line: line === undefined ? undefined : Number(line),
    column: column === undefined ? undefined : Number(column),
    code,
    message: message.trim(),
    from,
    to,
  };
}

/** Every line that fits, each distinct problem once: build tools repeat at the end what they said before. */
export function problemsIn(
  lines: readonly LogLine[],
  kind: FailureKind,
  pattern: RegExp,
  counts: (groups: NonNullable<Groups>) => boolean = () => true,
): readonly Finding[] {
  const found = lines.flatMap(({ text }, at) => {
    const groups = pattern.exec(text)?.groups;
    return groups !== undefined && counts(groups) ? [problemOf(kind, groups, at)] : [];
  });
  return distinct(found);
}

export function distinct(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ file, line, column, code, testId, message }) => {
    const key = JSON.stringify([file, line, column, code, testId, message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
