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
  /** Secrets in the new content that the old did not have, in order. */
  readonly secrets: readonly SecretFound[];
  /** Line, from 1, of the first bidirectional or zero-width control character, where the old text had none. */
  readonly invisibleLine?: number;
  /** Another path of the resulting tree that differs from this new one by case or Unicode form only. */
  readonly collidesWith?: string;
  /** True where the new content was too large, or took too long, to be looked at: nothing is known about it. */
  readonly unchecked?: boolean;
};

/** The name of the rule that matched, never the secret. `line` counts from 1. */
export type SecretFound = { readonly rule: string; readonly line: number };

export type PatchFacts = {
  readonly fromSha: Sha;
  readonly changes: readonly PathChange[];
  /** What weakens the judge (core/integrity), in the whole change since the task's base: an earlier attempt's counts as well. */
  readonly weakenings: readonly Finding[];
  /** Lines are not counted (0) in a change of more than MAX_COUNTED_FILES, which no policy should allow. */
  readonly stats: PatchStats;
};
export const MAX_COUNTED_FILES = 5_000;

/** What a rule of paths, names, sizes or contents found. `sensitive_path`: allowed, but it decides what runs on somebody's machine. */
export type PatchRule =
  | 'protected_path'
  | 'sensitive_path'
  | 'manifest_changed'
  | 'lockfile_changed'
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

/** What weakens the judge rather than mending the cause. `tests_unchecked`: it could not be told in time. */
export type WeakeningRule =
  | 'test_deleted'
  | 'test_skipped'
  | 'test_focused'
  | 'test_not_run'
  | 'test_emptied'
  | 'assertion_removed'
  | 'assertion_loosened'
  | 'failure_swallowed'
  | 'timeout_raised'
  | 'retries_raised'
  | 'snapshot_rewritten'
  | 'threshold_lowered'
  | 'check_disabled'
  | 'ci_config_changed'
  | 'tests_unchecked';

export type FindingRule = PatchRule | WeakeningRule;

/** `block` keeps the change from being pushed; `ask` keeps its green from being one until a person accepts it; `flag` is shown beside it. */
export type Finding = {
  readonly rule: FindingRule;
  readonly level: 'block' | 'ask' | 'flag';
  readonly path?: string;
  /** From 1, in the new text; in the old one where the line is gone. */
  readonly line?: number;
  readonly detail?: string;
  /** The lines it is about as a diff shows them (`-`, `+`, or a blank in front): foreign text, bounded, without secrets. */
  readonly hunk?: string;
};

export const MAX_FINDINGS = 20;
