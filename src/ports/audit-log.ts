// The append-only log of decisions. It is written by the engine, in the write that holds the decision itself; here is what else is done with it.
export interface AuditLog {
  /** Removes what is older and keeps on record up to where: what is left can still be seen to be whole. Gives how many went. */
  removeOlder(untilMs: number): Promise<number>;
}
