// What an agent says of its work in the open thread, and the button that stops it.
import { byId, h, toast } from './dom.js';
import { act, openSession } from './store.js';

const WORDS = { active: 'Active', processing: 'Working', suspended: 'Waiting', closed: 'Done' };

const stop = ({ channel, threadTs }) =>
  act({ do: 'stopSession', channel, threadTs }).catch((error) => toast(error.message));

export function renderSession() {
  const session = openSession();
  const box = byId('session');
  box.hidden = session === undefined;
  if (session === undefined) return;
  box.replaceChildren(
    h('span', {}, `${WORDS[session.status]} · ${session.title}`),
    session.status === 'closed'
      ? ''
      : h('button', { type: 'button', class: 'button', onclick: () => stop(session) }, 'Stop'),
  );
}
