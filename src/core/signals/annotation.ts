// What a check noted itself, beside its log: as data, in our own words.

export type Annotation = {
  /** From the repository's root; null where the note belongs to no file. */
  readonly file: string | null;
  readonly line?: number;
  readonly column?: number;
  readonly level: 'failure' | 'warning' | 'notice';
  readonly title?: string;
  readonly message: string;
  /** What the check adds at length: a stack, a difference. */
  readonly details?: string;
};
