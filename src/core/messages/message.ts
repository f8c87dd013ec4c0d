// A message as data, for any chat: spans and blocks, no markup. The adapter escapes and clamps; nothing here is trusted to be short.

/** A piece of a line. `text` may be untrusted anywhere; `mention` pings, so it is used only where a ping is meant. */
export type Span =
  | string
  | { readonly bold: string }
  | { readonly code: string }
  | Link
  | { readonly mention: string }
  /** A channel by its id: the chat shows its name. */
  | { readonly channel: string };

export type Link = { readonly link: string; readonly label: string };

export type Line = readonly Span[];

export type Button = {
  /** What the click means; `open` is a plain link. */
  readonly verb:
    | 'approve'
    | 'retry'
    | 'request_changes'
    | 'abort'
    | 'mend'
    | 'unmute'
    | 'escalate'
    | 'ack'
    | 'take'
    | 'join'
    | 'start_anyway'
    | 'start'
    | 'mute_me'
    | 'unmute_me'
    | 'configure'
    | 'open';
  readonly label: string;
  /** For screen readers: names the task. */
  readonly description: string;
  readonly style: 'primary' | 'danger' | 'plain';
  /** What the button's holder has seen; opaque to the chat. */
  readonly value: string;
  readonly url?: string;
  readonly confirm?: {
    readonly title: string;
    readonly text: string;
    readonly yes: string;
    readonly no: string;
  };
};

/** One of several is chosen by a click. */
export type Menu = {
  readonly verb: 'mute';
  readonly label: string;
  readonly options: readonly { readonly label: string; readonly value: string }[];
};

export type Level = 'info' | 'success' | 'warning' | 'error';

export type Step = {
  /** Tells it from the others of its message. */
  readonly name: string;
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  /** All of it in words, its number and its symbol too. */
  readonly line: Line;
  readonly links: readonly Link[];
};

export type Block =
  | { readonly kind: 'header'; readonly text: string }
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  | { readonly kind: 'context'; readonly lines: readonly Line[] }
  /** Lines that say how it ended, or what it waits for; `level` for chats that can set them off. */
  | { readonly kind: 'banner'; readonly level: Level; readonly lines: readonly Line[] }
  /** One after the other, for chats that can show progress as such. */
  | { readonly kind: 'steps'; readonly title: string; readonly steps: readonly Step[] }
  /** What few want to read at once: chats that can fold it away do. */
  | { readonly kind: 'folded'; readonly title: string; readonly lines: readonly Line[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'divider' }
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[]; readonly menu?: Menu };

/** `text` is a whole sentence that says the same as the blocks: notifications and screen readers get only it. */
export type Message = { readonly text: string; readonly blocks: readonly Block[] };

/** What a person fills in. A choice that is left alone is an empty text. */
export type Field = {
  readonly name: string;
  readonly label: string;
  readonly placeholder: string;
  readonly optional: boolean;
} & (
  | {
      readonly kind: 'text';
      readonly maxChars: number;
      readonly multiline?: boolean;
      readonly initial?: string;
    }
  /** Looked up by what is typed; `initial` is one of its values. */
  | { readonly kind: 'looked_up'; readonly initial?: string }
  /** Comes back as its id. */
  | { readonly kind: 'channel' }
  /** Comes back as they are typed: `@U012ABCDEF,@U034GHIJKL`. */
  | { readonly kind: 'people'; readonly maxPeople: number; readonly initial?: readonly string[] }
);

/** A form opened by a click or a command. */
export type Form = {
  readonly title: string;
  readonly submit: string;
  readonly close: string;
  readonly intro: Line;
  readonly fields: readonly Field[];
  /** Comes back with the submission, opaque to the chat. */
  readonly value: string;
};
