// The shape of rich_text blocks; Slack builds them from what people type and accepts them from apps.
import { anything, byType, flag, list, number, object, oneOf, type Rule, text } from './rules.ts';

const style = object({
  optional: { bold: flag, italic: flag, strike: flag, code: flag, underline: flag },
});
const leaf = (required: Record<string, Rule>, optional: Record<string, Rule> = {}): Rule =>
  object({ required: { type: anything, ...required }, optional: { style, ...optional } });

const LEAVES: Readonly<Record<string, Rule>> = {
  text: leaf({ text: text() }),
  link: leaf({ url: text({ max: 3000 }) }, { text: text(), unsafe: flag }),
  user: leaf({ user_id: text() }),
  usergroup: leaf({ usergroup_id: text() }),
  channel: leaf({ channel_id: text() }),
  team: leaf({ team_id: text() }),
  emoji: leaf({ name: text() }, { unicode: text(), url: text() }),
  date: leaf({ timestamp: number(), format: text() }, { url: text(), fallback: text() }),
  broadcast: leaf({ range: oneOf('here', 'channel', 'everyone') }),
  color: leaf({ value: text() }),
};

const leaves = list(byType(LEAVES));
const border = { border: oneOf(0, 1) };
const section = object({ required: { type: oneOf('rich_text_section'), elements: leaves } });

const PARTS: Readonly<Record<string, Rule>> = {
  rich_text_section: section,
  rich_text_list: object({
    required: { type: anything, elements: list(section), style: oneOf('bullet', 'ordered') },
    optional: { indent: number({ min: 0, max: 8 }), offset: number({ min: 0 }), ...border },
  }),
  rich_text_quote: object({ required: { type: anything, elements: leaves }, optional: border }),
  rich_text_preformatted: object({
    required: { type: anything, elements: list(byType(LEAVES, ['text', 'link'])) },
    optional: { ...border, language: text() },
  }),
};

export const RICH_TEXT = object({
  required: { type: oneOf('rich_text'), elements: list(byType(PARTS), { min: 1 }) },
  optional: { block_id: text({ max: 255 }) },
});
