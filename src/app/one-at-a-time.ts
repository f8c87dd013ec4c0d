// What must not happen twice at once within this process, one after the other by key. The store has one process, so that is enough.

/** The last of each key; kept in the deps of use cases, and empty again when nothing waits. */
export type Turns = Map<string, Promise<unknown>>;

export async function oneAtATime<T>(turns: Turns, key: string, act: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const mine = before.then(act, act);
  const settled = mine.catch(() => undefined);
  turns.set(key, settled);
  try {
    return await mine;
  } finally {
    if (turns.get(key) === settled) turns.delete(key);
  }
}
