// A person's hands: everything someone can do in the workspace, by name. The page and headless runs share it.
import type { Answers } from '../form-values.ts';
import { topModal } from '../views.ts';
import type { StoredView } from '../visible.ts';
import { findChannel, findPerson, openDirectMessage } from '../workspace.ts';
import type { AckResult, HandsDeps, SendOptions } from './acks.ts';
import { close, modalOf, submit } from './forms.ts';
import { lookUpOptions, type PressOptions, pressInMessage, pressInView, runShortcut } from './press.ts';
import { edit, openHome, type Said, type SlashOptions, say, slash, stopSession } from './talk.ts';

/** Channels are named (`payments`, `#payments`) or given by id; a direct message with the bot is its D… id. */
export interface Hands {
  readonly userId: string;
  /** `typed` is the whole line: `/agent fix flaky tests in payments`. */
  slash(channel: string, typed: string, options?: SlashOptions): Promise<AckResult>;
  /** Any message; `@name` and `#channel` become references, and a mention of the bot reaches it. */
  say(channel: string, text: string, threadTs?: string): Promise<Said>;
  /** Says it to the bot: `@bot text`. */
  mention(channel: string, threadTs: string | null, text: string): Promise<Said>;
  /** A direct message to the bot. */
  message(text: string, threadTs?: string): Promise<Said>;
  edit(channel: string, ts: string, text: string): Promise<Said>;
  click(channel: string, messageTs: string, actionId: string, options?: PressOptions): Promise<AckResult>;
  /** Presses or chooses something inside the topmost modal. */
  clickInModal(viewId: string, actionId: string, options?: PressOptions): Promise<AckResult>;
  clickInHome(actionId: string, options?: PressOptions): Promise<AckResult>;
  /** The modal this person has in front of them. */
  modal(): StoredView | undefined;
  home(): StoredView | undefined;
  submitModal(viewId: string, answers?: Answers, options?: SendOptions): Promise<AckResult>;
  closeModal(viewId: string, options?: { readonly all?: boolean }): Promise<AckResult>;
  /** Options of an external select in the topmost modal, as the bot answers them. */
  options(viewId: string, actionId: string, query: string): Promise<Readonly<Record<string, unknown>>[]>;
  shortcut(callbackId: string): Promise<AckResult>;
  messageShortcut(callbackId: string, channel: string, messageTs: string): Promise<AckResult>;
  /** Slack's own stop button beside a thread. */
  stopSession(channel: string, threadTs: string): Promise<AckResult>;
  openHome(tab?: 'home' | 'messages'): Promise<AckResult>;
}

export function handsOf(deps: HandsDeps, idOrName: string): Hands {
  const { workspace } = deps;
  const user = findPerson(workspace, idOrName);
  const at = (channel: string) => findChannel(workspace, channel);
  const home = () => workspace.views.get(workspace.homes.get(user.id) ?? '');
  return {
    userId: user.id,
    slash: (channel, typed, options) => slash(deps, user, at(channel), typed, options),
    say: (channel, text, threadTs) => say(deps, user, at(channel), text, threadTs),
    mention: (channel, threadTs, text) =>
      say(deps, user, at(channel), `@${workspace.bot.name} ${text}`, threadTs ?? undefined),
    message: (text, threadTs) => say(deps, user, openDirectMessage(workspace, user.id), text, threadTs),
    edit: (channel, ts, text) => edit(deps, user, at(channel), ts, text),
    click: (channel, ts, actionId, options) => pressInMessage(deps, user, at(channel), ts, actionId, options),
    clickInModal: async (viewId, actionId, options) =>
      pressInView(deps, user, modalOf(deps, user, viewId), actionId, options),
    async clickInHome(actionId, options) {
      const view = home();
      if (!view) throw new Error(`${user.name} has no home tab yet`);
      return pressInView(deps, user, view, actionId, options);
    },
    modal: () => topModal(workspace, user.id),
    home,
    submitModal: (viewId, answers = {}, options) => submit(deps, user, viewId, answers, options),
    closeModal: (viewId, { all = false } = {}) => close(deps, user, viewId, all),
    options: async (viewId, actionId, query) =>
      lookUpOptions(deps, user, modalOf(deps, user, viewId), actionId, query),
    shortcut: (callbackId) => runShortcut(deps, user, callbackId),
    messageShortcut: (callbackId, channel, ts) =>
      runShortcut(deps, user, callbackId, { channel: at(channel), ts }),
    stopSession: async (channel, threadTs) => stopSession(deps, user, at(channel), threadTs),
    openHome: (tab = 'home') => openHome(deps, user, tab),
  };
}
