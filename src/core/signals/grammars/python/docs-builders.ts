// Sphinx and MkDocs where warnings are errors, and where their settings keep them from building at all.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct } from '../problem-lines.ts';

const PLACED =
  /^(?<file>(?:[A-Za-z]:)?[^\s:"'][^:"']{0,800}?\.(?:rst|md|py|txt|ipynb|inc))(?::docstring of [\w.]{1,300})?(?::(?<line>\d{1,7}))?: (?<level>WARNING|ERROR|CRITICAL|SEVERE): (?<message>.{1,1500}?)(?: \[(?<code>[\w.]{2,60})\])?$/;
const STRICT = /warnings treated as errors|^Warning, treated as error:$/;
const FIRST = 'Warning, treated as error:';
const FIRST_PLACE =
  /^(?<file>(?:[A-Za-z]:)?[^\s:"'][^:"']{0,800}?\.\w{1,6})(?::docstring of [\w.]{1,300})?(?::(?<line>\d{1,7}))?:(?<message>.{1,1500}?)(?: \[(?<code>[\w.]{2,60})\])?$/;
const BROKEN = /^(?:Configuration|Extension|Theme|Application|Sphinx) error[:!]$/;
const RAISED = /^\s{0,8}(?:sphinx\.errors\.)?\w{1,60}(?:Error|Exception|Warning): .{1,1000}$/;
const OWN_FRAME = /^\s{0,12}File "(.{1,800}[\\/]conf\.py)", line (\d{1,7})/;

export const sphinx: Grammar = {
  tool: 'sphinx',
  marks: [
    'treated as error',
    'Configuration error',
    'Extension error',
    'Theme error',
    ': WARNING: ',
    ': ERROR: ',
    'Application error',
  ],
  read(lines) {
    const isStrict = lines.some(({ text }) => STRICT.test(text)) || endsWithOne(lines);
    const warnings = isStrict ? lines.flatMap(({ text }, at) => placedAt(text, at, PLACED)) : [];
    const first = lines.flatMap(({ text }, at) =>
      text === FIRST ? placedAt(textAt(lines, at + 1), at + 1, FIRST_PLACE) : [],
    );
    return { findings: distinct([...first, ...warnings, ...lines.flatMap((_, at) => brokenAt(lines, at))]) };
  },
};

/** With -q nothing is said but the warnings: they fail the build where they are the last words of it. */
function endsWithOne(lines: readonly LogLine[]): boolean {
  const last = lines.findLast(
    ({ text, mark }) => text !== '' && mark !== 'error' && !/^make(?:\[\d\])?: /.test(text),
  );
  return last !== undefined && PLACED.test(last.text);
}

function placedAt(text: string, at: number, pattern: RegExp): readonly Finding[] {
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) return [];
  const { file, line, level, message = '', code } = groups;
  return [
    {
      kind: 'build',
      file,
      line: line === undefined ? undefined : Number(line),
      code,
      severity: level === 'WARNING' ? 'warning' : 'error',
      message: message.trim(),
      from: at,
      to: at + 1,
    },
  ];
}

function brokenAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  if (!BROKEN.test(textAt(lines, at))) return [];
  const to = endOf(
    lines,
    at + 1,
    (text) => /^(?:The full traceback has been saved|To report this error)/.test(text),
    120,
  );
  const own = lines.slice(at, to).map(({ text }) => text);
  const place = own.flatMap((text) => OWN_FRAME.exec(text) ?? []).slice(-3);
  const said =
    own
      .slice(1)
      .findLast((text) => RAISED.test(text))
      ?.trim() ?? own.slice(1).find((text) => text.trim() !== '');
  const message = (said ?? textAt(lines, at)).replace(/^sphinx\.errors\./, '');
  return [{ kind: 'config', file: place[1], line: Number(place[2]) || undefined, message, from: at, to }];
}

const MKDOCS = /^(WARNING|ERROR) {1,3}- {1,2}(\S.{0,1500})$/;
const ABORTED =
  /^(?:Aborted with \d{1,6} (?:warnings?|errors?) in strict mode!|Aborted with a configuration error!|Aborted with a BuildError!|Exited with \d{1,6} warnings in strict mode\.)$/;
const DOC = /^(?:Doc|Documentation) file '(.{1,500}?)' /;

export const mkdocs: Grammar = {
  tool: 'mkdocs',
  marks: ['Aborted with ', 'in strict mode'],
  read(lines) {
    const aborted = lines.findLastIndex(({ text }) => ABORTED.test(text));
    if (aborted === -1) return { findings: [] };
    const isConfig = textAt(lines, aborted).includes('configuration');
    const found = lines.slice(0, aborted).flatMap(({ text }, at): Finding[] => {
      const [whole, level, message = ''] = MKDOCS.exec(text) ?? [];
      if (whole === undefined || (isConfig && level === 'WARNING')) return [];
      const doc = DOC.exec(message)?.[1];
      const severity = level === 'ERROR' ? 'error' : 'warning';
      const file = doc === undefined ? undefined : `docs/${doc}`;
      return [{ kind: isConfig ? 'config' : 'build', file, severity, message, from: at, to: at + 1 }];
    });
    const alone: Finding = {
      kind: 'build',
      message: textOf(lines, aborted, aborted + 1),
      from: aborted,
      to: aborted + 1,
    };
    return { findings: found.length > 0 ? distinct(found) : [alone] };
  },
};
