// SPDX-License-Identifier: Apache-2.0
// Comfort only: every page is read and sent without this file.  No inline code, no eval, nothing from elsewhere.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = document.body.dataset;

function toast(text) {
  if (!text) return;
  const box = document.querySelector('.toasts');
  const line = document.createElement('p');
  all('.toast', box).forEach((e) => { if (e.textContent === text) e.remove(); }); // said again, not said twice
  line.className = 'toast';
  line.textContent = text;
  box.append(line);
  setTimeout(() => line.remove(), 6000);
}

// ---- Live: the stream says that something changed; the page is fetched again and what differs is put in place. ----

const marks = '.figure, .count, .tag, time';
function mark(elements) {
  elements.forEach((e) => e.classList.add('changed'));
  setTimeout(() => elements.forEach((e) => e.classList.remove('changed')), 5000);
}

function swap(fresh) {
  let changed = 0;
  for (const old of all('[data-live]')) {
    const now = fresh.querySelector(`[data-live="${CSS.escape(old.dataset.live)}"]`);
    if (!now || old.contains(document.activeElement) && old.matches(':has(input, textarea, select)')) continue;
    if (now.innerHTML === old.innerHTML) continue;
    const copy = document.importNode(now, true), was = all(marks, old), is = all(marks, copy);
    old.replaceWith(copy);
    mark(is.length === was.length ? is.filter((e, i) => e.textContent !== was[i].textContent) : [copy]);
    changed++;
  }
  return changed;
}

async function fetchPage(url, more = {}) {
  const answer = await fetch(url, { headers: { Accept: 'text/html', ...more }, credentials: 'same-origin' });
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

function follow(url) {
  let timer, running = false, again = false, lost = false;
  const refresh = async () => {
    if (running) { again = true; return; }
    running = true;
    try {
      const fresh = await fetchPage(location.href, { 'Csgov-By-Itself': '1' }); // nobody used the session for that
      if (fresh && swap(fresh)) toast(words.changed);
    } catch { /* the stream says so itself when the connection is gone */ }
    running = false;
    if (again) { again = false; later(); }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(refresh, 150); };
  const stream = new EventSource(url);
  stream.onmessage = later;
  stream.addEventListener('change', later);
  stream.onopen = () => { if (lost) { lost = false; later(); } };
  stream.onerror = () => { if (!lost && !document.hidden) toast(words.offline); lost = true; };
  addEventListener('pagehide', () => stream.close());
}

// ---- Nothing typed is lost: kept here until it was sent, put back after a sign-out or an accident. ----

const fields = (form) => all('input, textarea, select', form).filter((f) => f.name && !f.name.startsWith('_') &&
  !['hidden', 'password', 'file', 'submit'].includes(f.type));
const taken = (form) => fields(form).map((f) => [f.name, f.value, f.type === 'radio' || f.type === 'checkbox' ? f.checked : null]);
const storeKey = (form) => `form:${location.pathname}:${form.dataset.autosave}:${all('input[type=hidden]', form)
  .filter((f) => !f.name.startsWith('_')).map((f) => f.value).join(',')}`;

function restore(form, saved) {
  const rest = [...saved];
  let changed = false;
  for (const f of fields(form)) {
    const i = rest.findIndex(([name, value, box]) => name === f.name && (box === null || value === f.value));
    if (i < 0) continue;
    const [, value, box] = rest.splice(i, 1)[0];
    if (box === null ? f.value !== value : f.checked !== box) changed = true;
    if (box === null) f.value = value; else f.checked = box;
  }
  return changed;
}

function keep(form) {
  const key = storeKey(form), note = form.querySelector('[data-saved]');
  let timer;
  try {
    const saved = JSON.parse(localStorage.getItem(key));
    if (saved && !form.querySelector('.errors') && restore(form, saved)) toast(words.restored);
  } catch { localStorage.removeItem(key); }
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      try { localStorage.setItem(key, JSON.stringify(taken(form))); } catch { return; }
      if (note) note.textContent = note.dataset.saved;
    }, 400);
  });
  // After a good answer the browser leaves the page; a refused form comes back with errors and is kept again at the next key.
  form.addEventListener('submit', () => { clearTimeout(timer); sessionStorage.setItem('sent', key); });
}

// What was sent and taken need not be kept; what met a refusal or a sign-in page does.
function settleSent() {
  const key = sessionStorage.getItem('sent');
  if (!key) return;
  sessionStorage.removeItem('sent');
  if (!document.querySelector('.errors, .sign-in, .problem-page')) localStorage.removeItem(key);
}

function warnUnsaved(form) {
  let dirty = false;
  form.addEventListener('input', () => { dirty = true; });
  form.addEventListener('submit', () => { dirty = false; });
  addEventListener('beforeunload', (event) => { if (dirty && document.contains(form)) { event.preventDefault(); event.returnValue = words.unsaved; } });
}

// ---- Lists filter as one types; the URL always says what is shown. ----

function filter(form) {
  let timer, turn = 0;
  const apply = async () => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
    const url = `${form.action.split('?')[0]}?${query}`, mine = ++turn;
    try {
      const fresh = await fetchPage(url);
      if (mine !== turn) return;
      if (!fresh || !all('[data-live]').length) { location.assign(url); return; }
      history.replaceState(null, '', url);
      swap(fresh);
    } catch { form.submit(); }
  };
  form.addEventListener('input', (event) => { clearTimeout(timer); timer = setTimeout(apply, event.target.tagName === 'SELECT' ? 0 : 250); });
  form.addEventListener('submit', (event) => { event.preventDefault(); clearTimeout(timer); apply(); });
}

// ---- Uploads show how far they are. ----

function upload(input) {
  const form = input.form, bar = document.getElementById(input.dataset.upload);
  form.addEventListener('submit', (event) => {
    if (!input.files.length || !bar) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    bar.hidden = false;
    request.upload.onprogress = (e) => { if (e.lengthComputable) bar.value = 100 * e.loaded / e.total; };
    request.onload = () => {
      const fresh = new DOMParser().parseFromString(request.responseText, 'text/html');
      if (request.status < 400 && request.responseURL) { location.assign(request.responseURL); return; }
      const main = fresh.querySelector('main');
      if (main) { document.querySelector('main').replaceWith(document.importNode(main, true)); start(document.querySelector('main')); }
    };
    request.onerror = () => { bar.hidden = true; toast(words.offline); };
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'text/html');
    request.send(new FormData(form));
  });
}

// ---- A secret that is shown once can be copied, over TLS or on this machine. ----

function copier(button) {
  const from = document.getElementById(button.dataset.copy), board = navigator.clipboard;
  button.hidden = !board;
  button.onclick = () => board.writeText(from.value).then(() => toast(button.dataset.copied), () => from.select());
}

function start(root) {
  all('[data-copy]', root).forEach(copier);
  all('form[data-autosave]', root).forEach((form) => { keep(form); warnUnsaved(form); });
  all('form[data-filter]', root).forEach(filter);
  all('input[data-upload]', root).forEach(upload);
  root.querySelector('[data-focus]')?.focus();
}

addEventListener('keydown', (event) => {
  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const find = document.getElementById('find');
    if (find) { event.preventDefault(); find.focus(); find.select(); }
  }
  if (event.key === 'Escape') all('details.menu[open]').forEach((menu) => { menu.open = false; menu.querySelector('summary').focus(); });
});
addEventListener('click', (event) => all('details.menu[open]').forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));

// On a phone the rail is a row that scrolls: where one is stands in sight.
document.querySelector('.rail [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });

settleSent();
start(document);
if (words.events && window.EventSource) follow(words.events);
