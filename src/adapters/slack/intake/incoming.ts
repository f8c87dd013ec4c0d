// One request of a person, as it is kept in the inbox: only what is needed to work it, now or after a crash.
import { z } from 'zod';

const common = {
  /** The same for each delivery of one request. */
  key: z.string(),
  receivedAtMs: z.number(),
  userId: z.string(),
  /** Slack's handle, shown when the display name cannot be had. */
  userName: z.string().nullable(),
  /** Every workspace the payload names for this person; one that is not ours is a stranger. */
  teamIds: z.array(z.string()),
  channelId: z.string(),
  threadTs: z.string().nullable(),
  responseUrl: z.string().nullable(),
};

export const Incoming = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('command'),
    ...common,
    text: z.string(),
    /** Absent in requests of before a command could open a form. */
    triggerId: z.string().optional(),
  }),
  /** `text` and `messageTs` are of the message that it was used on; empty for one that is used anywhere. */
  z.object({
    kind: z.literal('shortcut'),
    ...common,
    callbackId: z.string(),
    triggerId: z.string(),
    text: z.string(),
    messageTs: z.string(),
  }),
  z.object({
    kind: z.literal('mention'),
    ...common,
    ts: z.string(),
    text: z.string(),
    isSharedChannel: z.boolean(),
  }),
  z.object({
    kind: z.literal('click'),
    ...common,
    messageTs: z.string(),
    actionId: z.string(),
    value: z.string(),
    triggerId: z.string(),
    /** On the person's home tab, which has no message. */
    isAtHome: z.boolean().optional(),
  }),
  /** A person looks at their home tab. */
  z.object({ kind: z.literal('home'), ...common }),
  z.object({
    kind: z.literal('submit'),
    ...common,
    callbackId: z.string(),
    privateMetadata: z.string(),
    fields: z.record(z.string(), z.string()),
  }),
  /** A shortcut, a menu, a dialog: nothing this version offers, and answered all the same. */
  z.object({ kind: z.literal('unknown'), ...common, type: z.string() }),
]);

export type Incoming = z.infer<typeof Incoming>;
export type IncomingOf<Kind extends Incoming['kind']> = Extract<Incoming, { kind: Kind }>;

export const INBOX_SOURCE = 'slack';
