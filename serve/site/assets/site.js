(() => {
  'use strict';
  const { $ } = dom;
  const texts = JSON.parse($('texts').textContent);
  let lang = document.documentElement.lang;
  let handed = []; // what is being judged: {name, blob}
  let run = 0;
  const say = (id) => texts[lang][id] || id;

  const speak = () => {
    document.documentElement.lang = lang;
    for (const e of document.querySelectorAll('[data-t]')) e.textContent = say(e.dataset.t);
    $('language').lang = lang === 'it' ? 'en' : 'it';
    $('report').title = say('report-title');
    for (const theme of ['auto', 'light', 'dark']) $('theme').dataset[theme] = say('theme-' + theme);
    $('theme').textContent = say('theme-' + (document.documentElement.dataset.theme || 'auto'));
    engine.speak();
  };
  $('language').addEventListener('click', () => {
    lang = lang === 'it' ? 'en' : 'it';
    try { localStorage.setItem('fselint-lang', lang); } catch { /* then it lasts as long as the page */ }
    speak();
    if (handed.length) check();
  });

  const settings = () => {
    const all = { lang };
    for (const e of document.querySelectorAll('#settings select')) all[e.name] = e.value;
    if ($('token')) all.token = $('token').value;
    return all;
  };
  const status = (id) => { $('status').textContent = id ? say(id) : ''; };
  const fail = (error) => {
    status('');
    show(false);
    $('failure-text').textContent = error.text ? say(error.text) : error.message;
    $('failure-hint').textContent = error.hint || '';
    $('failure').hidden = false;
    if (error.status === 401 && $('token')) {
      $('settings').open = true;
      $('token').closest('label').hidden = false;
      $('token').focus();
    }
  };
  const show = (on) => {
    document.body.classList.toggle('has-result', on);
    $('result').hidden = !on;
  };

  // judged asks the engine about what was handed in; a file that was changed or removed since cannot be read any more.
  const judged = async (format) => {
    const files = [];
    for (const f of handed) {
      try { files.push({ name: f.name, blob: new Blob([await f.blob.arrayBuffer()]) }); } catch { throw { text: 'unreadable', hint: f.name }; }
    }
    return engine.check(files, { ...settings(), format }, () => status('busy'));
  };
  const check = async () => {
    const mine = ++run;
    $('failure').hidden = true;
    status('checking');
    document.body.setAttribute('aria-busy', 'true');
    try {
      const report = await judged('html');
      const text = await report.text();
      if (mine !== run) return;
      const theme = document.documentElement.dataset.theme;
      const shown = new Promise((done) => $('report').addEventListener('load', done, { once: true }));
      show(true);
      $('report').srcdoc = trusted.createHTML(theme ? text.replace('<html ', '<html data-theme="' + theme + '" ') : text);
      await shown;
      status('done');
      $('result-h').focus();
    } catch (error) {
      if (mine === run) fail(error);
    } finally {
      if (mine === run) document.body.removeAttribute('aria-busy');
    }
  };
  const take = (files) => {
    handed = files;
    if (files.length) check(); else fail({ text: 'empty' });
  };

  // What is dropped can be folders.
  const walk = async (entry, path) => {
    const name = path + entry.name;
    if (entry.isFile) return [{ name, blob: await new Promise((ok, no) => entry.file(ok, no)) }];
    const reader = entry.createReader(), found = [];
    for (;;) {
      const some = await new Promise((ok, no) => reader.readEntries(ok, no));
      if (!some.length) return found;
      for (const e of some) found.push(...await walk(e, name + '/'));
    }
  };
  const dropped = async (data) => {
    const entries = [...data.items].map((i) => i.webkitGetAsEntry && i.webkitGetAsEntry()).filter(Boolean);
    if (!entries.length) return [...data.files].map((f) => ({ name: f.name, blob: f }));
    const found = [];
    for (const e of entries) found.push(...await walk(e, ''));
    return found;
  };
  const over = (on) => {
    $('drop').classList.toggle('over', on);
    $('drop-h').textContent = say(on ? 'drop-now' : 'drop');
  };
  for (const kind of ['dragenter', 'dragover']) document.addEventListener(kind, (e) => { e.preventDefault(); over(true); });
  document.addEventListener('dragleave', (e) => { if (!e.relatedTarget) over(false); });
  document.addEventListener('drop', async (e) => {
    e.preventDefault();
    over(false);
    try { take(await dropped(e.dataTransfer)); } catch (error) { fail(error); }
  });
  for (const id of ['files', 'folder']) {
    $(id).addEventListener('change', (e) => {
      const files = [...e.target.files].map((f) => ({ name: f.webkitRelativePath || f.name, blob: f }));
      e.target.value = '';
      take(files);
    });
  }
  document.addEventListener('paste', (e) => {
    if (e.clipboardData && e.clipboardData.files.length) take([...e.clipboardData.files].map((f) => ({ name: f.name, blob: f })));
  });

  $('again').addEventListener('click', () => { handed = []; show(false); status(''); $('files').focus(); });
  $('repeat').addEventListener('click', check);
  for (const b of document.querySelectorAll('[data-format]')) {
    b.addEventListener('click', async () => {
      const format = b.dataset.format;
      try {
        const blob = await judged(format);
        const a = document.createElement('a');
        a.href = URL.createObjectURL(blob);
        a.download = 'fselint.' + format;
        a.click();
        setTimeout(() => URL.revokeObjectURL(a.href), 60000);
      } catch (error) { fail(error); }
    });
  }

  try {
    const kept = localStorage.getItem('fselint-lang');
    if (kept === 'it' || kept === 'en') lang = kept;
  } catch { /* as the page came */ }
  speak();
  engine.start({ say, lang: () => lang, status, fail }).catch(fail);
})();
