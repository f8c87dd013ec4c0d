// What reads PHP without running it: phpstan (table and raw), psalm, phpcs, php-cs-fixer, and php's own parser.
import type { Finding, Grammar } from '../../grammar.ts';
import { distinct, problemOf, problemsIn } from '../problem-lines.ts';

const TABLE_FILE = /^ {2}Line {3}(\S.{0,500}?)\s{0,200}$/;
const TABLE_ROW = /^ {2}(:?\d{1,7}) {2,8}(\S.{0,2000})$/;
const TABLE_MORE = /^ {8,12}(?!🪪|💡|✏️|at )(\S.{0,2000})$/;
const TABLE_CODE = /^ {8,12}🪪\s{1,4}([\w.]{3,100})/u;
const RAW = /^(?<file>\S{1,500}\.php):(?<line>\d{1,7}):(?<message>[A-Z].{1,2000})$/;

export const phpstan: Grammar = {
  tool: 'phpstan',
  marks: ['  Line   ', '.php:'],
  read(lines) {
    let file: string | undefined;
    const rows: Finding[] = [];
    lines.forEach(({ text }, at) => {
      const head = TABLE_FILE.exec(text)?.[1];
      if (head !== undefined) file = head.replace(/ \(in context of .{1,300}\)$/, '');
      if (file === undefined || head !== undefined) return;
      const row = TABLE_ROW.exec(text);
      const last = rows.at(-1);
      if (row !== null)
        rows.push({
          kind: 'typecheck',
          file,
          line: Number(row[1]?.replace(':', '')),
          message: (row[2] ?? '').trim(),
          from: at,
          to: at + 1,
        });
      else if (last?.file === file && last.to === at) rows[rows.length - 1] = grown(last, text);
      if (/^ \[(?:ERROR|OK)\] /.test(text)) file = undefined;
    });
    const raw = rows.length > 0 ? [] : problemsIn(lines, 'typecheck', RAW);
    return { findings: distinct([...rows, ...raw]) };
  },
};

/** A message goes on in the next line of the table; its identifier stands below it. */
function grown(row: Finding, text: string): Finding {
  const code = TABLE_CODE.exec(text)?.[1];
  if (code !== undefined) return { ...row, code, to: row.to + 1 };
  const more = row.code === undefined ? TABLE_MORE.exec(text)?.[1]?.trim() : undefined;
  return more === undefined ? row : { ...row, message: `${row.message} ${more}`, to: row.to + 1 };
}

const PSALM =
  /^ERROR: (?<code>[A-Z]\w{2,80}) - (?<file>\S{1,500}\.php):(?<line>\d{1,7}):(?<column>\d{1,7}) - (?<message>.{1,2000}?)(?: \(see https?:\/\/\S{1,100}\))?$/;
export const psalm: Grammar = {
  tool: 'psalm',
  marks: ['ERROR: '],
  read: (lines) => ({ findings: problemsIn(lines, 'typecheck', PSALM) }),
};

const SNIFFED = /^FILE: (\S.{0,500})$/;
const SNIFF = /^\s{1,8}(\d{1,7}) \| (ERROR|WARNING)\s{1,4}\|\s{1,6}(?:\[.\] )?(\S.{0,1000})$/;
export const phpcs: Grammar = {
  tool: 'phpcs',
  marks: ['FILE: '],
  read(lines) {
    let file: string | undefined;
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      file = SNIFFED.exec(text)?.[1] ?? file;
      const sniff = SNIFF.exec(text);
      if (sniff === null || file === undefined) return [];
      const [, line, level, rest = ''] = sniff;
      const [, message = rest, code] = /^(.{1,900}?) \((\w{1,80}(?:\.\w{1,80}){2,3})\)$/.exec(rest) ?? [];
      const severity = level === 'ERROR' ? 'error' : 'warning';
      return [{ ...problemOf('lint', { file, line, code, message }, at), severity }];
    });
    return { findings };
  },
};

const FIXABLE = /^\s{1,6}\d{1,6}\) (?<file>\S{1,500}\.php)(?: \((?<message>[\w, ]{1,500})\))?$/;
export const phpCsFixer: Grammar = {
  tool: 'php-cs-fixer',
  marks: ['.php (', 'Found '],
  read(lines) {
    const isFixer = lines.some(({ text }) => /^(?:PHP CS Fixer|Found \d{1,6} of \d{1,6} files)/.test(text));
    return { findings: isFixer ? problemsIn(lines, 'format', FIXABLE) : [] };
  },
};

/** A test runner that dies leaves its dots in front. */
const PARSE =
  /^[.FEWRSI]{0,80}(?:PHP )?Parse error: {1,4}(?<message>.{1,1000}) in (?<file>\S.{0,500}) on line (?<line>\d{1,7})$/;
const FATAL =
  /^[.FEWRSI]{0,80}(?:PHP )?Fatal error: {1,4}(?:Uncaught )?(?<message>.{1,2000}?) in (?<file>(?:[A-Za-z]:)?[^\s:]{1,500})(?::| on line )(?<line>\d{1,7})$/;
const UNCAUGHT =
  /^(?:PHP )?Fatal error: {1,4}Uncaught (?<message>.{1,2000}?)(?:, called in .{1,800})? in (?<file>(?:[A-Za-z]:)?[^\s:]{1,500}):(?<line>\d{1,7})$/;
const CALLED = /(?:, called in (\S{1,500}) on line \d{1,7})? and defined$/;
export const php: Grammar = {
  tool: 'php',
  marks: ['Parse error: ', 'Fatal error: '],
  read(lines) {
    const parse = problemsIn(lines, 'compile', PARSE);
    const fatal = [...problemsIn(lines, 'crash', UNCAUGHT), ...problemsIn(lines, 'crash', FATAL)];
    const plain = fatal.map((finding) => ({
      ...finding,
      kind: kindOf(finding.message),
      message: finding.message.replace(CALLED, ''),
    }));
    return { findings: distinct([...parse, ...plain]) };
  },
};

function kindOf(message: string): Finding['kind'] {
  if (message.startsWith('ParseError: ')) return 'compile';
  return /^(?:Allowed memory size of|Out of memory)/.test(message) ? 'resource' : 'crash';
}
