// What came in from outside, kept before it is answered: a request that was acknowledged is never lost, and a repeat is recognised.

export type InboxItem = {
  readonly source: string;
  readonly key: string;
  readonly receivedAtMs: number;
  readonly body: string;
};

export interface Inbox {
  /** Durable on return. `seen` when this source gave this key before (within at least three days). */
  put(item: InboxItem): Promise<'new' | 'seen'>;
  /** Marks it as dealt with; its body may be dropped, its key is remembered. */
  done(source: string, key: string): Promise<void>;
  /** What was put and not done, oldest first: to be worked through after a restart. */
  pending(source: string): AsyncIterable<InboxItem>;
}
