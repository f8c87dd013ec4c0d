// What the last green run of a job used in another version than this run.
import type { Versions } from './tool-versions.ts';

export type VersionChange = { readonly name: string; readonly green: string; readonly red: string };

/** Beyond these it is another set-up altogether. */
const MAX_CHANGES = 20;

/** Only what both runs tell: what is told once may have been there as well. */
export function changedVersions(green: Versions, now: Versions): readonly VersionChange[] {
  return Object.entries(now)
    .flatMap(([name, version]) => {
      const before = Object.hasOwn(green, name) ? green[name] : undefined;
      return before === undefined || before === version ? [] : [{ name, green: before, red: version }];
    })
    .slice(0, MAX_CHANGES);
}
