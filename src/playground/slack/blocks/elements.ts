// Slack's composition objects and interactive elements with their limits, as one table.
// Limits: Slack's Block Kit reference; field names: @slack/types 3.2.
import { all, anything, byType, flag, list, number, object, oneOf, type Rule, text } from './rules.ts';

export const plainText = (max: number): Rule =>
  object({ required: { type: oneOf('plain_text'), text: text({ max }) }, optional: { emoji: flag } });

export const mrkdwn = (max: number): Rule =>
  object({ required: { type: oneOf('mrkdwn'), text: text({ max }) }, optional: { verbatim: flag } });

export const anyText = (max: number): Rule => byType({ plain_text: plainText(max), mrkdwn: mrkdwn(max) });

const confirm = object({
  required: { text: anyText(300) },
  optional: {
    title: plainText(100),
    confirm: plainText(30),
    deny: plainText(30),
    style: oneOf('primary', 'danger'),
  },
});

const option = (textRule: Rule): Rule =>
  object({
    required: { text: textRule, value: text({ max: 150 }) },
    optional: { description: plainText(75), url: text({ max: 3000 }) },
  });
const plainOption = option(plainText(75));
const richOption = option(anyText(75));
const optionGroup = object({
  required: { label: plainText(75), options: list(plainOption, { min: 1, max: 100 }) },
});

const actionId = text({ max: 255 });
const common = { type: anything, action_id: actionId };
const focus = { focus_on_load: flag };
const placeholder = { placeholder: plainText(150) };
const asked = { ...focus, ...placeholder, confirm };
const atMost = { max_selected_items: number({ min: 1 }) };
const dispatch = {
  dispatch_action_config: object({
    optional: {
      trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1, max: 2 }),
    },
  }),
};
const filter = object({
  optional: {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1, max: 4 }),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
});
const staticOptions = {
  options: list(plainOption, { min: 1, max: 100 }),
  option_groups: list(optionGroup, { min: 1, max: 100 }),
};

const element = (required: Record<string, Rule>, optional: Record<string, Rule> = {}): Rule =>
  object({ required: { type: anything, ...required }, optional: { ...common, ...optional } });

export const IMAGE_ELEMENT = object({
  required: { type: oneOf('image'), alt_text: text({ max: 2000 }) },
  optional: { image_url: text({ max: 3000 }), slack_file: anything },
  atLeastOneOf: ['image_url', 'slack_file'],
});

const feedbackButton = object({
  required: { text: plainText(75), value: text({ max: 2000 }) },
  optional: { accessibility_label: text({ max: 75 }) },
});

/** Every element that can stand in a block, by its type. */
export const ELEMENTS: Readonly<Record<string, Rule>> = {
  button: element(
    { text: plainText(75) },
    {
      value: text({ max: 2000 }),
      url: text({ max: 3000 }),
      style: oneOf('primary', 'danger'),
      accessibility_label: text({ max: 75 }),
      confirm,
    },
  ),
  image: IMAGE_ELEMENT,
  overflow: element({ options: list(plainOption, { min: 1, max: 5 }) }, { confirm }),
  checkboxes: element(
    { options: list(richOption, { min: 1, max: 10 }) },
    { initial_options: list(richOption, { min: 1, max: 10 }), confirm, ...focus },
  ),
  radio_buttons: element(
    { options: list(richOption, { min: 1, max: 10 }) },
    { initial_option: richOption, confirm, ...focus },
  ),
  static_select: element({}, { ...staticOptions, initial_option: plainOption, ...asked }),
  multi_static_select: element(
    {},
    { ...staticOptions, initial_options: list(plainOption, { max: 100 }), ...asked, ...atMost },
  ),
  external_select: element(
    {},
    { initial_option: plainOption, min_query_length: number({ min: 0 }), ...asked },
  ),
  multi_external_select: element(
    {},
    { initial_options: list(plainOption), min_query_length: number({ min: 0 }), ...asked, ...atMost },
  ),
  users_select: element({}, { initial_user: text(), ...asked }),
  multi_users_select: element({}, { initial_users: list(text()), ...asked, ...atMost }),
  conversations_select: element(
    {},
    {
      initial_conversation: text(),
      default_to_current_conversation: flag,
      response_url_enabled: flag,
      filter,
      ...asked,
    },
  ),
  multi_conversations_select: element(
    {},
    {
      initial_conversations: list(text()),
      default_to_current_conversation: flag,
      filter,
      ...asked,
      ...atMost,
    },
  ),
  channels_select: element({}, { initial_channel: text(), response_url_enabled: flag, ...asked }),
  multi_channels_select: element({}, { initial_channels: list(text()), ...asked, ...atMost }),
  datepicker: element({}, { initial_date: text({ max: 10 }), ...asked }),
  datetimepicker: element({}, { initial_date_time: number(), confirm, ...focus }),
  timepicker: element({}, { initial_time: text({ max: 5 }), timezone: text(), ...asked }),
  plain_text_input: element(
    {},
    {
      initial_value: text({ min: 0, max: 3000 }),
      multiline: flag,
      min_length: number({ min: 0, max: 3000 }),
      max_length: number({ min: 1, max: 3000 }),
      ...focus,
      ...placeholder,
      ...dispatch,
    },
  ),
  email_text_input: element({}, { initial_value: text(), ...focus, ...placeholder, ...dispatch }),
  url_text_input: element({}, { initial_value: text(), ...focus, ...placeholder, ...dispatch }),
  number_input: element(
    { is_decimal_allowed: flag },
    { initial_value: text(), min_value: text(), max_value: text(), ...focus, ...placeholder, ...dispatch },
  ),
  feedback_buttons: element({ positive_button: feedbackButton, negative_button: feedbackButton }),
  icon_button: element(
    { icon: oneOf('trash'), text: plainText(75) },
    {
      value: text({ max: 2000 }),
      accessibility_label: text({ max: 75 }),
      visible_to_user_ids: list(text()),
      confirm,
    },
  ),
};

const SELECTS = Object.keys(ELEMENTS).filter((type) => type.endsWith('_select'));
const PICKERS = ['datepicker', 'timepicker'];
const CHOICES = ['checkboxes', 'radio_buttons'];

/** Which elements may stand where. */
export const ALLOWED = {
  section: ['button', 'image', 'overflow', ...CHOICES, ...PICKERS, ...SELECTS],
  actions: ['button', 'overflow', 'datetimepicker', ...CHOICES, ...PICKERS, ...SELECTS],
  context_actions: ['feedback_buttons', 'icon_button'],
  input: [
    'plain_text_input',
    'email_text_input',
    'url_text_input',
    'number_input',
    'datetimepicker',
    ...CHOICES,
    ...PICKERS,
    ...SELECTS,
  ],
} as const;

const hasOptions: Rule = (value, path, problems) => {
  if (typeof value !== 'object' || value === null || !('type' in value)) return;
  const isStatic = value.type === 'static_select' || value.type === 'multi_static_select';
  if (isStatic && !('options' in value) && !('option_groups' in value)) {
    problems.push(`[ERROR] missing required field: options [json-pointer:${path}]`);
  }
};

export const elementIn = (place: keyof typeof ALLOWED): Rule =>
  all(byType(ELEMENTS, ALLOWED[place]), hasOptions);
