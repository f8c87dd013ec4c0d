// knip and depcheck: what a package declares and does not use, or uses and does not declare; a heading, then one a line.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const KNIP =
  /^((?:Unused|Unlisted|Unresolved|Duplicate|Referenced optional) (?:files|dependencies|devDependencies|binaries|imports|exports|exported types|exported enum members|exported class members|exported namespace members|namespace members|peerDependencies|catalog entries|types|enum members|class members)) \(\d{1,6}\)$/;
const PLACE = /^(\S{1,500}?)(?::(\d{1,7})(?::(\d{1,7}))?)?$/;
const DEPCHECK = /^(Unused dependencies|Unused devDependencies|Missing dependencies)$/;
const ITEM = /^\* (\S{1,300}?)(?:: (\S{1,500}))?$/;

export const unused: Grammar = {
  tool: 'knip',
  marks: [
    ...['Unused ', 'Unlisted ', 'Unresolved imports', 'Duplicate exports', 'Missing dependencies'],
    'Referenced optional',
  ],
  read: (lines) => ({ findings: lines.flatMap((_, at) => [...knipAt(lines, at), ...depcheckAt(lines, at)]) }),
};

function knipAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const head = KNIP.exec(textAt(lines, at))?.[1];
  if (head === undefined) return [];
  const to = endOf(
    lines,
    at + 1,
    (text) => text === '' || /^[A-Z][A-Za-z ]{1,60} \(\d{1,6}\)$/.test(text),
    5_000,
  );
  return lines.slice(at + 1, to).flatMap(({ text }, index): readonly Finding[] => {
    // Columns: what it is, its sort where that is told, and where it stands; of a file its name alone.
    const columns = text.trimEnd().split(/\s{2,}/);
    const [, file, line, column] = PLACE.exec(columns.at(-1) ?? '') ?? [];
    if (file === undefined) return [];
    const from = at + 1 + index;
    const message = `${head}: ${columns.length > 1 ? columns[0] : file}`;
    return [{ kind: 'lint', file, ...numbered(line, column), code: head, message, from, to: from + 1 }];
  });
}

function depcheckAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const head = DEPCHECK.exec(textAt(lines, at))?.[1];
  if (head === undefined) return [];
  const to = endOf(lines, at + 1, (text) => !ITEM.test(text), 2_000);
  return lines.slice(at + 1, to).map(({ text }, index) => {
    const [, name, file] = ITEM.exec(text) ?? [];
    const from = at + 1 + index;
    return {
      kind: 'lint',
      tool: 'depcheck',
      file: file ?? 'package.json',
      code: head,
      message: `${head}: ${name}`,
      from,
      to: from + 1,
    };
  });
}

const numbered = (line: string | undefined, column: string | undefined) => ({
  line: line === undefined ? undefined : Number(line),
  column: column === undefined ? undefined : Number(column),
});
