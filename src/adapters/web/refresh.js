// Keeps a task's page up to date: fetches it again and swaps its main part when that has changed.
(() => {
  const QUICK_MS = 4000;
  const SLOW_MS = 30000;
  const freshness = document.getElementById('freshness');

  function openIds(main) {
    return [...main.querySelectorAll('details[id]')].filter((each) => each.open).map((each) => each.id);
  }

  function show(next) {
    const main = document.getElementById('main');
    if (next.dataset.version === main.dataset.version && next.dataset.live === main.dataset.live) return;
    const open = openIds(main);
    const focused = document.activeElement ? document.activeElement.id : '';
    main.dataset.version = next.dataset.version;
    main.dataset.live = next.dataset.live;
    main.replaceChildren(...next.childNodes);
    for (const id of open) {
      const details = document.getElementById(id);
      if (details) details.open = true;
    }
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  async function look() {
    try {
      const response = await fetch(location.href, { cache: 'no-store' });
      if (!response.ok) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const next = page.getElementById('main');
      if (!next) throw new Error('no page');
      document.title = page.title;
      show(next);
      const said = page.getElementById('freshness').textContent;
      if (freshness.textContent !== said) freshness.textContent = said;
    } catch {
      freshness.textContent = 'Greenlight cannot be reached just now; trying again.';
    }
    wait();
  }

  let timer;
  function wait() {
    const isLive = document.getElementById('main').dataset.live === 'yes';
    clearTimeout(timer);
    timer = setTimeout(() => void look(), isLive && !document.hidden ? QUICK_MS : SLOW_MS);
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) wait();
  });
  wait();
})();
