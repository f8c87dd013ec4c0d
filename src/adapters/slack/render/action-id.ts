// How a button says what its click means: `greenlight:<verb>`. Pure.

const PREFIX = 'greenlight:';

/** `before`: how many buttons of the same verb stand before it in its block. Slack refuses equal ids, and a list offers a verb often. */
export const actionIdOf = (verb: string, before: number): string =>
  before === 0 ? `${PREFIX}${verb}` : `${PREFIX}${verb}:${before}`;

/** The verb, or null for an id that is not of ours, or of a release long gone. */
export function verbOf(actionId: string): string | null {
  const match = /^greenlight:([a-z_]+)(?::\d+)?$/.exec(actionId);
  return match?.[1] ?? null;
}
