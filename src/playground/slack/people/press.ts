// Pressing: buttons and menus in messages, modals and home tabs; shortcuts; looking up options.
import { isRecord } from '../blocks/rules.ts';
import { type Answer, answerValue, fillIn, initialValues, optionsOf } from '../form-values.ts';
import { addPress, findMessage } from '../messages.ts';
import type { StandInUser } from '../options.ts';
import {
  globalShortcutPayload,
  messageActionPayload,
  messageShortcutPayload,
  suggestionPayload,
  viewActionPayload,
} from '../payloads.ts';
import { keepValues } from '../views.ts';
import type { BlockData, StoredMessage, StoredView } from '../visible.ts';
import type { Conversation } from '../workspace.ts';
import { type AckResult, failedAck, type HandsDeps, notSent, type SendOptions, sendToBot } from './acks.ts';

export interface PressOptions extends SendOptions {
  /** Needed when several blocks hold the same action_id. */
  readonly blockId?: string;
  /** For menus and inputs: the value of the chosen option, several for a multi select. */
  readonly answer?: Answer;
  /** Press what an earlier version of the message showed: a click on a stale card. */
  readonly stale?: boolean;
}

type Element = Readonly<Record<string, unknown>>;

interface Found {
  readonly element: Element;
  readonly blockId: string;
}

function elementsIn(block: BlockData): unknown[] {
  const listed = [block.elements, block.actions].flatMap((value) => (Array.isArray(value) ? value : []));
  return [...listed, block.accessory, block.element];
}

export function findElement(
  blocks: readonly BlockData[],
  actionId: string,
  blockId?: string,
): Found | undefined {
  for (const block of blocks) {
    const children = Array.isArray(block.child_blocks)
      ? findElement(block.child_blocks, actionId, blockId)
      : undefined;
    if (children) return children;
    if (blockId !== undefined && block.block_id !== blockId) continue;
    const element = elementsIn(block).find((entry) => isRecord(entry) && entry.action_id === actionId);
    if (isRecord(element)) return { element, blockId: String(block.block_id) };
  }
  return undefined;
}

const textOf = (value: unknown): string =>
  isRecord(value) && typeof value.text === 'string' ? value.text : '';

function actionOf({ element, blockId }: Found, answer: Answer): Record<string, unknown> {
  const common = { type: element.type, action_id: element.action_id, block_id: blockId };
  if (element.type === 'button' || element.type === 'icon_button') {
    const { text, value, style, url, confirm } = element;
    return { ...common, ...JSON.parse(JSON.stringify({ text, value, style, url, confirm })) };
  }
  if (element.type === 'overflow') {
    const option = optionsOf(element).find((entry) => entry.value === answer);
    if (!option) throw new Error(`"${String(answer)}" is not in the menu ${String(element.action_id)}`);
    return { ...common, selected_option: option };
  }
  if (element.type === 'feedback_buttons') return { ...common, ...feedback(element, answer) };
  return { ...common, ...answerValue(element, answer) };
}

function feedback(element: Element, answer: Answer): Record<string, unknown> {
  const buttons = [element.positive_button, element.negative_button].filter(isRecord);
  const chosen = buttons.find((entry) => entry.value === answer);
  if (!chosen) throw new Error(`"${String(answer)}" is not one of the feedback buttons`);
  return { text: chosen.text, value: chosen.value };
}

function labelOf(action: Record<string, unknown>): string {
  const option = action.selected_option;
  if (isRecord(option)) return textOf(option.text);
  return textOf(action.text) || String(action.action_id);
}

const ACTION_FAILED = (reason: string): string =>
  `This action did not go through: the app failed with "${reason}". Try again.`;

/** The newest version of the message that shows the element: the present one, or an earlier one when stale. */
function versionWith(
  message: StoredMessage,
  stale: boolean,
  actionId: string,
  blockId?: string,
): readonly BlockData[] {
  const now = message.blocks ?? [];
  if (!stale || findElement(now, actionId, blockId)) return now;
  return message.earlier.findLast((each) => findElement(each.blocks ?? [], actionId, blockId))?.blocks ?? now;
}

/** Throws when no such button is on the message: then a person could not press it either. */
export async function pressInMessage(
  deps: HandsDeps,
  user: StandInUser,
  channel: Conversation,
  ts: string,
  actionId: string,
  options: PressOptions = {},
): Promise<AckResult> {
  const { workspace } = deps;
  const message = findMessage(workspace, channel.id, ts);
  const isHidden = message?.ephemeralTo !== undefined && message.ephemeralTo !== user.id;
  if (!message || isHidden) throw new Error(`${user.name} sees no message ${ts} in ${channel.name}`);
  const blocks = versionWith(message, options.stale ?? false, actionId, options.blockId);
  const found = findElement(blocks, actionId, options.blockId);
  if (!found)
    throw new Error(
      `message ${ts} has no ${actionId}; it shows ${actionIdsOf(blocks).join(', ') || 'nothing to press'}`,
    );
  const action = actionOf(found, options.answer ?? null);
  const payload = messageActionPayload(workspace, channel, message, {
    user,
    action,
    values: initialValues(blocks),
  });
  const atMs = workspace.clock.nowMs();
  addPress(workspace, message, { user: user.id, actionId, label: labelOf(action), atMs });
  const ack = await sendToBot(deps, { kind: 'interactive', payload }, options);
  return ack.ok
    ? { ok: true, ackMs: ack.tookMs }
    : failedAck(deps, user, ack, ACTION_FAILED(ack.reason), channel);
}

function actionIdsOf(blocks: readonly BlockData[]): string[] {
  return blocks
    .flatMap((block) => elementsIn(block))
    .flatMap((entry) => (isRecord(entry) && typeof entry.action_id === 'string' ? [entry.action_id] : []));
}

export async function pressInView(
  deps: HandsDeps,
  user: StandInUser,
  view: StoredView,
  actionId: string,
  options: PressOptions = {},
): Promise<AckResult> {
  const found = findElement(view.blocks, actionId, options.blockId);
  if (!found) throw new Error(`view ${view.id} has no ${actionId}`);
  const action = actionOf(found, options.answer ?? null);
  const block = view.values[found.blockId];
  const isInput = block?.[actionId] !== undefined;
  const values = isInput
    ? fillIn(view.blocks, view.values, { [found.blockId]: { [actionId]: options.answer ?? null } })
    : view.values;
  const kept = keepValues(deps.workspace, view, values);
  const payload = viewActionPayload(deps.workspace, kept, { user, action, values });
  const ack = await sendToBot(deps, { kind: 'interactive', payload }, options);
  return ack.ok ? { ok: true, ackMs: ack.tookMs } : failedAck(deps, user, ack, ACTION_FAILED(ack.reason));
}

/** The shortcut with this callback_id; on a message when one is given. */
export async function runShortcut(
  deps: HandsDeps,
  user: StandInUser,
  callbackId: string,
  on?: { readonly channel: Conversation; readonly ts: string },
): Promise<AckResult> {
  const { workspace } = deps;
  const type = on ? 'message' : 'global';
  const shortcut = workspace.manifest.shortcuts.find(
    (entry) => entry.callbackId === callbackId && entry.type === type,
  );
  if (!shortcut) return notSent(`the app has no ${type} shortcut ${callbackId}`);
  const message = on ? findMessage(workspace, on.channel.id, on.ts) : undefined;
  if (on && !message) throw new Error(`there is no message ${on.ts} in ${on.channel.name}`);
  const payload =
    on && message
      ? messageShortcutPayload(workspace, { user, channel: on.channel, message, callbackId })
      : globalShortcutPayload(workspace, user, callbackId);
  const ack = await sendToBot(deps, { kind: 'interactive', payload });
  return ack.ok
    ? { ok: true, ackMs: ack.tookMs }
    : failedAck(deps, user, ack, ACTION_FAILED(ack.reason), on?.channel);
}

/** Options of an external select, asked of the bot. */
export async function lookUpOptions(
  deps: HandsDeps,
  user: StandInUser,
  view: StoredView,
  actionId: string,
  query: string,
): Promise<Readonly<Record<string, unknown>>[]> {
  const found = findElement(view.blocks, actionId);
  if (!found) throw new Error(`view ${view.id} has no ${actionId}`);
  const payload = suggestionPayload(deps.workspace, { user, view, actionId, blockId: found.blockId, query });
  const ack = await sendToBot(deps, { kind: 'options', payload });
  if (!ack.ok || !isRecord(ack.body)) return [];
  return optionsOf(ack.body);
}
