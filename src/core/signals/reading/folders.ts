// In which folder a line was printed, where the log tells: package managers, make and test runners say where they work. Pure.
import type { LogLine } from '../log-lines.ts';
import { repositoryPath } from '../paths.ts';

/** npm, yarn 1 and pnpm before a script; newer npm leaves out the folder, and says it when the script failed. */
const LIFECYCLE =
  /^> (?:@[\w.-]{1,80}\/)?[\w.-]{1,100}@\S{1,60} \S{1,100}(?: ((?:\/|[A-Za-z]:[\\/]).{1,500}))?$/;
const FAILED_IN = /^npm (?:error|ERR!) (?:path|location) ((?:\/|[A-Za-z]:[\\/]).{1,500})$/;
const VITEST = /^ (?:RUN|DEV) {2}v\d\S{0,30} ((?:\/|[A-Za-z]:[\\/]).{1,500})$/;
const ENTERING = /^\S{0,100}make(?:\[\d{1,3}\])?(?:\.exe)?: (Entering|Leaving) directory [`'](.{1,500})'$/;
const CHANGED = /^\+{1,4} (?:cd|pushd) (\S{1,300})$/;
/** As turbo says of a task that failed, and yarn of a workspace. */
const OF_TASK = /^(\S{1,200})#(\S{1,100}): .{0,40}command \((.{1,500}?)\) /;
const OF_WORKSPACE = /^The command failed in workspace (\S{1,200})@workspace:(\S{1,300}) with /;

export type FolderOf = (at: number) => string | undefined;

/** By line. `whole` is where all of them were printed, as far as the program tells that named them. */
export function foldersIn(lines: readonly LogLine[], whole?: string): FolderOf {
  const folders: (string | undefined)[] = [];
  const entered: (string | undefined)[] = [];
  let current = whole;
  let start = 0;
  lines.forEach(({ text }, at) => {
    const made = ENTERING.exec(text);
    if (made?.[1] === 'Entering') {
      entered.push(current);
      current = made[2];
    } else if (made !== null) current = entered.pop();
    else if (text.startsWith('> ') && LIFECYCLE.test(text)) {
      start = at;
      current = LIFECYCLE.exec(text)?.[1] ?? whole;
    } else if (text.startsWith('npm ')) {
      const folder = FAILED_IN.exec(text)?.[1];
      if (folder !== undefined) for (let line = start; line < at; line += 1) folders[line] ??= folder;
      if (folder !== undefined) start = at;
    } else current = VITEST.exec(text)?.[1] ?? CHANGED.exec(text)?.[1] ?? current;
    folders[at] = current;
  });
  return (at) => folders[at];
}

/** Of streams that only have a name: the folder that the program says for it elsewhere. */
export function namedFolders(lines: readonly LogLine[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const { text } of lines) {
    const [, name, task, folder] = OF_TASK.exec(text) ?? [];
    if (folder !== undefined) folders.set(`${name}:${task}`, folder);
    const [, workspace, path] = OF_WORKSPACE.exec(text) ?? [];
    if (workspace !== undefined && path !== undefined) folders.set(workspace, path);
  }
  return folders;
}

/** A relative path as it is from the repository's root, where the folder is one of the repository's. */
export function inFolder(file: string, folder: string | undefined): string {
  if (folder === undefined || /^(?:\/|[A-Za-z]:|\\|~|\w{2,10}:\/\/)/.test(file)) return file;
  const root = repositoryPath(`${folder.replaceAll('\\', '/').replace(/\/+$/, '')}/`).replace(/\/+$/, '');
  const plain = file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  if (root === '' || root === '.' || /^(?:\/|[A-Za-z]:)/.test(root) || plain.startsWith(`${root}/`))
    return file;
  const parts = root.split('/');
  let rest = plain;
  for (; rest.startsWith('../'); rest = rest.slice(3)) parts.pop();
  return [...parts, rest].join('/');
}
