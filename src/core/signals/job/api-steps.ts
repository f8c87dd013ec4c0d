// Steps as the forge's API tells them.

export type ApiStep = {
  /** From 1, in the order in which they ran. */
  readonly number: number;
  readonly name: string;
  /** The forge's own word: success, failure, skipped, cancelled. A step that may fail has succeeded here. Null while it runs. */
  readonly conclusion: string | null;
  readonly startedAtMs: number | null;
  readonly completedAtMs: number | null;
};
