// pre-commit: `name.....Failed`, `- hook id: x`, what it said. What a hook's own tool reports with places is that tool's finding.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';

const FAILED = /^(\S.{0,200}?)\.{3,200}Failed$/;
const HOOK = /^- hook id: (\S{1,200})$/;
const NEXT = /^\S.{0,200}?\.{3,200}(?:\(.{1,80}\))?(?:Passed|Failed|Skipped)$/;
/** A place, or a file that a formatter names: what its own tool's grammar reads. */
const PLACED =
  /^\s{0,4}\S{1,500}:\d{1,7}(?::\d{1,7})?[: ]|^In \S{1,500} line \d{1,7}:$|^\s{1,12}--> \S{1,500}:\d{1,7}:\d{1,7}$|^[Ww]ould reformat:? \S|^ERROR: \S.{0,500} Imports are incorrectly sorted|^>> Issue: \[B\d{3}/;
const NOTE = /^- (?:hook id|exit code|duration|files were modified)/;
const MODIFIED = '- files were modified by this hook';

export const preCommit: Grammar = {
  tool: 'pre-commit',
  marks: ['- hook id: '],
  read(lines) {
    const findings: Finding[] = [];
    lines.forEach(({ text }, at) => {
      const name = FAILED.exec(text)?.[1];
      const code = HOOK.exec(textAt(lines, at + 1))?.[1];
      if (name === undefined || code === undefined) return;
      const to = endOf(lines, at + 2, (each, line) => NEXT.test(each) || lines[line]?.mark === 'error', 80);
      const block = lines.slice(at + 1, to);
      const isModified = block.some((line) => line.text === MODIFIED);
      if (!isModified && block.some((line) => PLACED.test(line.text))) return;
      const said = block.filter((line) => !NOTE.test(line.text));
      const message = textOf(said, 0, said.length);
      findings.push({
        kind: isModified ? 'format' : 'lint',
        code,
        message: [`${name} failed`, isModified ? 'files were modified by this hook' : '', message]
          .filter((part) => part !== '')
          .join('\n'),
        from: at,
        to,
      });
    });
    return { findings, ...(findings.length > 0 ? { ended: 'failed' as const } : {}) };
  },
};
