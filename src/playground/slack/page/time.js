// What time it is here, and going ahead in it: a mute runs out, and an escalation climbs, without anybody waiting.
import { announce, byId, h, toast } from './dom.js';
import { act, now, state } from './store.js';

const MINUTE_MS = 60_000;
const STEPS = [
  { label: '+ 5 min', title: 'Five minutes later', byMs: 5 * MINUTE_MS },
  { label: '+ 1 h', title: 'An hour later', byMs: 60 * MINUTE_MS },
  { label: '+ 1 day', title: 'A day later', byMs: 24 * 60 * MINUTE_MS },
];

const hereNow = () =>
  now().toLocaleString([], {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });

function travel({ byMs, title }) {
  act({ do: 'travel', byMs })
    .then(() => announce(`${title}: ${hereNow()}`))
    .catch((error) => toast(error.message));
}

export function renderTime() {
  const box = byId('time');
  box.hidden = !state.canTravel;
  if (!state.canTravel) return;
  if (box.childElementCount === 0)
    box.append(
      h('h2', { id: 'time-title' }, 'Time'),
      h('p', { id: 'time-now' }),
      h(
        'div',
        { class: 'time-steps' },
        STEPS.map((step) =>
          h('button', { type: 'button', title: step.title, onclick: () => travel(step) }, step.label),
        ),
      ),
    );
  byId('time-now').textContent = hereNow();
}

setInterval(renderTime, MINUTE_MS / 2);
