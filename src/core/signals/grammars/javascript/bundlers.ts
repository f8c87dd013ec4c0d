// esbuild, vite, rollup, webpack and next: what they could not resolve, parse or bundle.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isFrame } from '../stack.ts';

const ESBUILD = /^(?:✘|X) \[ERROR\] (?:\[plugin:? [^\]]{1,80}\] )?(\S.{0,2000})$/;
const ESBUILD_PLACE = /^ {4}(\S.{0,1000}?):(\d{1,7}):(\d{1,7}):$/;
const OLD_ESBUILD = /^ > (\S.{0,1000}?):(\d{1,7}):(\d{1,7}): error: (\S.{0,2000})$/;
const CODE_OF_TYPES = /^(TS\d{1,6}): /;
const WEBPACK = /^ERROR in (?:multi )?(\S.{0,1000}?)(?: (\d{1,7}):(\d{1,7})(?:-\d{1,7}(?::\d{1,7})?)?)?$/;
const WEBPACK_SAID =
  /^(?:Module (?:not found|parse failed|build failed|Error)|export |Cannot find|Can't resolve|SyntaxError|TypeError|Error:|Entry )/;
const ROLLUP =
  /^(?:\[!\] (?!There was an error parsing `|CocoaPods )(?:\([^()]{1,100}\) )?(?:RollupError: |Error: )?|error during build:$|\[vite(?::[\w-]{1,60})?\]:? (?=Rollup failed|\[plugin|Could))/;
const ROLLUP_PLACE =
  /(?:^|: | in |from ")((?:\/|\.{0,2}\/|[A-Za-z]:\\)?[\w@.\\/+-]{1,500}\.\w{1,8})(?: \((\d{1,7}):(\d{1,7})\)|:(\d{1,7}):(\d{1,7})|")/m;
const NEXT = /^(?:Failed to compile\.|> Build (?:failed|error occurred))/;
const NEXT_PLACE = /^(\.\/\S{1,1000}?)(?::(\d{1,7}):(\d{1,7}))?$/;
const NEXT_SAID =
  /^(?:Type error|Module not found|Error|Syntax Error|SyntaxError|Parsing ecmascript source code failed)\b/;

export const bundlers: Grammar = {
  tool: 'bundler',
  marks: [
    '[ERROR]',
    ': error: ',
    'ERROR in ',
    '[!] ',
    'error during build:',
    'Failed to compile.',
    'Build failed because of',
  ],
  read(lines) {
    const findings: Finding[] = [];
    const isNext = lines.some(({ text }) => NEXT.test(text));
    for (let at = 0; at < lines.length; at += 1) {
      const found =
        esbuildAt(lines, at) ??
        webpackAt(lines, at) ??
        rollupAt(lines, at) ??
        (isNext ? nextAt(lines, at) : undefined);
      if (found === undefined) continue;
      findings.push(found);
      at = found.to - 1;
    }
    return { findings };
  },
};

function esbuildAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const old = OLD_ESBUILD.exec(textAt(lines, at));
  if (old !== null) {
    const [, file, line, column, message = ''] = old;
    return {
      kind: 'build',
      tool: 'esbuild',
      file,
      line: Number(line),
      column: Number(column),
      message,
      from: at,
      to: at + 1,
    };
  }
  const said = ESBUILD.exec(textAt(lines, at))?.[1];
  if (said === undefined || isOfConfig(lines, at)) return undefined;
  const to = endOf(lines, at + 1, (text) => /^\S/.test(text), 40);
  const placeAt = endOf(lines, at + 1, (text, no) => no >= to || ESBUILD_PLACE.test(text));
  const [, file, line, column] = placeAt < to ? (ESBUILD_PLACE.exec(textAt(lines, placeAt)) ?? []) : [];
  const code = CODE_OF_TYPES.exec(said)?.[1];
  return {
    kind: code === undefined ? 'build' : 'typecheck',
    tool: code === undefined ? 'esbuild' : 'tsc',
    file,
    ...(line === undefined ? {} : { line: Number(line), column: Number(column) + 1 }),
    code,
    message: said.replace(/ \[plugin [^\]]{1,80}\]$/, ''),
    from: at,
    to: endOf(lines, Math.min(placeAt, to - 1) + 1, (text, no) => no >= to || text.trim() === ''),
  };
}

/** vite's and vitest's own word about their configuration follows. */
const isOfConfig = (lines: readonly LogLine[], at: number): boolean =>
  lines.slice(at, at + 20).some(({ text }) => text.startsWith('failed to load config from '));

/** What a loader says about types is the compiler's; here only webpack's own. */
function webpackAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const head = WEBPACK.exec(textAt(lines, at));
  const message = textAt(lines, at + 1);
  if (head === null || !WEBPACK_SAID.test(message)) return undefined;
  const [, file, line, column] = head;
  const inside = /\((\d{1,7}):(\d{1,7})\)$/.exec(message);
  const place = line === undefined ? inside?.slice(1) : [line, column];
  const to = endOf(lines, at + 1, (text) => text === '', 40);
  const at0 = place === undefined ? {} : { line: Number(place[0]), column: Number(place[1]) + 1 };
  return { kind: 'build', tool: 'webpack', file, ...at0, message, from: at, to };
}

function rollupAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const head = ROLLUP.exec(textAt(lines, at))?.[0];
  if (head === undefined) return undefined;
  const to = endOf(lines, at + 1, (text) => isFrame(text) || text === '', 20);
  const said = textOf(lines, head.startsWith('error during') ? at + 1 : at, to);
  const [, file, line, column, line2, column2] = ROLLUP_PLACE.exec(said) ?? [];
  const [row, col] = line === undefined ? [line2, column2] : [line, column];
  const isVite = !head.startsWith('[!]');
  const message = said.replace(/^\[!\] /, '').replace(/^(?:\w{0,20}Error: )?(?:\[vite[^\]]{0,60}\]:? )?/, '');
  const place = row === undefined ? {} : { line: Number(row), column: Number(col) };
  return { kind: 'build', tool: isVite ? 'vite' : 'rollup', file, ...place, message, from: at, to };
}

function nextAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const place = NEXT_PLACE.exec(textAt(lines, at));
  const message = textAt(lines, at + 1);
  if (place === null || !NEXT_SAID.test(message)) return undefined;
  const [, file, line, column] = place;
  const isType = message.startsWith('Type error: ');
  const at0 = line === undefined ? {} : { line: Number(line), column: Number(column) };
  const to = endOf(lines, at + 1, (text) => text === '', 20);
  const said = message.replace(/^Type error: /, '');
  return {
    kind: isType ? 'typecheck' : 'build',
    tool: isType ? 'tsc' : 'next',
    file,
    ...at0,
    message: said,
    from: at,
    to,
  };
}
