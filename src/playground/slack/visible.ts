// What people see, as a typed stream: the page, headless runs and tests all read this and nothing else.

export type BlockData = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Press {
  readonly user: string;
  readonly actionId: string;
  /** What the button or menu said. */
  readonly label: string;
  readonly atMs: number;
}

/** One message as it stands now. Values are replaced, never changed in place. */
export interface StoredMessage {
  readonly channel: string;
  /** Slack's id of a message within its channel: seconds and microseconds. */
  readonly ts: string;
  /** The thread's parent; absent on a message that is not a reply. */
  readonly threadTs?: string;
  readonly user: string;
  readonly botId?: string;
  /** Posted by the stand-in's Slackbot, not by a person or the bot. */
  readonly isSlackbot?: boolean;
  readonly text: string;
  readonly blocks?: readonly BlockData[];
  readonly metadata?: {
    readonly event_type: string;
    readonly event_payload: Readonly<Record<string, unknown>>;
  };
  /** Set only where Slack shows "(edited)": an edit that carried no blocks. */
  readonly edited?: { readonly user: string; readonly ts: string };
  /** Only this person sees it. */
  readonly ephemeralTo?: string;
  readonly isDeleted?: boolean;
  readonly broadcast?: boolean;
  readonly reactions: Readonly<Record<string, readonly string[]>>;
  /** Earlier versions, oldest first. */
  readonly earlier: readonly {
    readonly text: string;
    readonly blocks?: readonly BlockData[];
    readonly untilMs: number;
  }[];
  readonly presses: readonly Press[];
}

export interface StoredView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly user: string;
  readonly hash: string;
  readonly rootId: string;
  readonly previousId?: string;
  readonly externalId: string;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly title?: BlockData;
  readonly submit?: BlockData;
  readonly close?: BlockData;
  readonly clearOnClose: boolean;
  readonly notifyOnClose: boolean;
  readonly blocks: readonly BlockData[];
  /** What was typed or chosen so far, in Slack's `state.values` shape. */
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What an agent says of its work in a thread. */
export interface StoredSession {
  readonly channel: string;
  readonly threadTs: string;
  readonly status: 'active' | 'processing' | 'suspended' | 'closed';
  readonly title: string;
}

type VisibleWhat =
  | {
      readonly kind: 'message' | 'edit' | 'delete' | 'ephemeral' | 'reaction';
      readonly message: StoredMessage;
    }
  | { readonly kind: 'press'; readonly message: StoredMessage; readonly press: Press }
  | {
      readonly kind: 'modal_opened' | 'modal_updated' | 'modal_closed' | 'home';
      readonly user: string;
      readonly view: StoredView;
    }
  | {
      readonly kind: 'modal_errors';
      readonly user: string;
      readonly viewId: string;
      readonly errors: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'session'; readonly session: StoredSession }
  /** Everybody is later than a moment ago. */
  | { readonly kind: 'time'; readonly nowMs: number }
  /** Slack's own words to one person when the bot did not answer as it must. */
  | { readonly kind: 'error'; readonly user: string; readonly channel?: string };

/** `text` is what a person would read, without markup. */
export type VisibleEvent = VisibleWhat & {
  readonly seq: number;
  readonly atMs: number;
  readonly text: string;
};

export type VisibleListener = (event: VisibleEvent) => void;

export interface VisibleFeed {
  show(what: VisibleWhat, text: string): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: VisibleListener): () => void;
}

export function createVisibleFeed(nowMs: () => number): VisibleFeed {
  const listeners = new Set<VisibleListener>();
  let seq = 0;
  return {
    show(what, text) {
      seq += 1;
      const event: VisibleEvent = { ...what, seq, atMs: nowMs(), text };
      for (const listener of [...listeners]) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
