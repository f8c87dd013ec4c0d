// What stands in the inputs of a view or message, in the shape Slack sends as `state.values`.
import { isRecord } from './blocks/rules.ts';
import type { BlockData, StoredView } from './visible.ts';

type Values = StoredView['values'];
type Element = Readonly<Record<string, unknown>>;

/** A person's answer: typed text, one choice, several choices, or nothing. Options are named by their value. */
export type Answer = string | readonly string[] | null;

/** By block_id, then action_id; or the answer itself when the block holds one element. */
export type Answers = Readonly<Record<string, Answer | Readonly<Record<string, Answer>>>>;

interface Field {
  readonly blockId: string;
  readonly actionId: string;
  readonly element: Element;
  readonly block: BlockData;
}

const STATELESS = ['button', 'overflow', 'image', 'feedback_buttons', 'icon_button'];

function elementsOf(block: BlockData): Element[] {
  if (block.type === 'input' && isRecord(block.element)) return [block.element];
  if (block.type === 'section' && isRecord(block.accessory)) return [block.accessory];
  if (block.type === 'actions' && Array.isArray(block.elements)) return block.elements.filter(isRecord);
  return [];
}

function fieldsOf(blocks: readonly BlockData[]): Field[] {
  return blocks.flatMap((block) =>
    elementsOf(block)
      .filter((element) => !STATELESS.includes(String(element.type)))
      .map((element) => ({
        blockId: String(block.block_id),
        actionId: String(element.action_id ?? 'a'),
        element,
        block,
      })),
  );
}

const INITIAL: Readonly<Record<string, readonly [from: string, to: string, none: unknown]>> = {
  plain_text_input: ['initial_value', 'value', null],
  email_text_input: ['initial_value', 'value', null],
  url_text_input: ['initial_value', 'value', null],
  number_input: ['initial_value', 'value', null],
  static_select: ['initial_option', 'selected_option', null],
  external_select: ['initial_option', 'selected_option', null],
  radio_buttons: ['initial_option', 'selected_option', null],
  checkboxes: ['initial_options', 'selected_options', []],
  multi_static_select: ['initial_options', 'selected_options', []],
  multi_external_select: ['initial_options', 'selected_options', []],
  users_select: ['initial_user', 'selected_user', null],
  multi_users_select: ['initial_users', 'selected_users', []],
  conversations_select: ['initial_conversation', 'selected_conversation', null],
  multi_conversations_select: ['initial_conversations', 'selected_conversations', []],
  channels_select: ['initial_channel', 'selected_channel', null],
  multi_channels_select: ['initial_channels', 'selected_channels', []],
  datepicker: ['initial_date', 'selected_date', null],
  timepicker: ['initial_time', 'selected_time', null],
  datetimepicker: ['initial_date_time', 'selected_date_time', null],
};

/** Key under which an element's choice travels, for instance `selected_option`. */
export function valueKey(type: string): string {
  return INITIAL[type]?.[1] ?? 'value';
}

export function initialValues(blocks: readonly BlockData[]): Values {
  const values: Record<string, Record<string, unknown>> = {};
  for (const { blockId, actionId, element } of fieldsOf(blocks)) {
    const type = String(element.type);
    const [from, to, none] = INITIAL[type] ?? ['initial_value', 'value', null];
    values[blockId] = { ...values[blockId], [actionId]: { type, [to]: element[from] ?? none } };
  }
  return values;
}

/** Every option of a menu, groups opened. */
export function optionsOf(element: Element): Element[] {
  const plain = Array.isArray(element.options) ? element.options : [];
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  return [
    ...plain,
    ...groups.flatMap((group) => (isRecord(group) && Array.isArray(group.options) ? group.options : [])),
  ].filter(isRecord);
}

function pick(element: Element, value: string): unknown {
  const found = optionsOf(element).find((option) => option.value === value);
  if (found) return found;
  if (String(element.type).includes('external')) return { text: { type: 'plain_text', text: value }, value };
  throw new Error(`"${value}" is not among the options of ${String(element.action_id)}`);
}

/** The element's value as Slack sends it. Throws when a chosen option is not offered. */
export function answerValue(element: Element, answer: Answer): Record<string, unknown> {
  const type = String(element.type);
  const key = valueKey(type);
  if (key === 'selected_options')
    return { type, [key]: [answer ?? []].flat().map((value) => pick(element, value)) };
  if (key === 'selected_option')
    return { type, [key]: typeof answer === 'string' ? pick(element, answer) : null };
  if (key.endsWith('s')) return { type, [key]: [answer ?? []].flat() };
  if (type === 'datetimepicker') return { type, [key]: typeof answer === 'string' ? Number(answer) : null };
  return { type, [key]: answer === '' ? null : answer };
}

/** Values after the person filled in `answers`; what they did not touch stays. */
export function fillIn(blocks: readonly BlockData[], values: Values, answers: Answers): Values {
  const fields = fieldsOf(blocks);
  for (const blockId of Object.keys(answers)) {
    if (!fields.some((field) => field.blockId === blockId))
      throw new Error(`the form has no block ${blockId}`);
  }
  const filled: Record<string, Record<string, unknown>> = structuredClone(values) as Record<
    string,
    Record<string, unknown>
  >;
  for (const { blockId, actionId, element } of fields) {
    const given = answers[blockId];
    if (given === undefined) continue;
    const isByAction = given !== null && typeof given === 'object' && !Array.isArray(given);
    const answer = isByAction ? (given as Readonly<Record<string, Answer>>)[actionId] : (given as Answer);
    if (answer !== undefined)
      filled[blockId] = { ...filled[blockId], [actionId]: answerValue(element, answer) };
  }
  return filled;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return '';
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function fieldProblem({ element, block }: Field, value: unknown): string | undefined {
  if (isEmpty(value)) return block.optional === true ? undefined : 'Please complete this required field.';
  const chars = textOf(value).length;
  if (typeof element.min_length === 'number' && chars < element.min_length) {
    return `Please enter at least ${element.min_length} characters.`;
  }
  const max = typeof element.max_length === 'number' ? element.max_length : 3000;
  if (chars > max) return `Please enter at most ${max} characters.`;
  if (element.type === 'number_input') return numberProblem(element, textOf(value));
  if (element.type === 'email_text_input' && !/^\S+@\S+$/.test(textOf(value)))
    return 'Please enter an email address.';
  if (element.type === 'url_text_input' && !URL.canParse(textOf(value))) return 'Please enter a URL.';
  return undefined;
}

function numberProblem(element: Element, value: string): string | undefined {
  const parsed = Number(value);
  const isWhole = element.is_decimal_allowed === true || Number.isInteger(parsed);
  if (Number.isNaN(parsed) || !isWhole) return 'Please enter a number.';
  if (element.min_value !== undefined && parsed < Number(element.min_value))
    return `Please enter at least ${element.min_value}.`;
  if (element.max_value !== undefined && parsed > Number(element.max_value))
    return `Please enter at most ${element.max_value}.`;
  return undefined;
}

/** What Slack's own client refuses before anything is sent, by block_id. */
export function clientProblems(blocks: readonly BlockData[], values: Values): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const field of fieldsOf(blocks)) {
    if (field.block.type !== 'input') continue;
    const held = values[field.blockId]?.[field.actionId];
    const found = fieldProblem(
      field,
      isRecord(held) ? held[valueKey(String(field.element.type))] : undefined,
    );
    if (found) problems[field.blockId] = found;
  }
  return problems;
}
