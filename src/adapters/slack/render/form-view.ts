// A Form as a Slack modal, and what its submission brings back. Pure.
import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { Form } from '#core/messages/message.ts';
import { parsedJson } from '#core/parsed-json.ts';
import { clampBlocks } from './clamp-blocks.ts';
import { cleanLine } from './clean-text.ts';
import { cutPlain } from './cut-text.ts';
import { LIMITS } from './limits.ts';
import { lineMrkdwn } from './mrkdwn.ts';

export const FORM_CALLBACK_ID = 'greenlight:form';
const INPUT_ACTION_ID = 'input';

/** A submission carries no channel, so the form carries it: where it was opened and which message was clicked. */
const Origin = z.object({
  value: z.string(),
  channelId: z.string(),
  threadTs: z.string().optional(),
  messageTs: z.string().optional(),
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
    blocks: clampBlocks([introOf(form), inputOf(form)], 'modal'),
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

function inputOf({ field }: Form): KnownBlock {
  return {
    type: 'input',
    block_id: field.name,
    optional: field.optional,
    label: plain(field.label, LIMITS.inputLabel),
    element: {
      type: 'plain_text_input',
      action_id: INPUT_ACTION_ID,
      multiline: true,
      max_length: field.maxChars,
      ...(field.placeholder.trim() === ''
        ? {}
        : { placeholder: plain(field.placeholder, LIMITS.placeholder) }),
    },
  };
}

/** Undefined when it is not a form of ours. */
export function readOrigin(privateMetadata: string): FormOrigin | undefined {
  return Origin.safeParse(parsedJson(privateMetadata)).data;
}

const State = z.object({
  values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }).loose())),
});

/** The fields by name; one left empty is an empty string. */
export function readFields(state: unknown): Record<string, string> {
  const values = State.safeParse(state).data?.values ?? {};
  return Object.fromEntries(
    Object.entries(values).map(([name, inputs]) => [name, inputs[INPUT_ACTION_ID]?.value ?? '']),
  );
}
