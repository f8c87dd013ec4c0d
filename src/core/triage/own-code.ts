// Whether a failure stands in code of the repository: in a file of its own, in a frame of its message, or in what the change touches.
import type { FailureKind, FailureNote } from '../signals/failure-signal.ts';
import type { TriageInput } from './triage.ts';

/** Logs name files from wherever the tool ran: the longer path ends with the shorter, at a slash. */
export function isSamePath(a: string, b: string): boolean {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  return long === short || (short.includes('/') && long.endsWith(`/${short}`));
}

/** The path of the change that this failure stands in. */
export const changedFileOf = ({ file }: FailureNote, { changed }: Pick<TriageInput, 'changed'>) =>
  file === undefined ? undefined : changed?.find((path) => isSamePath(path, file));

/** The path of the change that its own output names. */
export const pathInOutput = ({ fingerprint }: FailureNote, { mentions }: Pick<TriageInput, 'mentions'>) =>
  mentions.find(({ fine, how }) => fine === fingerprint.fine && how === 'output')?.path;

/** A package that was fetched, a runtime, the runner's own tools: frames in these are nobody's here. */
const FOREIGN =
  /(?:^|[\\/])(?:node_modules|site-packages|dist-packages|vendor|\.cargo|\.rustup|rustc|gems|\.m2|\.nuget|_actions|_tool|hostedtoolcache)[\\/]|^node:|^<|^\/(?:usr\/(?:local\/)?(?:lib|go|share)|lib)\//;
export const isOwnFile = (file: string): boolean => /[./\\]/.test(file) && !FOREIGN.test(file);

/** `at f (src/a.js:1:2)`, `File "src/a.py", line 3`, `lib/a.rb:4:in`, `/go/src/a.go:5`, `at com.acme.A.f(A.java:6)`, `#0 /srv/a.php(7)`. */
const FRAMES: readonly RegExp[] = [
  /^\s{0,40}at .{0,300}?\(?((?:file:\/\/)?[^\s()]{1,400}\.\w{1,6}):\d{1,7}:\d{1,7}\)?$/,
  /^\s{0,40}File "([^"]{1,400})", line \d{1,7}/,
  /^\s{0,40}(?:from )?([^\s:]{1,400}\.rb):\d{1,7}:in\b/,
  /^\s{0,40}([^\s:]{1,400}\.(?:go|rs|cs|kt|swift|ex|exs)):\d{1,7}\b/,
  /^#\d{1,4} ([^\s()]{1,400}\.php)\(\d{1,7}\)/,
];
const MAX_LINE_CHARS = 1_000;

const frameIn = (line: string): string | undefined =>
  FRAMES.map((pattern) => pattern.exec(line.slice(0, MAX_LINE_CHARS))?.[1]).find(
    (file) => file !== undefined,
  );

const hasOwnFrame = ({ message }: FailureNote): boolean =>
  message.split('\n').some((line) => {
    const file = frameIn(line);
    return file !== undefined && isOwnFile(file.replace(/^file:\/\//, ''));
  });

/** A tool or the runner told these by itself, and a file beside them is one that it was at work on. */
const OF_THE_SURROUNDINGS: ReadonlySet<FailureKind> = new Set(['dependency', 'network', 'infra', 'build']);

/**
 * Code stood where it happened. Whatever the words say then, the code said them: a server that answered 503 was asked by
 * it, a host that is not found was named by it.
 */
export function isInTheCode(failure: FailureNote, input: Pick<TriageInput, 'changed' | 'mentions'>): boolean {
  if (OF_THE_SURROUNDINGS.has(failure.kind)) return false;
  return (
    (failure.file !== undefined && isOwnFile(failure.file)) ||
    hasOwnFrame(failure) ||
    pathInOutput(failure, input) !== undefined
  );
}
