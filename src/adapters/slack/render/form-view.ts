// A Form as a Slack modal, and what its submission brings back. Pure.
import type {
  ExternalSelect,
  InputBlock,
  KnownBlock,
  ModalView,
  MultiUsersSelect,
  PlainTextInput,
} from '@slack/types';
import { z } from 'zod';
import type { Field, Form } from '#core/messages/message.ts';
import { parsedJson } from '#core/parsed-json.ts';
import { clampBlocks } from './clamp-blocks.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { cutPlain } from './cut-text.ts';
import { LIMITS } from './limits.ts';
import { lineMrkdwn } from './mrkdwn.ts';

export const FORM_CALLBACK_ID = 'greenlight:form';
const INPUT_ACTION_ID = 'input';

type FieldOf<Kind extends Field['kind']> = Extract<Field, { kind: Kind }>;

/** A submission carries no channel, so the form carries it: where it was opened and which message was clicked. */
const Origin = z.object({
  value: z.string(),
  channelId: z.string(),
  threadTs: z.string().optional(),
  messageTs: z.string().optional(),
  /** Where the bot is no member, the one way to say so. */
  responseUrl: z.string().max(1_000).optional(),
});
export type FormOrigin = z.infer<typeof Origin>;

/** Throws when the form's value does not fit: cut, it would mean something else. */
export function renderForm(form: Form, origin: FormOrigin): ModalView {
  const metadata = JSON.stringify(origin);
  if (metadata.length > LIMITS.privateMetadata) {
    throw new Error(
      `a form's value must leave room in ${LIMITS.privateMetadata} characters, got ${metadata.length}`,
    );
  }
  return {
    type: 'modal',
    callback_id: FORM_CALLBACK_ID,
    private_metadata: metadata,
    title: plain(form.title, LIMITS.modalTitle),
    submit: plain(form.submit, LIMITS.modalButton),
    close: plain(form.close, LIMITS.modalButton),
    blocks: clampBlocks([introOf(form), ...form.fields.map(inputOf)], 'modal'),
  };
}

const plain = (text: string, max: number) => ({
  type: 'plain_text' as const,
  text: cutPlain(cleanLine(text), max).trim() || '…',
});

const introOf = (form: Form): KnownBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: lineMrkdwn(form.intro), verbatim: true },
});

const inputOf = (field: Field): KnownBlock => ({
  type: 'input',
  block_id: field.name,
  optional: field.optional,
  label: plain(field.label, LIMITS.inputLabel),
  element: elementOf(field),
});

function elementOf(field: Field): InputBlock['element'] {
  switch (field.kind) {
    case 'text':
      return textOf(field);
    case 'looked_up':
      return lookedUp(field);
    case 'channel':
      return { type: 'channels_select', action_id: INPUT_ACTION_ID, ...placeholderOf(field) };
    case 'people':
      return peopleOf(field);
  }
}

const placeholderOf = ({ placeholder }: Field) =>
  placeholder.trim() === '' ? {} : { placeholder: plain(placeholder, LIMITS.placeholder) };

const textOf = (field: FieldOf<'text'>): PlainTextInput => ({
  type: 'plain_text_input',
  action_id: INPUT_ACTION_ID,
  multiline: field.multiline ?? false,
  max_length: field.maxChars,
  ...placeholderOf(field),
  ...(field.initial === undefined ? {} : { initial_value: cleanText(field.initial) }),
});

/** Slack asks for options while somebody types, and for all of them before. */
const lookedUp = (field: FieldOf<'looked_up'>): ExternalSelect => ({
  type: 'external_select',
  action_id: `lookup_${field.name}`,
  min_query_length: 0,
  ...placeholderOf(field),
  ...(field.initial === undefined ? {} : { initial_option: optionOf(field.initial) }),
});

const peopleOf = (field: FieldOf<'people'>): MultiUsersSelect => ({
  type: 'multi_users_select',
  action_id: INPUT_ACTION_ID,
  max_selected_items: field.maxPeople,
  ...placeholderOf(field),
  ...(field.initial === undefined ? {} : { initial_users: [...field.initial] }),
});

/** As Slack takes an option of a select; a value that is too long cannot be one. */
export const optionOf = (value: string) => ({ text: plain(value, LIMITS.optionText), value });

/** Undefined when it is not a form of ours. */
export function readOrigin(privateMetadata: string): FormOrigin | undefined {
  return Origin.safeParse(parsedJson(privateMetadata)).data;
}

const Input = z
  .object({
    value: z.string().nullish(),
    selected_option: z.object({ value: z.string() }).nullish(),
    selected_channel: z.string().nullish(),
    selected_users: z.array(z.string()).nullish(),
  })
  .loose();
const State = z.object({ values: z.record(z.string(), z.record(z.string(), Input)) });

/** The fields by name; one left empty is an empty string. */
export function readFields(state: unknown): Record<string, string> {
  const values = State.safeParse(state).data?.values ?? {};
  return Object.fromEntries(
    Object.entries(values).map(([name, inputs]) => {
      const [input] = Object.values(inputs);
      const one = input?.value ?? input?.selected_option?.value ?? input?.selected_channel;
      return [name, one ?? peopleIn(input?.selected_users)];
    }),
  );
}

const peopleIn = (ids: readonly string[] | null | undefined): string =>
  (ids ?? []).map((id) => `@${id}`).join(',');
