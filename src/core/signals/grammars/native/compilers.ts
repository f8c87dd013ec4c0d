// gcc, clang and what speaks like them (clang-tidy, cppcheck, swiftc): `file:3:5: error: …`; and MSVC: `file.cpp(3): error C2065: …`.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { saysNoMemory } from '../../memory.ts';
import { distinct, problemOf } from '../problem-lines.ts';

const FILE = String.raw`(?<file>(?:[A-Za-z]:)?[^\s:(][^:(]{0,500}\.(?:c|cc|cpp|cxx|c\+\+|C|h|hh|hpp|hxx|inl|ipp|tcc|tpp|m|mm|cu|cuh|s|S|swift|f90|F90|proto|metal|ino|cppm|ixx)|<(?:stdin|command-line)>)`;
const PREFIX = String.raw`^(?:\s{0,8}|\d{1,6}> ?|\[\d{1,6}/\d{1,6}\] ?)`;
const GNU = new RegExp(
  String.raw`${PREFIX}${FILE}:(?<line>\d{1,7}):(?:(?<column>\d{1,7}):)? (?:fatal )?error: (?<message>.{1,3000}?)(?: \[(?<code>[\w=+.,-]{2,200})\])?$`,
);
const MSVC = new RegExp(
  String.raw`${PREFIX}(?<file>(?:[A-Za-z]:)?[^\s:(][^:(]{0,500}\.\w{1,8})\((?<line>\d{1,7})(?:,(?<column>\d{1,7}))?(?:-\d{1,7})?\) ?: (?:fatal )?error(?: (?<code>C\d{4}))? ?: (?<message>.{1,3000}?)(?: \[[^\]]{1,500}proj\])?$`,
);
/** cppcheck in the form of gcc calls everything a warning, and fails all the same. */
const CPPCHECK =
  /^(?<file>[^\s:][^:]{0,500}):(?<line>\d{1,7}):(?<column>\d{1,7}): warning: (?<message>.{1,2000}) \[(?<code>[a-zA-Z]\w{2,60})\]$/;
const PLACELESS =
  /^(?:gcc|g\+\+|clang|clang\+\+|cc1|cc1plus|c\+\+|cc)(?:-\d{1,3})?: (?:fatal )?error: (?!linker command)(?<message>.{1,2000})$/;
const FROM_HERE =
  /^(?<file>(?:[A-Za-z]:)?[^\s:][^:]{0,500}):(?<line>\d{1,7}):(?<column>\d{1,7}):\s{1,8}(?:required from here|note: (?:in instantiation of|requested here|while).{0,2000})/;
const SYSTEM =
  /^(?:\/usr\/|\/opt\/|\/Applications\/|[A-Z]:\\Program Files)|[\\/]include[\\/]c\+\+[\\/]|[\\/]VC[\\/]Tools[\\/]/;
const GTEST = /^(?:\d{1,6}: )?\[( RUN {6}| {7}OK | {2}FAILED {2})\]/;
const FRAME = /^\s{0,8}(?:\d{0,7} \||\s{0,200}[~^]|\S.{0,300} \|)/;

export const compilers: Grammar = {
  tool: 'gcc',
  marks: [' error:', ': error: ', ') : error C', '): error C', 'fatal error', ': warning: '],
  read(lines) {
    const isClang = lines.some(({ text }) =>
      /^(?:clang\S{0,10}: error|\d{1,6} (?:warnings?|errors?)\b.{0,40} generated\.)/.test(text),
    );
    const isCppcheck = lines.some(({ text }) => /^Checking \S.{0,500} \.\.\.$/.test(text));
    let isInTest = false;
    const found = lines.flatMap(({ text }, at) => {
      // What a program under test prints is no compiler's word.
      const bracket = GTEST.exec(text)?.[1];
      if (bracket !== undefined) isInTest = bracket.startsWith(' RUN');
      if (isInTest) return [];
      const gnu = GNU.exec(text) ?? PLACELESS.exec(text);
      if (gnu !== null) return [ofGnu(lines, at, gnu, isClang)];
      const msvc = MSVC.exec(text);
      // C2220 only says that the warning below it counts.
      if (msvc !== null) return ofMsvc(msvc.groups, at);
      const checked = isCppcheck ? CPPCHECK.exec(text) : null;
      return checked === null
        ? []
        : [{ ...problemOf('lint', checked.groups, at), tool: 'cppcheck', severity: 'warning' as const }];
    });
    return { findings: distinct(found) };
  },
};

/** clang speaks so too, where it is asked to: without a number for its errors, and always with a column. */
function ofMsvc(groups: RegExpExecArray['groups'], at: number): readonly Finding[] {
  const { code, column } = groups ?? {};
  if (code === undefined && column === undefined) return [];
  return [{ ...problemOf('compile', groups, at), tool: code === undefined ? 'clang' : 'msvc' }];
}

function ofGnu(lines: readonly LogLine[], at: number, found: RegExpExecArray, isClang: boolean): Finding {
  let to = at + 1;
  while (to < at + 6 && FRAME.test(textAt(lines, to))) to += 1;
  const finding = problemOf('compile', found.groups, at, to);
  const own = SYSTEM.test(finding.file ?? '') ? ownPlace(lines, at) : undefined;
  const killed = saysNoMemory(finding.message) ? { kind: 'resource' as const } : {};
  return { ...finding, ...own, ...whose(finding.file, finding.code, isClang), ...killed };
}

/** Checkers print like compilers, but name a rule of their own. */
function whose(file = '', code = '', isClang = false): Pick<Finding, 'tool' | 'kind' | 'code'> {
  const rule = code.replace(/,-warnings-as-errors$/, '');
  if (rule === '-Wclang-format-violations') return { kind: 'format', tool: 'clang-format', code: rule };
  if (rule !== '' && !rule.startsWith('-')) {
    const isTidy = /^(?:[a-z]{2,30}-[\w.,-]{2,100}|clang-.{1,100})$/.test(rule);
    return { kind: 'lint', tool: isTidy ? 'clang-tidy' : 'cppcheck', code: rule };
  }
  const tool = file.endsWith('.swift') ? 'swiftc' : isClang ? 'clang' : 'gcc';
  return { kind: 'compile', tool, code: rule === '' ? undefined : rule };
}

/** An error inside a header of the system is made where the repository's code used it. */
function ownPlace(
  lines: readonly LogLine[],
  at: number,
): Pick<Finding, 'file' | 'line' | 'column'> | undefined {
  const near = [...lines.slice(Math.max(0, at - 30), at).toReversed(), ...lines.slice(at + 1, at + 40)];
  for (const { text } of near) {
    const { file = '', line, column } = FROM_HERE.exec(text)?.groups ?? {};
    if (file !== '' && !SYSTEM.test(file)) return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}
