// Our routing table: one function per kind of request. Bolt only carries; what is unknown is answered, never dropped.
import type { Button, Form, Menu, Message } from '#core/messages/message.ts';
import type { Person } from '#core/people.ts';
import type { Clock } from '#ports/clock.ts';
import type { Answer } from '../answers.ts';
import type { SlackIdentity } from '../identity.ts';
import type { SlackIntents } from '../intents.ts';
import type { Touched } from '../outbox/touched.ts';
import type { NameOf } from '../people.ts';
import { verbOf } from '../render/action-id.ts';
import { renderMessage } from '../render/blocks.ts';
import { FORM_CALLBACK_ID, type FormOrigin, readOrigin } from '../render/form-view.ts';
import { formErrors, formTooLate, unknownControl } from '../sentences.ts';
import { answerTo, type Delivery } from './delivery.ts';
import type { Incoming, IncomingOf } from './incoming.ts';
import { peopleNamed, unescapeTyped, withoutMention } from './unescape.ts';
import { withinMs } from './within.ts';

export type Route = (delivery: Delivery) => Promise<void>;

type Deps = {
  intents: SlackIntents;
  identity: SlackIdentity;
  nameOf: NameOf;
  answer: Answer;
  /** Opens a form with a click's trigger; false when Slack found the trigger too old. */
  openForm: (triggerId: string, form: Form, origin: FormOrigin) => Promise<boolean>;
  showHome: (person: Person) => Promise<void>;
  touched: Touched;
  clock: Clock;
  /** ACK_WITHIN_MS when left out. */
  ackWithinMs?: number;
};

/** Slack waits three seconds; this leaves time for the way back. */
export const ACK_WITHIN_MS = 2_000;

/** Which clicks are intents. A link opens by itself, and Slack tells of it all the same. */
const IS_INTENT: Readonly<Record<Button['verb'] | Menu['verb'], boolean>> = {
  approve: true,
  retry: true,
  request_changes: true,
  abort: true,
  mend: true,
  mute: true,
  unmute: true,
  escalate: true,
  ack: true,
  take: true,
  join: true,
  start_anyway: true,
  start: true,
  mute_me: true,
  unmute_me: true,
  configure: true,
  open: false,
};

/** Whatever lets a form be opened. */
type Opens = Incoming & { readonly triggerId: string; readonly messageTs: string };

/** What an acknowledgement of a slash command shows to its sender. */
export const ephemeral = (message: Message): Record<string, unknown> => ({
  response_type: 'ephemeral',
  ...renderMessage(message),
});

export function routes(deps: Deps): Route {
  const { intents, identity, nameOf, answer, openForm, showHome, touched, clock } = deps;
  const ackWithinMs = deps.ackWithinMs ?? ACK_WITHIN_MS;

  return (delivery) => {
    const { incoming, ack } = delivery;
    switch (incoming.kind) {
      case 'command':
        return command(incoming, ack);
      case 'mention':
        return mention(incoming);
      case 'click':
        return click(incoming, ack);
      case 'submit':
        return submit(incoming, ack);
      case 'home':
        return home(incoming);
      case 'shortcut':
        return shortcut(incoming, ack);
      case 'unknown':
        return unknown(incoming, ack);
    }
  };

  async function command(incoming: IncomingOf<'command'>, ack: Delivery['ack']): Promise<void> {
    const respond = answerTo(incoming);
    const { channelId } = incoming;
    const answered = personOf(incoming).then((person) =>
      intents.command({
        ...{ ...keyOf(incoming), person, channelId, respond },
        text: unescapeTyped(incoming.text),
        named: peopleNamed(incoming.text),
      }),
    );
    const early = await withinMs(answered, leftMs(incoming), clock);
    if (early.isLate) await ack();
    const result = await answered;
    if (result !== null && 'form' in result) {
      if (!early.isLate) await ack();
      await open({ ...incoming, triggerId: incoming.triggerId ?? '', messageTs: '' }, result.form);
      return;
    }
    const isShown = !early.isLate && (await ack(result === null ? undefined : ephemeral(result)));
    if (result !== null && !isShown) await answer(respond, result);
  }

  async function shortcut(incoming: IncomingOf<'shortcut'>, ack: Delivery['ack']): Promise<void> {
    await ack();
    const { channelId, callbackId, messageTs, text } = incoming;
    const person = await personOf(incoming);
    const message = messageTs === '' ? null : { ts: messageTs, text: unescapeTyped(text) };
    const result = await intents.shortcut({ ...keyOf(incoming), person, channelId, callbackId, message });
    if (result.form !== undefined) await open(incoming, result.form);
    else await answer(answerTo(incoming), result.answer ?? unknownControl());
  }

  async function mention(incoming: IncomingOf<'mention'>): Promise<void> {
    const { channelId, threadTs, ts } = incoming;
    if (threadTs !== null) touched.touch(channelId, threadTs);
    const said = withoutMention(incoming.text, identity.botUserId);
    const words = { text: unescapeTyped(said), named: peopleNamed(said) };
    const person = await personOf(incoming);
    const message = await intents.mention({ ...keyOf(incoming), person, channelId, threadTs, ts, ...words });
    if (message !== null) await answer(answerTo(incoming), message);
  }

  async function click(incoming: IncomingOf<'click'>, ack: Delivery['ack']): Promise<void> {
    await ack();
    const verb = verbOf(incoming.actionId);
    const known = Object.entries(IS_INTENT).find(([name]) => name === verb);
    if (verb === null || known === undefined || (incoming.messageTs === '' && !incoming.isAtHome)) {
      await answer(answerTo(incoming), unknownControl());
      return;
    }
    const [, isIntent] = known;
    if (isIntent) await intend(incoming, verb);
  }

  async function intend(incoming: IncomingOf<'click'>, verb: string): Promise<void> {
    const { channelId, messageTs, threadTs, value, triggerId } = incoming;
    if (messageTs !== '') touched.touch(channelId, messageTs);
    const person = await personOf(incoming);
    const place = { channelId, messageTs, threadTs };
    const result = await intents.click({ ...keyOf(incoming), person, ...place, verb, value, triggerId });
    if (result.form !== undefined) await open(incoming, result.form);
    if (result.answer !== undefined) await answer(answerTo(incoming), result.answer);
    // What they did there shows there.
    if (incoming.isAtHome) await home(incoming);
  }

  async function home(incoming: Incoming): Promise<void> {
    await showHome(await personOf(incoming));
  }

  async function open(incoming: Opens, form: Form): Promise<void> {
    const { channelId, messageTs, threadTs, triggerId, responseUrl } = incoming;
    const origin = {
      value: form.value,
      channelId,
      ...(messageTs === '' ? {} : { messageTs }),
      ...(threadTs === null ? {} : { threadTs }),
      ...(responseUrl === null ? {} : { responseUrl }),
    };
    const isOpen = await openForm(triggerId, form, origin);
    if (!isOpen) await answer(answerTo(incoming), formTooLate());
  }

  async function submit(incoming: IncomingOf<'submit'>, ack: Delivery['ack']): Promise<void> {
    const origin = readOrigin(incoming.privateMetadata);
    if (incoming.callbackId !== FORM_CALLBACK_ID || origin === undefined) return await unknown(incoming, ack);
    const { value, channelId, messageTs, threadTs = null } = origin;
    if (messageTs !== undefined) touched.touch(channelId, messageTs);
    const where = { channelId, threadTs, messageTs: messageTs ?? null, respond: answerTo(incoming) };
    const answered = personOf(incoming).then((person) =>
      intents.submit({ ...keyOf(incoming), person, ...where, value, fields: incoming.fields }),
    );
    const early = await withinMs(answered, leftMs(incoming), clock);
    if (early.isLate) await ack();
    const result = await answered;
    const errors = Object.entries(result.errors ?? {});
    const isOnForm = errors.length > 0 && errors.every(([name]) => Object.hasOwn(incoming.fields, name));
    const body = isOnForm ? { response_action: 'errors', errors: result.errors } : undefined;
    const isShown = !early.isLate && (await ack(body)) && isOnForm;
    const to = answerTo(incoming);
    if (errors.length > 0 && !isShown) await answer(to, formErrors(errors.map(([, text]) => text)));
    if (result.answer !== undefined) await answer(to, result.answer);
    // A form of the home tab: what was done shows there.
    if (messageTs === undefined && channelId === incoming.userId && !isOnForm) await home(incoming);
  }

  async function unknown(incoming: Incoming, ack: Delivery['ack']): Promise<void> {
    await ack();
    await answer(answerTo(incoming), unknownControl());
  }

  async function personOf({ userId, userName }: Incoming): Promise<Person> {
    return { teamId: identity.teamId, userId, name: await nameOf(userId, userName) };
  }

  function keyOf(incoming: Incoming) {
    return { requestKey: `slack:${identity.teamId}:${incoming.key}` };
  }

  function leftMs(incoming: Incoming): number {
    return incoming.receivedAtMs + ackWithinMs - clock.nowMs();
  }
}
