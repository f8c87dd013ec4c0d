// How a button says what its click means: `greenlight:<verb>:<place>`. Pure.

const PREFIX = 'greenlight:';

/** The place keeps ids apart: Slack refuses two equal ones in a block, and a list may offer the same verb often. */
export const actionIdOf = (verb: string, place: number): string => `${PREFIX}${verb}:${place}`;

/** The verb, or null for an id that is not of ours, or of a release long gone. */
export function verbOf(actionId: string): string | null {
  const match = /^greenlight:([a-z_]+)(?::\d+)?$/.exec(actionId);
  return match?.[1] ?? null;
}
