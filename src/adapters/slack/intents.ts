// What the adapter hands to the rest of the bot: what a person meant, free of Slack's payloads.
// Each may be called again after a crash with the same `requestKey`; a repeat must change nothing.
import type { Form, Message } from '#core/messages/message.ts';
import type { Person } from '#core/people.ts';
import type { AnswerTo } from '#ports/chat.ts';

export type SlackIntents = {
  /** `text` is what follows the command's name, unescaped. The message goes to this person alone; null says nothing. */
  command(intent: {
    requestKey: string;
    person: Person;
    channelId: string;
    text: string;
    /** Ids of the people whom the text names, by how they read in it. */
    named: Readonly<Record<string, string>>;
    respond: AnswerTo;
  }): Promise<Message | { readonly form: Form } | null>;
  /** From the menu of a message, or from anywhere: then `channelId` is the person, and `message` null. */
  shortcut(intent: {
    requestKey: string;
    person: Person;
    channelId: string;
    callbackId: string;
    message: { ts: string; text: string } | null;
  }): Promise<{ answer?: Message; form?: Form }>;
  /** What a person's home tab shows now. */
  home(intent: { person: Person }): Promise<Message>;
  /** What a select of a form offers for what was typed so far. */
  options(intent: { field: string; typed: string }): Promise<readonly string[]>;
  /** `text` is without the bot's own name. `threadTs` is null outside a thread. */
  mention(intent: {
    requestKey: string;
    person: Person;
    channelId: string;
    threadTs: string | null;
    ts: string;
    text: string;
    named: Readonly<Record<string, string>>;
  }): Promise<Message | null>;
  /** A form must come within two seconds: Slack lets a click open one for three. */
  click(intent: {
    requestKey: string;
    person: Person;
    channelId: string;
    messageTs: string;
    threadTs: string | null;
    verb: string;
    value: string;
    triggerId: string;
  }): Promise<{ answer?: Message; form?: Form }>;
  /** `value` is the form's. `errors` by field name keep the form open, when they come within two seconds. */
  submit(intent: {
    requestKey: string;
    person: Person;
    /** Where the form was opened, and on which message. */
    channelId: string;
    threadTs: string | null;
    messageTs: string | null;
    respond: AnswerTo;
    value: string;
    fields: Record<string, string>;
  }): Promise<{ errors?: Record<string, string>; answer?: Message }>;
};
