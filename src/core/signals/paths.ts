// Paths as a log prints them -> paths from the repository's root, with forward slashes.

/** Where runners check repositories out: `/home/runner/work/r/r`, `D:\a\r\r`, `/__w/r/r` of container jobs, `/github/workspace` of container actions. */
const CHECKOUTS = [/^.{0,500}?\/(?:work|_work|a|__w)\/([^/]{1,200})\/\1\//, /^\/github\/workspace\//];

const MAX_PATH_CHARS = 500;

/** `known` are files of the repository at this commit, where the caller has them: a path is cut to the longest of them it ends with. */
export function repositoryPath(printed: string, known?: ReadonlySet<string>): string {
  let path = printed
    .replace(/^file:\/\//, '')
    .replaceAll('\\', '/')
    .slice(0, MAX_PATH_CHARS);
  for (const checkout of CHECKOUTS) path = path.replace(checkout, '');
  path = path.replace(/^(?:\.\/)+/, '');
  if (known === undefined || known.has(path)) return path.replace(/^(?:\.\.\/)+/, '');
  const parts = path.split('/');
  for (let start = 1; start < parts.length; start += 1) {
    const suffix = parts.slice(start).join('/');
    if (known.has(suffix)) return suffix;
  }
  return path;
}
