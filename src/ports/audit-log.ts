// The append-only log of decisions. Those about tasks are written by the engine, in the write that holds the decision itself.
import type { SettingEntry } from '#core/audit.ts';

export interface AuditLog {
  /** Who changed what of how things are set. Before the change itself: one that was not made may be in the log, one that was made is never missing. */
  record(entry: SettingEntry): Promise<void>;
  /** Removes what is older and keeps on record up to where: what is left can still be seen to be whole. Gives how many went. */
  removeOlder(untilMs: number): Promise<number>;
}
