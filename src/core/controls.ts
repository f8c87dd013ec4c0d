// The walls around an agent, and which of them are missing that must not be.

/** One wall: whether it stands, by what was seen of it, and what raises it where it does not. */
export type Control = {
  readonly name: string;
  readonly isEnforced: boolean;
  /** Without a required one no attempt runs. */
  readonly isRequired: boolean;
  readonly seen: string;
  readonly remedy: string;
};

export const missing = (controls: readonly Control[]): readonly Control[] =>
  controls.filter(({ isRequired, isEnforced }) => isRequired && !isEnforced);
