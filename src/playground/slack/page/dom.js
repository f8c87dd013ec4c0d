// Making elements without ever parsing markup: whatever people or bots wrote stays text.

/** `h('p', { class: 'x', onclick }, 'text', child)`; null and false children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(
    ...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

export const byId = (id) => document.getElementById(id);

const SAFE_LINK = /^(?:https?:|mailto:)/i;

/** A link that opens in a new tab; anything but web and mail addresses stays text. */
export function link(url, text) {
  if (!SAFE_LINK.test(url)) return h('span', {}, text ?? url);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text ?? url);
}

export function toast(text, kind = 'error') {
  const box = byId('toasts');
  const entry = h('div', { class: `toast toast-${kind}` }, h('span', {}, kind === 'error' ? '⚠ ' : ''), text);
  const close = h('button', { type: 'button', 'aria-label': 'Dismiss', onclick: () => entry.remove() }, '✕');
  entry.append(close);
  box.append(entry);
  while (box.children.length > 4) box.firstChild.remove();
  setTimeout(() => entry.remove(), kind === 'error' ? 9_000 : 4_000);
}

export function announce(text) {
  byId('polite').textContent = text;
}

/**
 * Makes `parent` hold `entries` ({ key, stamp, build }), keeping nodes whose key and stamp did not change, so that
 * focus, open menus and half-filled inputs survive.
 */
export function reconcile(parent, entries) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const focused = document.activeElement?.dataset?.focus;
  const fresh = entries.map(({ key, stamp, build }) => {
    const known = old.get(key);
    if (known?.dataset.stamp === stamp) return known;
    const node = build();
    node.dataset.key = key;
    node.dataset.stamp = stamp;
    return node;
  });
  // Kept nodes are never moved or added again: focus stays, and a screen reader hears only what is new.
  const keep = new Set(fresh);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  for (const [index, node] of fresh.entries()) {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  }
  if (document.activeElement?.dataset?.focus === focused) return;
  if (focused) parent.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}
