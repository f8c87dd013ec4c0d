// PHP: `PHP Fatal error:  Uncaught X: message in /a.php:3`, the trace, `thrown in …`; printed to the log and to the page.
import { endOf, textAt } from '../../grammar.ts';
import type { TraceReader } from './trace.ts';

const HEAD =
  /^(?:PHP )?(Fatal|Parse|Compile|Recoverable fatal) error: {1,2}(?:Uncaught )?(.{1,3000}?) in (\S.{0,800}?)(?::(\d{1,7})| on line (\d{1,7}))$/;
const REST = /^(?:Stack trace:|#\d{1,5} |PHP Stack trace:|PHP {3}\d|Next |\s{1,8}thrown in )/;
const FRAME = /^#\d{1,5} ([^\s(][^(]{0,800})\((\d{1,7})\): /;

export const phpTrace: TraceReader = (lines, at) => {
  const head = HEAD.exec(textAt(lines, at));
  if (head === null) return undefined;
  const to = endOf(lines, at + 1, (text) => !REST.test(text));
  const [, sort, message = '', file = '', colon, online] = head;
  const frames = lines.slice(at + 1, to).flatMap(({ text }) => FRAME.exec(text) ?? []);
  const own = /[\\/]vendor[\\/]/.test(file)
    ? frames.findIndex((text, index) => index % 3 === 1 && !/[\\/]vendor[\\/]/.test(text))
    : -1;
  const place =
    own === -1
      ? { file, line: Number(colon ?? online) }
      : { file: frames[own] ?? file, line: Number(frames[own + 1]) };
  return { kind: sort === 'Parse' ? 'compile' : 'crash', ...place, message, from: at, to };
};
