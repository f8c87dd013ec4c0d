// Files of tests whose failure came without a traceback: their module's, below the folder where others were seen to lie.
import type { Finding } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { framesIn, isOwn } from './frames.ts';
import { moduleFileOf } from './unittest-ids.ts';

/** `from`, `to`: the run that they belong to. */
export function withFiles(
  lines: readonly LogLine[],
  findings: readonly Finding[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly Finding[] {
  if (findings.every(({ file, testId }) => file !== undefined || testId === undefined)) return findings;
  const modules = new Set(findings.flatMap(({ testId }) => moduleFileOf(testId ?? '') ?? []));
  const root = rootIn(lines.slice(from, to), modules);
  return findings.map((finding) => {
    const module = finding.file === undefined ? moduleFileOf(finding.testId ?? '') : undefined;
    return module === undefined ? finding : { ...finding, file: `${root}${module}` };
  });
}

/** What stands before a module's path in any traceback. */
function rootIn(lines: readonly LogLine[], modules: ReadonlySet<string>): string {
  for (const { file } of framesIn(lines, 0, lines.length)) {
    const path = file.replaceAll('\\', '/');
    const module = isOwn(file) ? [...modules].find((each) => path.endsWith(`/${each}`)) : undefined;
    if (module !== undefined) return path.slice(0, -module.length);
  }
  return '';
}
