// What kept playwright from running any test: files it cannot parse, its web server, its global set-up, a filter that fits nothing.
import { endOf, type Finding, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { frameOf, isFrame } from '../stack.ts';
import { isTestFile, ownPlaces } from './frames.ts';
import { kindOfLoading } from './loading.ts';

const UNPARSED = /^SyntaxError: (\S.{0,1000}?): (\S.{0,1000}) \((\d{1,7}):(\d{1,7})\)$/;
const MISSING = /^Error: Cannot find (?:module|package) '[^']{1,1000}' imported from (\S.{0,1000})$/;
const REQUIRED = /^Error: Cannot find module '[^']{1,1000}'$/;
const NO_TESTS = /^(?:Error: No tests found|=+\s?no tests found)/i;
const SERVER =
  /^Error: (?:Process from config\.webServer|Timed out waiting \d{1,9}ms from config\.webServer|http:\/\/\S{1,200} is already used)/;
const SERVER_SAYS = /^\[WebServer\] ?/;
const THROWN = /^((?:\w{1,100}Error|Error)(?: \[\w{1,80}\])?: .{1,2000})$/;
const CODE_FRAME = /^(?:> )?\s{0,10}\d{0,7} \|/;
/** What is shown of an error in a file, where no test's title stands above it. */
const AT = /^ {3}at (\S{1,500}):(\d{1,7})$/;

export function setUp(lines: readonly LogLine[]): readonly Finding[] {
  const foundNone = lines.some(({ text }) => NO_TESTS.test(text));
  const readers = [unparsedAt, ...(foundNone ? [missingAt] : []), serverAt, thrownAt];
  const found = lines.flatMap((_, at) => firstOf(readers, lines, at) ?? []);
  return found.length > 0 ? found : noTests(lines);
}

type Reader = (lines: readonly LogLine[], at: number) => Finding | undefined;

function firstOf(readers: readonly Reader[], lines: readonly LogLine[], at: number): Finding | undefined {
  for (const reader of readers) {
    const found = reader(lines, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function noTests(lines: readonly LogLine[]): readonly Finding[] {
  const at = lines.findIndex(({ text }) => NO_TESTS.test(text));
  const message = textAt(lines, at).replace(/^Error: /, '');
  return at === -1 ? [] : [{ kind: 'config', message, from: at, to: at + 1 }];
}

/** Of an import that leads nowhere there is no line, only whose it is. Told only where no tests were found. */
function missingAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const text = textAt(lines, at);
  const file = MISSING.exec(text)?.[1] ?? (REQUIRED.test(text) ? requiredBy(lines, at) : undefined);
  if (file === undefined) return undefined;
  return { kind: kindOfLoading(text), file, message: text, from: at, to: at + 1 };
}

const requiredBy = (lines: readonly LogLine[], at: number): string | undefined =>
  textAt(lines, at + 1) === 'Require stack:'
    ? /^- (\S.{0,1000})$/.exec(textAt(lines, at + 2))?.[1]
    : undefined;

function unparsedAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const found = UNPARSED.exec(textAt(lines, at));
  if (found === null || !AT.test(textAt(lines, at + 2))) return undefined;
  const [, file, said, line, column] = found;
  const to = endOf(lines, at + 3, (text) => !CODE_FRAME.test(text) && text !== '', 12);
  return {
    kind: 'compile',
    file,
    line: Number(line),
    column: Number(column),
    message: `SyntaxError: ${said}`,
    from: at,
    to,
  };
}

/** The server's own last words tell why it did not start. */
function serverAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const text = textAt(lines, at);
  if (!SERVER.test(text)) return undefined;
  const said = lines
    .slice(Math.max(0, at - 200), at)
    .flatMap((line) => (SERVER_SAYS.test(line.text) ? [line.text.replace(SERVER_SAYS, '')] : []));
  const why = said.find((line) => THROWN.test(line));
  const frame = said.flatMap((line) => (isFrame(line) ? (frameOf(line) ?? []) : [])).find(isOwnFile);
  return {
    kind: text.includes('Timed out') ? 'timeout' : 'config',
    ...frame,
    message: [text.replace(/^Error: /, ''), ...(why === undefined ? [] : [why])].join('\n'),
    from: Math.max(0, at - Math.min(said.length, 20)),
    to: at + 1,
  };
}

const isOwnFile = ({ file }: { readonly file: string }): boolean => !/node_modules|^node:/.test(file);

/** An error outside of tests stands at the margin: a file that fails as it loads, the global set-up. */
function thrownAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const message = THROWN.exec(textAt(lines, at))?.[1];
  if (message === undefined) return undefined;
  const placeAt = endOf(lines, at + 1, (text) => AT.test(text) || CODE_FRAME.test(text) || isFrame(text), 12);
  if (!AT.test(textAt(lines, placeAt)) || !CODE_FRAME.test(textAt(lines, placeAt + 2))) return undefined;
  const frames = endOf(lines, placeAt + 1, isFrame, 20);
  const to = endOf(lines, frames, (text) => !isFrame(text));
  const [, file, line] = AT.exec(textAt(lines, placeAt)) ?? [];
  const place = ownPlaces(lines, frames, to)[0] ?? { file, line: Number(line) };
  const said = textOf(lines, at, placeAt);
  return { kind: kindOf(message, place.file), ...place, message: said, from: at, to };
}

const kindOf = (message: string, file = ''): Finding['kind'] =>
  isTestFile(file) && !message.includes('duplicate test title') ? kindOfLoading(message) : 'config';
