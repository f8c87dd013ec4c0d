// What a change consists of, as facts read from git objects, and what a rule found in it.
import type { Sha } from './ids.ts';

export type PatchStats = { readonly files: number; readonly additions: number; readonly deletions: number };

/** One path of a change. Modes are git's octal strings ("100644", "120000"); sizes in bytes of the new blob. */
export type PathChange = {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted' | 'type_changed';
  readonly oldMode: string;
  readonly newMode: string;
  readonly sizeBytes: number;
  /** Bytes of the lines that the old content did not have; absent where that is not known (then all of it counts). */
  readonly addedBytes?: number;
  readonly binary: boolean;
  /** Target of a symbolic link, where the new mode is one. */
  readonly linkTarget?: string;
  /** Names of secret rules that matched the new content. */
  readonly secrets: readonly string[];
  /** True where the new text holds bidirectional or zero-width control characters that the old did not. */
  readonly invisibleCharacters: boolean;
  /** Another path of the resulting tree that differs from this new one by case or Unicode form only. */
  readonly collidesWith?: string;
  /** True where the new content was too large, or took too long, to be looked at: nothing is known about it. */
  readonly unchecked?: boolean;
};

export type PatchFacts = {
  readonly fromSha: Sha;
  readonly changes: readonly PathChange[];
  /** Lines are not counted (0) in a change of more than MAX_COUNTED_FILES, which no policy should allow. */
  readonly stats: PatchStats;
};
export const MAX_COUNTED_FILES = 5_000;

/** `sensitive_path`: allowed, but it decides what runs on somebody's machine (package scripts, agent settings). */
export type FindingRule =
  | 'protected_path'
  | 'sensitive_path'
  | 'too_many_files'
  | 'too_large'
  | 'binary_file'
  | 'symlink_outside'
  | 'symlink'
  | 'submodule'
  | 'secret'
  | 'invisible_characters'
  | 'odd_file_name'
  | 'case_collision'
  | 'made_executable'
  | 'bundle_invalid';

/** `block` keeps the change from being pushed; `flag` is shown beside it. */
export type Finding = {
  readonly rule: FindingRule;
  readonly level: 'block' | 'flag';
  readonly path?: string;
  readonly detail?: string;
};

export const MAX_FINDINGS = 20;
