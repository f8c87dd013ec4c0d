// Runs inside the container: one attempt at abuse after another, each told as a line of JSON. Held unless the attacker got something.

/** What the host's side hides where nobody inside may find it. The programs in here never hold one. */
const LOOT = /loot-[0-9a-f]{24}/;

/** A line of the report. A `control` is what must work: without it an attacker who only stumbles would look like one who was held. */
export type Tried = {
  readonly what: string;
  readonly kind: 'abuse' | 'control';
  /** What was got, or what stood in the way. */
  readonly seen: string;
  readonly succeeded: boolean;
};

export const MARK = '@@abuse ';
const PATIENCE_MS = 4_000;
const MAX_SEEN_CHARS = 200;

/** What an attacker comes home with: nothing, or words about it. Anything thrown stood in the way. */
type Attack = () => unknown;

export const abuse = (what: string, attack: Attack): Promise<void> => tell(what, 'abuse', attack);
export const control = (what: string, use: Attack): Promise<void> => tell(what, 'control', use);

async function tell(what: string, kind: Tried['kind'], attack: Attack): Promise<void> {
  const { got, seen } = await outcomeOf(attack);
  const tried: Tried = { what, kind, seen: seen.slice(0, MAX_SEEN_CHARS), succeeded: got };
  process.stdout.write(`${MARK}${JSON.stringify(tried)}\n`);
}

async function outcomeOf(attack: Attack): Promise<{ got: boolean; seen: string }> {
  const { promise: tooLong, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  try {
    const loot = await Promise.race([attack(), tooLong]);
    const isNothing = loot === undefined || loot === null || loot === false || loot === '';
    return isNothing ? { got: false, seen: 'nothing' } : { got: true, seen: String(loot) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { got: false, seen: code ?? message };
  } finally {
    clearTimeout(timer);
  }
}

/** The hidden value, where a text or file holds one. */
export const lootIn = (text: string | Buffer): string | undefined =>
  LOOT.exec(typeof text === 'string' ? text : text.toString('latin1'))?.[0];
