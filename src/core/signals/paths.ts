// Paths as a log prints them -> paths from the repository's root, with forward slashes.

/** Where runners check repositories out: `/home/runner/work/r/r`, `D:\a\r\r`, `/__w/r/r` of container jobs, `/github/workspace` of container actions. */
const CHECKOUTS = [/^.{0,500}?\/(?:work|_work|a|__w)\/([^/]{1,200})\/\1\//, /^\/github\/workspace\//];

const MAX_PATH_CHARS = 500;

/** By its looks alone; which file of the repository is meant, its `Tree` knows. */
export function repositoryPath(printed: string): string {
  let path = printed
    .replace(/^file:\/\//, '')
    .replaceAll('\\', '/')
    .slice(0, MAX_PATH_CHARS);
  for (const checkout of CHECKOUTS) path = path.replace(checkout, '');
  return path.replace(/^(?:\.\/)+/, '').replace(/^(?:\.\.\/)+/, '');
}
