// The page: takes a snapshot for who you are, follows the live feed, draws.
import { composer } from './composer.js';
import { renderModals, showFieldErrors, viewBlocks } from './dialogs.js';
import { announce, byId, h, toast } from './dom.js';
import { isAtEnd, renderChannel, renderThread } from './messages.js';
import { renderSession } from './session.js';
import { renderSidebar } from './sidebar.js';
import {
  act,
  dropMessage,
  fetchSnapshot,
  findMessage,
  person,
  putMessage,
  putSession,
  setTime,
  state,
  takeSnapshot,
} from './store.js';
import { renderTime } from './time.js';

let feed;
/** Whom one is about to be; the last choice wins. */
let wanted;

function remember() {
  const name = person(state.me).name;
  sessionStorage.setItem('me', state.me);
  const url = new URL(location.href);
  url.searchParams.set('as', name);
  history.replaceState(null, '', url.pathname.startsWith('/archives/') ? `/?as=${name}` : url);
}

function openThread(ts, { focus = true } = {}) {
  state.threadTs = ts;
  const channel = byId('messages');
  const wasAtEnd = isAtEnd(channel);
  byId('thread').hidden = false;
  // The channel is narrower now, so its lines are more.
  if (wasAtEnd) channel.scrollTop = channel.scrollHeight;
  byId('thread-channel').textContent = byId('channel-title').textContent;
  byId('thread-composer').replaceChildren(
    composer({ id: 'thread-input', channel: state.channel, threadTs: ts }),
  );
  byId('replies').replaceChildren();
  renderThread(byId('replies'), true);
  renderSession();
  if (focus) byId('thread-input').focus();
}

function closeThread() {
  state.threadTs = null;
  byId('thread').hidden = true;
}

function renderHome() {
  const box = byId('home');
  const blocks = state.home
    ? viewBlocks(state.home, 'clickInHome')
    : [h('p', { class: 'quiet' }, 'The app has not published a home tab yet.')];
  box.replaceChildren(h('div', { class: 'home-inner' }, blocks));
}

function tab(name, label) {
  const isHere = state.tab === name;
  return h(
    'button',
    { type: 'button', role: 'tab', 'aria-selected': String(isHere), onclick: () => pickTab(name) },
    label,
  );
}

function renderFrame() {
  const channel = state.channels.find((entry) => entry.id === state.channel);
  const isDirect = Boolean(channel?.dmWith);
  const isHome = isDirect && state.tab === 'home';
  byId('channel-title').textContent = isDirect ? state.bot.appName : `# ${channel?.name ?? ''}`;
  byId('channel-topic').textContent = isDirect ? 'App' : (channel?.topic ?? '');
  byId('tabs').hidden = !isDirect || !state.hasHomeTab;
  byId('tabs').replaceChildren(tab('home', 'Home'), tab('messages', 'Messages'));
  byId('banner').hidden = !state.banner;
  byId('banner').textContent = state.banner;
  byId('messages').hidden = isHome;
  byId('composer').hidden = isHome;
  byId('home').hidden = !isHome;
  document.title = `${isDirect ? state.bot.appName : `#${channel?.name ?? ''}`} · Slack stand-in`;
}

function renderComposer() {
  byId('composer').replaceChildren(composer({ id: 'composer-input', channel: state.channel }));
}

function render({ isFresh = false } = {}) {
  renderSidebar(pickChannel, switchTo);
  renderTime();
  renderFrame();
  if (isFresh) byId('messages').replaceChildren();
  renderChannel(byId('messages'), openThread, isFresh);
  if (state.threadTs) renderThread(byId('replies'), false);
  renderSession();
  if (!byId('home').hidden) renderHome();
  renderModals();
}

function pickTab(name) {
  state.tab = name;
  act({ do: 'openHome', tab: name }).catch((error) => toast(error.message));
  render({ isFresh: true });
}

function pickChannel(id) {
  state.channel = id;
  state.unread.delete(id);
  state.tab = 'messages';
  closeThread();
  renderComposer();
  render({ isFresh: true });
  byId('composer-input').focus();
  const isDirect = state.channels.find((entry) => entry.id === id)?.dmWith;
  if (isDirect) act({ do: 'openHome', tab: 'messages' }).catch((error) => toast(error.message));
}

function isCallTo(message, user) {
  const said = JSON.stringify([message.text, message.blocks ?? []]);
  return said.includes(`<@${user}`) || said.includes(`"user_id":"${user}"`);
}

function countUnread(message) {
  if (message.user === state.me) return;
  for (const who of state.people) {
    if (who.id !== state.me && isCallTo(message, who.id))
      state.calls.set(who.id, (state.calls.get(who.id) ?? 0) + 1);
  }
  if (message.channel === state.channel) return;
  const unread = state.unread.get(message.channel) ?? { count: 0, calls: 0 };
  const isCall = isCallTo(message, state.me) || message.channel === state.directChannel;
  state.unread.set(message.channel, { count: unread.count + 1, calls: unread.calls + (isCall ? 1 : 0) });
}

function takeViewEvent(event) {
  if (event.kind === 'home') {
    state.home = event.view;
    return;
  }
  if (event.view.type === 'home') {
    state.home = event.view;
    return;
  }
  const others = state.modals.filter((view) => view.id !== event.view.id);
  if (event.kind === 'modal_closed') state.modals = others;
  else if (event.kind === 'modal_updated')
    state.modals = state.modals.map((view) => (view.id === event.view.id ? event.view : view));
  else state.modals = event.view.previousId ? [...others, event.view] : [event.view];
}

function takeMessageEvent(event) {
  if (event.kind === 'delete') {
    dropMessage(event.message);
    if (event.message.ts === state.threadTs) closeThread();
    return;
  }
  putMessage(event.message);
  if (event.kind === 'message' || event.kind === 'ephemeral') {
    countUnread(event.message);
    const isPrivateReply =
      event.kind === 'ephemeral' && event.message.threadTs && event.message.channel === state.channel;
    if (isPrivateReply && state.threadTs !== event.message.threadTs)
      openThread(event.message.threadTs, { focus: false });
  }
  if (event.kind === 'press' && event.press.user !== state.me) {
    toast(`${person(event.press.user).realName} clicked “${event.press.label}”`, 'note');
  }
}

function take(event) {
  if (event.kind === 'error') {
    toast(event.text);
    return;
  }
  if (event.kind === 'time') {
    setTime(event.nowMs);
    render({ isFresh: true });
    return;
  }
  if (event.kind === 'session') {
    putSession(event.session);
    renderSession();
    return;
  }
  if (event.kind === 'modal_errors') {
    showFieldErrors(event.viewId, event.errors);
    return;
  }
  if (event.message) takeMessageEvent(event);
  else if (event.view) takeViewEvent(event);
  render();
}

function follow() {
  feed?.close();
  feed = new EventSource(`/feed?user=${encodeURIComponent(state.me)}`);
  const mine = feed;
  const waiting = [];
  let isReady = false;
  feed.addEventListener('message', async (raw) => {
    const event = JSON.parse(raw.data);
    if (event.kind !== 'ready') {
      if (isReady) take(event);
      else waiting.push(event);
      return;
    }
    // The feed is open: what the snapshot has not seen arrives on it.
    const snapshot = await fetchSnapshot(state.me);
    if (mine !== feed) return;
    takeSnapshot(snapshot);
    isReady = true;
    byId('offline').hidden = true;
    render({ isFresh: byId('messages').childElementCount === 0 });
    for (const held of waiting.splice(0)) take(held);
  });
  feed.addEventListener('error', () => {
    isReady = false;
    byId('offline').hidden = false;
  });
}

/** Becomes another person, in the same place. */
async function become(user) {
  if (user === (wanted ?? state.me)) return;
  const isDirect = state.channels.find((entry) => entry.id === state.channel)?.dmWith;
  wanted = user;
  feed?.close();
  feed = undefined;
  const snapshot = await fetchSnapshot(user);
  if (wanted !== user) return;
  takeSnapshot(snapshot);
  if (isDirect) state.channel = state.directChannel;
  state.calls.delete(user);
  state.unread.clear();
  remember();
  renderComposer();
  render({ isFresh: true });
  if (state.threadTs && findMessage(state.channel, state.threadTs))
    openThread(state.threadTs, { focus: false });
  else closeThread();
  follow();
  announce(`You are ${person(user).realName}`);
  document.querySelector('.person[aria-checked="true"]')?.focus();
}

function switchTo(user) {
  become(user).catch((error) => {
    wanted = undefined;
    toast(`Could not switch: ${error.message}`);
    follow();
  });
}

/** A permalink opens its channel, its thread, and marks the message. */
function followPermalink(path, query) {
  const [, channel, digits] = /^\/archives\/(\w+)\/p(\d+)$/.exec(path) ?? [];
  if (!channel || !state.channels.some((entry) => entry.id === channel)) return;
  const ts = `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  state.channel = channel;
  renderComposer();
  render({ isFresh: true });
  const threadTs = query.get('thread_ts');
  if (threadTs) openThread(threadTs, { focus: false });
  const target = byId(`m-t${ts}`) ?? byId(`m-${ts}`);
  target?.scrollIntoView({ block: 'center' });
  target?.classList.add('marked');
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && state.threadTs && !document.querySelector('dialog[open]')) {
    closeThread();
    byId('composer-input')?.focus();
  }
});
byId('thread-close').addEventListener('click', closeThread);

const query = new URLSearchParams(location.search);
const path = location.pathname;
takeSnapshot(await fetchSnapshot(sessionStorage.getItem('me') ?? ''));
const named = state.people.find((who) => who.name === query.get('as'));
if (named && named.id !== state.me) takeSnapshot(await fetchSnapshot(named.id));
remember();
renderComposer();
render({ isFresh: true });
follow();
followPermalink(path, query);
byId('composer-input').focus();
