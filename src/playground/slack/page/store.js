// What this page knows: the snapshot of one person's view, kept current by the live feed.

export const state = {
  me: '',
  people: [],
  bot: { userId: '', name: '', appName: '' },
  channels: [],
  directChannel: '',
  messages: new Map(),
  modals: [],
  home: null,
  commands: [],
  shortcuts: [],
  hasHomeTab: false,
  banner: '',
  links: [],
  suggestions: [],
  /** How far Slack's time is ahead of this machine's. */
  aheadMs: 0,
  canTravel: false,
  channel: '',
  tab: 'messages',
  threadTs: null,
  sessions: [],
  unread: new Map(),
  calls: new Map(),
};

const keyOf = (message) => `${message.channel}/${message.ts}`;

export function takeSnapshot(snapshot) {
  const { messages, nowMs, ...rest } = snapshot;
  setTime(nowMs);
  Object.assign(state, rest, { messages: new Map(messages.map((message) => [keyOf(message), message])) });
  const isKnown = state.channels.some((channel) => channel.id === state.channel);
  if (!isKnown) state.channel = state.channels[0]?.id ?? '';
}

export function setTime(nowMs) {
  const aheadMs = nowMs - Date.now();
  // Less than that is the way from there to here.
  state.aheadMs = Math.abs(aheadMs) < 5_000 ? 0 : aheadMs;
}

/** What the people of this workspace have on their clocks. */
export const now = () => new Date(Date.now() + state.aheadMs);

export function putMessage(message) {
  state.messages.set(keyOf(message), message);
}

export function dropMessage(message) {
  state.messages.delete(keyOf(message));
}

export function putSession(session) {
  const others = state.sessions.filter((each) => !isSameThread(each, session));
  state.sessions = [...others, session];
}

const isSameThread = (a, b) => a.channel === b.channel && a.threadTs === b.threadTs;

/** Of the thread that is open. */
export const openSession = () =>
  state.sessions.find((each) => isSameThread(each, { channel: state.channel, threadTs: state.threadTs }));

export function findMessage(channel, ts) {
  return state.messages.get(`${channel}/${ts}`);
}

const inOrder = (a, b) => (a.ts < b.ts ? -1 : 1);

export function channelMessages(channel) {
  return [...state.messages.values()]
    .filter((message) => message.channel === channel && (!message.threadTs || message.broadcast))
    .sort(inOrder);
}

export function replies(channel, ts) {
  return [...state.messages.values()]
    .filter((message) => message.channel === channel && message.threadTs === ts)
    .sort(inOrder);
}

export function person(id) {
  if (id === state.bot.userId) return { id, name: state.bot.name, realName: state.bot.appName, isBot: true };
  if (id === 'USLACKBOT') return { id, name: 'slackbot', realName: 'Slackbot', isSlackbot: true };
  return state.people.find((entry) => entry.id === id) ?? { id, name: id, realName: id };
}

export function channelName(id) {
  const found = state.channels.find((entry) => entry.id === id);
  return found?.dmWith ? state.bot.appName : (found?.name ?? id);
}

/** Does it with this person's hands. Throws with what a person can read when the stand-in cannot. */
export async function act(deed) {
  const response = await fetch('/hands', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: state.me, deed }),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? `the stand-in answered ${response.status}`);
  return body;
}

/** What `user` sees now. It changes nothing here: who asked may have become somebody else by the time it comes. */
export async function fetchSnapshot(user) {
  const response = await fetch(`/snapshot?user=${encodeURIComponent(user)}`);
  return response.json();
}
