// What the forge says that somebody may do in a repository, for policies that go by it.

/** From least to most. */
export const FORGE_LEVELS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type ForgeLevel = (typeof FORGE_LEVELS)[number];

export type Standing =
  | { readonly level: ForgeLevel }
  /** They linked no account; the account they linked bears another login now; the forge did not answer. */
  | { readonly unknown: 'not_linked' | 'other_account' | 'not_told' };

/** What is not known is nothing. */
export const isAtLeast = (standing: Standing | undefined, wanted: ForgeLevel): boolean =>
  standing !== undefined &&
  'level' in standing &&
  FORGE_LEVELS.indexOf(standing.level) >= FORGE_LEVELS.indexOf(wanted);

/** Why somebody may not do what takes the right to push. */
export const whyNoWriter = (standing: Standing | undefined) =>
  standing === undefined ? 'not_told' : 'unknown' in standing ? standing.unknown : 'may_not_push';
