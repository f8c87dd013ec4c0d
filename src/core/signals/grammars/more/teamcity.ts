// TeamCity's service messages, which runners and checkers of many languages can print: tests, inspections, problems of the build.
import type { Finding, Grammar, Pass } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { placeIn } from '../../reports/places.ts';

const MESSAGE = /^\s{0,8}##teamcity\[(\w{3,40})(?: |\]$)/;
/** Signs that would end a value are escaped by a bar. A line that was cut may have no end. */
const FIELD = /\s(\w{1,40})\s?=\s?'((?:[^'|]|\|.){0,4000})(?:'|$)/g;
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', ''],
  ['x', ' '],
  ['l', '\n'],
  ['p', '\n'],
]);
const PHP_PLACE = /^php_qn:\/\/(?<file>.{1,800}?\.php)::\\?(?<name>.{1,800})$/;

type Fields = ReadonlyMap<string, string>;

export const teamcity: Grammar = {
  tool: 'teamcity',
  marks: ['##teamcity['],
  read(lines) {
    const findings: Finding[] = [];
    const passes: Pass[] = [];
    const suites = new Map<string, string[]>();
    const started = new Map<string, string>();
    const failed = new Set<string>();
    for (const [at, { text }] of lines.entries()) {
      const type = MESSAGE.exec(text)?.[1];
      if (type === undefined) continue;
      const fields = fieldsIn(text);
      const flow = fields.get('flowId') ?? '';
      const open = suites.get(flow) ?? [];
      const key = `${flow} ${open.join(' ')} ${fields.get('name')}`;
      if (type === 'testSuiteStarted') suites.set(flow, [...open, fields.get('name') ?? '']);
      else if (type === 'testSuiteFinished') suites.set(flow, open.slice(0, -1));
      else if (type === 'testStarted') started.set(key, fields.get('locationHint') ?? '');
      else if (type === 'testFailed') {
        failed.add(key);
        findings.push(testAt(at, fields, open, started.get(key) ?? ''));
      } else if (type === 'testIgnored') failed.add(key);
      else if (type === 'testFinished' && !failed.has(key))
        passes.push({ testId: nameOf(fields, open, started.get(key) ?? '').testId, at });
      else findings.push(...problemAt(at, type, fields));
    }
    return { findings, passes, ended: endedAs(lines, findings, passes) };
  },
};

function fieldsIn(text: string): Fields {
  const found = [...text.matchAll(FIELD)].map(([, name = '', value = '']): [string, string] => [
    name,
    value.replace(/\|(?:0x([\da-fA-F]{4})|(.))/g, (_, code, sign) =>
      code === undefined ? (ESCAPED.get(sign) ?? sign) : String.fromCharCode(Number.parseInt(code, 16)),
    ),
  ]);
  return new Map(found);
}

/** The class or the file is in the name, or in a link to the place; else it is the suites that are open. */
function nameOf(fields: Fields, open: readonly string[], hint: string) {
  const name = fields.get('name') ?? '';
  const php = PHP_PLACE.exec(hint)?.groups;
  const [suite] = php?.name?.split('::') ?? [];
  if (php !== undefined) return { testId: php.name ?? name, suite, file: php.file };
  const isWhole = /^[\w$]+(?:[.:/\\]+[\w$]+)+/.test(name);
  const own = open.filter((each) => !name.startsWith(each));
  return {
    testId: isWhole ? name : [...own, name].join(' > '),
    suite: open.at(-1),
    file: undefined,
  };
}

function testAt(at: number, fields: Fields, open: readonly string[], hint: string): Finding {
  const { testId, suite, file } = nameOf(fields, open, hint);
  const details = fields.get('details') ?? '';
  const said = (fields.get('message') ?? '').trim();
  const place = placeIn(`${details}\n${said}`, file ?? testId);
  return {
    kind: 'test',
    testId,
    suite,
    file: place?.file ?? file,
    line: place?.line,
    message: said || details.trim().split('\n')[0] || 'failed',
    from: at,
    to: at + 1,
  };
}

function problemAt(at: number, type: string, fields: Fields): readonly Finding[] {
  const message = (fields.get('message') ?? fields.get('text') ?? fields.get('description') ?? '').trim();
  const level = (fields.get('SEVERITY') ?? fields.get('status') ?? '').toUpperCase();
  // spectral says the level in the message.
  const isHard =
    /^(?:ERROR|FAILURE)$/.test(level || (/^error(?= -- )/.exec(message)?.[0] ?? '').toUpperCase()) ||
    type === 'buildProblem';
  if (!isHard || message === '' || !/^(?:inspection|message|buildProblem)$/.test(type)) return [];
  const line = Number(fields.get('line'));
  return [
    {
      kind: type === 'inspection' ? 'lint' : 'build',
      file: fields.get('file'),
      line: Number.isInteger(line) && line > 0 ? line : undefined,
      code: fields.get('typeId'),
      message,
      from: at,
      to: at + 1,
    },
  ];
}

const endedAs = (
  lines: readonly LogLine[],
  findings: readonly Finding[],
  passes: readonly Pass[],
): 'passed' | 'failed' | undefined => {
  if (findings.length > 0) return 'failed';
  return passes.length > 0 && lines.some(({ text }) => text.includes('##teamcity[testFinished'))
    ? 'passed'
    : undefined;
};
