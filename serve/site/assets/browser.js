// engine judges what is handed in: here in this browser, by fselint.wasm in a worker. The catalog is kept in the browser's storage.
const engine = (() => {
  'use strict';
  const { $ } = dom;
  const longest = 120000; // milliseconds of one question
  let worker, waiting = new Map(), last = 0, ui, current = null;

  const begin = () => {
    worker = new Worker(trusted.createScriptURL('worker.js'));
    worker.onmessage = ({ data }) => {
      if (data.broken) { end({ text: 'no-engine', hint: data.broken }); return; }
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if (asked) (data.error ? asked.no(data.error) : asked.ok(data.out));
    };
    worker.onerror = (e) => end({ text: 'no-engine', hint: e.message });
  };
  // end gives up a worker that broke or hangs; the next question begins another, with the same catalog.
  const end = (error) => {
    worker.terminate();
    worker = null;
    for (const asked of waiting.values()) asked.no(error);
    waiting.clear();
  };
  const ask = (what, given) => new Promise((ok, no) => {
    const id = ++last;
    const bell = setTimeout(() => { if (waiting.has(id)) end({ text: 'too-long' }); }, longest);
    const quiet = (f) => (v) => { clearTimeout(bell); f(v); };
    waiting.set(id, { ok: quiet(ok), no: quiet(no) });
    worker.postMessage({ id, what, in: given });
  });
  const awake = async () => {
    if (worker) return;
    begin();
    if (current) await ask('catalog', current);
  };

  // What is kept: one catalog, as it was handed in, with the digest of what it holds.
  const store = (mode, act) => new Promise((ok, no) => {
    const open = indexedDB.open('fselint', 1);
    open.onupgradeneeded = () => open.result.createObjectStore('catalog');
    open.onerror = () => no(open.error);
    open.onsuccess = () => {
      const t = open.result.transaction('catalog', mode);
      const done = act(t.objectStore('catalog'));
      t.oncomplete = () => { open.result.close(); ok(done && done.result); };
      t.onerror = t.onabort = () => { open.result.close(); no(t.error); };
    };
  });
  let shown = null;
  const describe = () => {
    const state = $('catalog-state');
    state.textContent = !shown ? ui.say('starting') : shown.starter ? ui.say('catalog-none') : ui.say('catalog-here') + ' ' + (shown.date || '') + ' ' + shown.digest;
    $('catalog-forget').hidden = !shown || shown.starter;
  };
  const use = async (given) => {
    await awake();
    const c = await ask('catalog', { ...given, lang: ui.lang() });
    current = given.archive || given.files ? given : null;
    shown = c;
    describe();
    return c;
  };
  const bring = async (given) => {
    $('catalog-state').textContent = ui.say('catalog-busy');
    try {
      const c = await use(await given);
      try {
        await store('readwrite', (s) => { s.clear(); s.put({ ...current, digest: c.digest }, 'current'); });
      } catch (error) { ui.fail({ text: 'not-kept', hint: String(error) }); }
    } catch (error) {
      describe();
      ui.fail(error);
    }
  };
  const bytes = async (f) => new Uint8Array(await f.arrayBuffer());

  return {
    start: async (given) => {
      ui = given;
      $('catalog-archive').addEventListener('change', (e) => {
        const f = e.target.files[0];
        if (f) bring(bytes(f).then((archive) => ({ archive, name: f.name })));
      });
      $('catalog-folder').addEventListener('change', (e) => {
        const list = [...e.target.files].filter((f) => !f.webkitRelativePath.split('/').some((part) => part.startsWith('.')));
        if (list.length) bring(Promise.all(list.map(async (f) => ({ name: f.webkitRelativePath, data: await bytes(f) }))).then((files) => ({ files })));
      });
      $('catalog-forget').addEventListener('click', async () => {
        await store('readwrite', (s) => s.clear());
        current = null;
        await use({});
      });
      let kept;
      try { kept = await store('readonly', (s) => s.get('current')); } catch { /* a browser without storage forgets */ }
      try {
        await use(kept || {});
      } catch (error) {
        if (kept) await use({});
        ui.fail(error);
      }
    },
    speak: () => { if (ui) describe(); },
    check: async (files, settings) => {
      await awake();
      const all = await Promise.all(files.map(async (f) => ({ name: f.name, data: await bytes(f.blob) })));
      return new Blob([await ask('check', { ...settings, files: all })]);
    },
  };
})();
