// The workspace's memory: who and what is in it, and the ids it hands out. It knows nothing of HTTP.
import { randomBytes } from 'node:crypto';
import {
  DEFAULT_MANIFEST,
  PLAYGROUND_CHANNELS,
  PLAYGROUND_USERS,
  type SlackStandInOptions,
  type StandInClock,
  type StandInManifest,
  type StandInUser,
} from './options.ts';
import { readMessage, readView } from './plain-text.ts';
import {
  createVisibleFeed,
  type StoredMessage,
  type StoredSession,
  type StoredView,
  type VisibleFeed,
} from './visible.ts';

export interface Conversation {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  readonly isShared: boolean;
  /** The person of a direct message with the bot. */
  readonly dmWith?: string;
  hasBot: boolean;
}

export interface Trigger {
  readonly user: string;
  readonly expiresAtMs: number;
  /** The modal it came from, for `views.push`. */
  readonly viewId?: string;
  isUsed: boolean;
}

export interface ResponseUrl {
  readonly channel: string;
  readonly user: string;
  /** The message that was clicked. */
  readonly messageTs?: string;
  readonly threadTs?: string;
  readonly expiresAtMs: number;
  usesLeft: number;
}

export interface Workspace {
  readonly teamId: string;
  readonly teamDomain: string;
  readonly appId: string;
  readonly bot: { readonly userId: string; readonly botId: string; readonly name: string };
  readonly manifest: StandInManifest;
  readonly clock: StandInClock;
  readonly feed: VisibleFeed;
  readonly users: ReadonlyMap<string, StandInUser>;
  readonly channels: Map<string, Conversation>;
  readonly userGroups: Readonly<Record<string, readonly string[]>>;
  readonly messages: Map<string, StoredMessage[]>;
  readonly views: Map<string, StoredView>;
  /** Open modals of each person, the topmost last. */
  readonly modalStacks: Map<string, string[]>;
  readonly homes: Map<string, string>;
  /** By `sessionKey`. */
  readonly sessions: Map<string, StoredSession>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  /** The stand-in's own address, no slash at the end. Known once it listens. */
  origin: string;
  lastTsMicros: number;
  lastId: number;
}

export const SLACKBOT_ID = 'USLACKBOT';

/** An app that listens to it is an agent, whose sessions people can stop. */
export const STOP_EVENT = 'agent_session_stopped';

export const sessionKey = (channel: string, threadTs: string): string => `${channel}/${threadTs}`;

export function createWorkspace(options: SlackStandInOptions): Workspace {
  const manifest = options.manifest ?? DEFAULT_MANIFEST;
  const clock = options.clock ?? { nowMs: () => Date.now() };
  const workspace: Workspace = {
    teamId: 'T0PLAYGRND',
    teamDomain: 'playground',
    appId: 'A0GREENLIT',
    bot: { userId: 'U0BOT00000', botId: 'B0BOT00000', name: manifest.botName },
    manifest,
    clock,
    feed: createVisibleFeed(() => clock.nowMs()),
    users: new Map((options.users ?? PLAYGROUND_USERS).map((user) => [user.id, user])),
    channels: new Map(),
    userGroups: options.userGroups ?? {},
    messages: new Map(),
    views: new Map(),
    modalStacks: new Map(),
    homes: new Map(),
    sessions: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    origin: '',
    lastTsMicros: 0,
    lastId: 0,
  };
  for (const channel of options.channels ?? PLAYGROUND_CHANNELS) {
    workspace.channels.set(channel.id, {
      id: channel.id,
      name: channel.name,
      topic: channel.topic ?? '',
      isPrivate: channel.isPrivate ?? false,
      isArchived: channel.isArchived ?? false,
      isShared: channel.isShared ?? false,
      hasBot: channel.hasBot,
    });
  }
  return workspace;
}

/** A message id: strictly increasing, whatever the clock does. */
export function nextTs(workspace: Workspace): string {
  const micros = Math.max(workspace.clock.nowMs() * 1000, workspace.lastTsMicros + 1);
  workspace.lastTsMicros = micros;
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`;
}

export function nextId(workspace: Workspace, prefix: string): string {
  workspace.lastId += 1;
  return `${prefix}0${workspace.lastId.toString(36).toUpperCase().padStart(8, '0')}`;
}

export function newSecret(): string {
  return randomBytes(18).toString('base64url');
}

/** The person with this id or handle. Throws when there is none: a slip in a test, not a thing Slack meets. */
export function findPerson(workspace: Workspace, idOrName: string): StandInUser {
  const wanted = idOrName.replace(/^@/, '');
  const found =
    workspace.users.get(wanted) ?? [...workspace.users.values()].find((user) => user.name === wanted);
  if (!found)
    throw new Error(
      `nobody here is called ${idOrName}; there are ${[...workspace.users.values()].map((user) => user.name).join(', ')}`,
    );
  return found;
}

export function findChannel(workspace: Workspace, idOrName: string): Conversation {
  const wanted = idOrName.replace(/^#/, '');
  const found =
    workspace.channels.get(wanted) ??
    [...workspace.channels.values()].find((channel) => channel.name === wanted && !channel.dmWith);
  if (!found) throw new Error(`there is no channel ${idOrName}`);
  return found;
}

/** The direct message between the bot and this person, opened if it is not yet. */
export function openDirectMessage(workspace: Workspace, userId: string): Conversation {
  const known = [...workspace.channels.values()].find((channel) => channel.dmWith === userId);
  if (known) return known;
  const channel: Conversation = {
    id: `D${userId.slice(1)}`,
    name: userId,
    topic: '',
    isPrivate: true,
    isArchived: false,
    isShared: false,
    dmWith: userId,
    hasBot: true,
  };
  workspace.channels.set(channel.id, channel);
  return channel;
}

export function nameOf(workspace: Workspace, id: string): string | undefined {
  if (id === workspace.bot.userId) return workspace.bot.name;
  return workspace.users.get(id)?.name ?? workspace.channels.get(id)?.name;
}

export function messageText(workspace: Workspace, message: StoredMessage): string {
  return readMessage(message, (id) => nameOf(workspace, id));
}

export function viewText(workspace: Workspace, view: StoredView): string {
  return readView(view, (id) => nameOf(workspace, id));
}

export function newTrigger(workspace: Workspace, user: string, viewId?: string): string {
  const id = `${Date.now()}.${workspace.lastId}.${newSecret()}`;
  const expiresAtMs = workspace.clock.nowMs() + TRIGGER_LIFE_MS;
  workspace.triggers.set(id, { user, expiresAtMs, isUsed: false, ...(viewId ? { viewId } : {}) });
  return id;
}

/** How long a trigger id may be used, once. */
export const TRIGGER_LIFE_MS = 3_000;
/** How long and how often a response_url may be used. */
export const RESPONSE_URL_LIFE_MS = 30 * 60_000;
export const RESPONSE_URL_USES = 5;

export function newResponseUrl(
  workspace: Workspace,
  kind: 'commands' | 'actions',
  about: Pick<ResponseUrl, 'channel' | 'user' | 'messageTs' | 'threadTs'>,
): string {
  const path = `/${kind}/${workspace.teamId}/${newSecret()}`;
  workspace.responseUrls.set(path, {
    ...about,
    expiresAtMs: workspace.clock.nowMs() + RESPONSE_URL_LIFE_MS,
    usesLeft: RESPONSE_URL_USES,
  });
  return `${workspace.origin}${path}`;
}
