// Go names packages by module, and files without their folder: where a file lies is worked out from both.
import { textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const PACKAGE = /^(?:FAIL|ok {2}|\?? {0,3})\t([\w.~/-]{1,500})(?:\t| \[|$)/;
/** Hosts whose repositories have an owner and a name; elsewhere a module most often is a host and a name. */
const OWNED = new Set([
  'github.com',
  'gitlab.com',
  'bitbucket.org',
  'codeberg.org',
  'golang.org',
  'gitea.com',
]);

/** The folder of a package from the repository's root, as far as its name tells; '' for the root. */
export function folderOf(packageName: string): string {
  const parts = packageName.split('/');
  const [host = ''] = parts;
  const rest = parts.slice(OWNED.has(host) ? 3 : host.includes('.') ? 2 : 1);
  return (/^v\d{1,3}$/.test(rest[0] ?? '') ? rest.slice(1) : rest).join('/');
}

/** go test says at the end of a package which one it was. */
export function packagesOf(lines: readonly LogLine[]): (at: number) => string | undefined {
  const ends = lines.flatMap(({ text }, at) => {
    const name = packageIn(text);
    return name === undefined ? [] : [{ at, name }];
  });
  return (at) => ends[firstFrom(ends, at)]?.name;
}

/** By halves: a log may hold thousands of packages and of failures. */
function firstFrom(ends: readonly { readonly at: number }[], at: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const packageIn = (text: string): string | undefined => PACKAGE.exec(text)?.[1];

export const inFolder = (folder: string | undefined, file: string): string =>
  folder === undefined || folder === '' || folder === '.' || file.includes('/') ? file : `${folder}/${file}`;

const FOREIGN =
  /(?:[\\/]go[\\/](?:[\d.]{1,12}[\\/]x64[\\/])?src[\\/]|[\\/]pkg[\\/]mod[\\/]|[\\/]vendor[\\/]|^_testmain\.go|[\\/]libexec[\\/]src[\\/]|^\$GOROOT)/;
export const isOwn = (file: string): boolean => !FOREIGN.test(file);

export type GoFrame = { readonly file: string; readonly line: number; readonly name: string };

const CALL = /^(?:created by )? {0,2}([\w./~%*()[\]-]{1,500}?)(?:\(.{0,2000}\)| in goroutine \d{1,9})?$/;
const FRAME = /^(?:\t| {6})(\S.{0,1000}?\.(?:go|s|c)):(\d{1,7})(?: \+0x[0-9a-f]{1,16})?$/;

/** Frames of one goroutine, the deepest first. */
export function framesIn(lines: readonly LogLine[], from: number, to: number): readonly GoFrame[] {
  const frames: GoFrame[] = [];
  for (let at = from + 1; at < to; at += 1) {
    const found = FRAME.exec(textAt(lines, at));
    if (found === null) continue;
    const name = CALL.exec(textAt(lines, at - 1))?.[1] ?? '';
    frames.push({ file: found[1] ?? '', line: Number(found[2]), name });
  }
  return frames;
}

const TEST_NAME = /\.((?:Test|Fuzz|Benchmark|Example)[\p{Lu}\d_]?\w{0,300})(?:\.func\d|$|[.(-])/u;

/** The test function that a stack leads through, or that started its goroutine. */
export const testIn = (frames: readonly GoFrame[]): string | undefined =>
  frames.flatMap(({ name, file }) => (isOwn(file) ? (TEST_NAME.exec(name)?.[1] ?? []) : [])).at(-1);
