(() => {
  'use strict';
  const { $, make, icon } = dom;
  const data = JSON.parse($('data').textContent);
  const words = data.words;
  const perPage = 50;
  const kept = 240; // data files kept in memory
  const together = 8; // data files fetched at the same time
  const V = data.verdicts;
  const count = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, '\u202f');
  const fill = (text, values) => text.replace(/\{(\w)\}/g, (_, k) => count(values[k]));
  const badge = (v) => {
    const b = make('span', 'badge ' + v);
    b.append(icon(v), words['verdict.' + v]);
    return b;
  };
  // The places in a row of the list.
  const [PATH, VERDICT, ANSWER, TYPE, SOFTWARE, CUSTODIAN, ERRORS, WARNINGS, NOTES, GROUPS, RULES, TREND, AGAINST, MOVES] = Array(14).keys();

  // --- data files: scripts, since a page from a disk may load nothing else
  const waiting = new Map();
  const loaded = new Map();
  const address = (kind, n) => data.folder + '/' + kind + '-' + n + '.js';
  const policy = window.trustedTypes ? trustedTypes.createPolicy('fselint', {
    createScriptURL: (s) => {
      if (/^[^/]+\/(list|detail)-\d+\.js$/.test(s)) return s.split('/').map(encodeURIComponent).join('/');
      throw new TypeError(s);
    },
  }) : { createScriptURL: (s) => s.split('/').map(encodeURIComponent).join('/') };
  function arrived(kind, n, value) {
    const key = kind + n;
    loaded.set(key, value);
    if (loaded.size > kept) loaded.delete(loaded.keys().next().value);
    if (waiting.has(key)) waiting.get(key).resolve(value);
  }
  window.fselint = { list: (n, v) => arrived('list', n, v), detail: (n, v) => arrived('detail', n, v) };
  function load(kind, n) {
    const key = kind + n;
    if (loaded.has(key)) return Promise.resolve(loaded.get(key));
    if (waiting.has(key)) return waiting.get(key).promise;
    const w = {};
    w.promise = new Promise((resolve, reject) => { w.resolve = resolve; w.reject = reject; });
    waiting.set(key, w);
    const s = document.createElement('script');
    s.src = policy.createScriptURL(address(kind, n));
    const done = (ok) => {
      s.remove();
      waiting.delete(key);
      if (!ok || !loaded.has(key)) w.reject(new Error(address(kind, n)));
    };
    s.addEventListener('load', () => done(true));
    s.addEventListener('error', () => done(false));
    document.head.append(s);
    return w.promise;
  }

  // --- filters: the value of a choice is '' for all, or = and what is chosen
  const name = (k) => (typeof k === 'number' ? data.names[k] : k);
  const rule = (k) => (typeof k === 'number' ? data.rules[k] : k);
  const option = (select, value, text) => {
    const o = make('option', '', text.length > 60 ? text.slice(0, 60) + '…' : text);
    o.value = value;
    select.append(o);
  };
  const named = { answer: ANSWER, type: TYPE, software: SOFTWARE, custodian: CUSTODIAN };
  const selects = {};
  for (const k of ['verdict', 'answer', 'group', 'rule', 'type', 'software', 'custodian', 'folder', 'change']) selects[k] = $('f-' + k);
  for (const v of V) option(selects.verdict, '=' + v, words['verdict.' + v]);
  for (const g of data.groups) option(selects.group, '=' + g, words['group.' + g]);
  for (const r of [...data.rules].sort()) option(selects.rule, '=' + r, r);
  for (const k of ['answer', 'type', 'software', 'custodian', 'folder']) {
    for (const b of document.querySelectorAll('button[data-choose="f-' + k + '"]')) option(selects[k], b.dataset.value, b.textContent);
    selects[k].closest('label').hidden = selects[k].options.length < 3;
  }
  for (const kind of ['against', 'trend']) {
    if (!data[kind]) continue;
    for (const w of ['Worse', 'Better', 'Any']) option(selects.change, kind + ':' + w.toLowerCase(), words[kind] + ': ' + words[kind + w]);
  }
  selects.change.closest('label').hidden = !data.trend && !data.against;
  const refused = V.indexOf('refused');
  const columns = { trend: TREND, against: AGAINST };
  const split = (s) => [s.slice(0, s.indexOf(':')), s.slice(s.indexOf(':') + 1)];
  function changed(row, want) {
    const [kind, what] = split(want);
    if (what[0] === '+' || what[0] === '-') {
      const list = row[MOVES] && row[MOVES][(kind === 'trend' ? 2 : 0) + (what[0] === '-' ? 1 : 0)];
      return !!list && list.some((k) => rule(k) === what.slice(1));
    }
    const other = row[columns[kind]];
    const older = kind === 'trend' ? other : row[VERDICT], newer = kind === 'trend' ? row[VERDICT] : other;
    const moved = other >= 0 && other < V.length;
    if (what === 'any') return moved || other === 6;
    if (what === 'worse') return moved && newer === refused && older !== refused;
    if (what === 'better') return moved && older === refused && newer !== refused;
    return other === +what;
  }
  // folder is the folder of a path as the table of folders has it.
  function folder(path) {
    const parts = path.split(data.separator).slice(0, -1);
    return parts.slice(0, data.depth + 1).join('/');
  }
  const query = $('q');
  function wanted() {
    const w = { terms: query.value.toLowerCase().split(/\s+/).filter(Boolean), change: selects.change.value };
    let n = w.change ? 1 : 0;
    for (const [k, s] of Object.entries(selects)) {
      if (k === 'change' || !s.value) continue;
      w[k] = s.value.slice(1);
      n++;
    }
    $('active').textContent = n ? '(' + n + ')' : '';
    w.any = w.terms.length > 0 || n > 0;
    if (w.verdict !== undefined) w.verdict = V.indexOf(w.verdict);
    if (w.group !== undefined) w.group = 1 << data.groups.indexOf(w.group);
    w.names = Object.entries(named).filter(([k]) => w[k] !== undefined).map(([k, column]) => ({ column, name: w[k], number: data.names.indexOf(w[k]) }));
    w.ruleNumber = data.rules.indexOf(w.rule);
    if (w.folder) w.below = w.folder.replaceAll('/', data.separator) + data.separator; else w.below = '';
    return w;
  }
  const has = (list, n) => list.includes(n) || list.includes(-1);
  function possible(chunk, w) {
    if (w.verdict !== undefined && !chunk.v.includes(w.verdict)) return false;
    if (w.rule !== undefined && !has(chunk.r, w.ruleNumber)) return false;
    return w.names.every((x) => has(chunk.k, x.number));
  }
  function matches(row, w) {
    if (w.verdict !== undefined && row[VERDICT] !== w.verdict) return false;
    if (w.group !== undefined && !(row[GROUPS] & w.group)) return false;
    for (const x of w.names) if (row[x.column] !== x.number && name(row[x.column]) !== x.name) return false;
    if (w.rule !== undefined && !(row[RULES] || []).includes(w.ruleNumber < 0 ? w.rule : w.ruleNumber)) return false;
    if (w.folder !== undefined && !(row[PATH].startsWith(w.below) && folder(row[PATH]) === w.folder)) return false;
    if (w.change && !changed(row, w.change)) return false;
    if (w.terms.length) {
      const path = row[PATH].toLowerCase();
      for (const t of w.terms) if (!path.includes(t) && !(row[RULES] || []).some((k) => rule(k).toLowerCase().includes(t))) return false;
    }
    return true;
  }

  // --- the list. A search that begins takes the rows of the one before away; what arrives for an older one is not shown.
  const list = $('list');
  const body = list.querySelector('tbody');
  const pager = document.querySelector('.pager');
  const shown = $('shown');
  const progress = $('progress');
  let hits = null; // numbers of the documents that match, null for all
  let total = 0, at = 0, run = 0;
  function begin() {
    run++;
    list.ariaBusy = 'true';
    body.replaceChildren();
    pager.replaceChildren();
    shown.className = shown.textContent = progress.textContent = '';
    return run;
  }
  function trouble(e) {
    list.ariaBusy = 'false';
    shown.className = 'trouble';
    shown.textContent = words.missing + e.message;
  }
  async function search() {
    const mine = begin();
    const w = wanted();
    at = 0;
    hits = w.any ? [] : null;
    total = data.documents;
    if (w.any) {
      total = 0;
      const asked = data.chunks.map((chunk, c) => c).filter((c) => possible(data.chunks[c], w));
      let ahead = 0;
      for (const [k, c] of asked.entries()) {
        for (; ahead < asked.length && ahead < k + together; ahead++) load('list', asked[ahead]).catch(() => {}); // said below
        const rows = await load('list', c);
        if (mine !== run) return;
        rows.forEach((row, i) => { if (matches(row, w)) hits.push(c * data.listRows + i); });
        const first = total === 0;
        total = hits.length;
        if (first && total) await draw(mine);
        if (mine !== run) return;
        progress.textContent = fill(words.searching, { n: total, m: Math.min((c + 1) * data.listRows, data.documents), N: data.documents });
      }
    }
    await draw(mine);
    if (mine !== run) return;
    pages();
    progress.textContent = '';
    shown.textContent = total || !w.any ? fill(words.found, { n: total, N: data.documents }) : words.nothing;
    list.ariaBusy = 'false';
  }
  async function draw(mine) {
    const rows = [];
    for (let i = at * perPage; i < Math.min((at + 1) * perPage, total); i++) {
      const n = hits ? hits[i] : i;
      const file = await load('list', Math.floor(n / data.listRows));
      if (mine !== run) return;
      rows.push([n, file[n % data.listRows]]);
    }
    body.replaceChildren(...rows.map(([n, row]) => line(n, row)));
  }
  async function turn(to, pressed) {
    const said = shown.textContent, mine = begin();
    at = to;
    await draw(mine);
    if (mine !== run) return;
    pages();
    shown.textContent = said;
    list.ariaBusy = 'false';
    $('documents-h').scrollIntoView();
    const again = [...pager.querySelectorAll('button')].find((b) => b.textContent === pressed && !b.disabled);
    (again || $('documents-h')).focus({ preventScroll: true });
  }
  const labelled = (td, label) => { td.dataset.label = label; return td; };
  function line(n, row) {
    const tr = make('tr');
    const verdict = make('td', 'badge-cell');
    verdict.append(badge(V[row[VERDICT]]));
    const head = make('th');
    head.scope = 'row';
    const b = make('button', 'path', row[PATH]);
    b.type = 'button';
    b.setAttribute('aria-expanded', 'false');
    b.addEventListener('click', () => toggle(tr, b, n).catch(trouble));
    head.append(b);
    tr.append(verdict, head, make('td', 'mono', name(row[ANSWER])), make('td', 'word', name(row[TYPE])), make('td', '', name(row[SOFTWARE])));
    for (const [i, label] of [[ERRORS, words.errors], [WARNINGS, words.warnings], [NOTES, words.notes]]) tr.append(labelled(make('td', 'num', row[i] ? count(row[i]) : ''), label));
    if (data.trend || data.against) {
      const td = make('td');
      const add = (kind, prefix) => {
        const other = row[columns[kind]];
        if (other < 0) return; // not compared, or the same
        const p = make('div', '', other === 5 ? words.new : other === 6 ? prefix + words.differs : prefix);
        if (other < V.length) p.append(badge(V[other]));
        td.append(p);
      };
      if (data.against) add('against', words.will);
      if (data.trend) add('trend', words.was);
      tr.append(td);
    }
    return tr;
  }
  function pages() {
    const last = Math.max(0, Math.ceil(total / perPage) - 1);
    const button = (text, title, to, off) => {
      const b = make('button', '', text);
      b.type = 'button';
      b.setAttribute('aria-label', title);
      b.disabled = off;
      b.addEventListener('click', () => turn(to, text).catch(trouble));
      return b;
    };
    pager.replaceChildren();
    if (last === 0) return;
    pager.append(button('«', words.first, 0, at === 0), button('‹', words.previous, at - 1, at === 0),
      make('span', '', fill(words.page, { p: at + 1, P: last + 1 })), button('›', words.next, at + 1, at === last), button('»', words.last, last, at === last));
  }

  // --- the list as a file: what is chosen now, whole
  const cells = (row) => [row[PATH], V[row[VERDICT]], ...answer(row), name(row[TYPE]), name(row[SOFTWARE]), name(row[CUSTODIAN]), row[ERRORS], row[WARNINGS], row[NOTES]];
  function answer(row) {
    const [, status, type] = /^(\d*) ?(.*)$/.exec(name(row[ANSWER]));
    return [status, type];
  }
  const kinds = {
    // A spreadsheet takes what begins so for a formula, even between quotes.
    csv: {
      type: 'text/csv',
      begin: '\ufeff' + words.csv,
      separator: words.csv.includes(';') ? ';' : ',',
      line(row) {
        const guard = (v) => (typeof v === 'string' && /^[\s]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(v) ? "'" + v : String(v));
        const [path, verdict, ...rest] = cells(row);
        return [path, words['verdict.' + verdict], ...rest, (row[RULES] || []).map(rule).join(' ')].map((v) => '"' + guard(v).replaceAll('"', '""') + '"').join(this.separator) + '\r\n';
      },
    },
    jsonl: {
      type: 'application/jsonl',
      begin: '',
      line(row) {
        const [path, verdict, status, type, documentType, software, custodian, errors, warnings, notes] = cells(row);
        const gateway = status || type ? { status: +status, type } : undefined;
        return JSON.stringify({ path, verdict, gateway, documentType, software, custodian, errors, warnings, notes, rules: (row[RULES] || []).map(rule) }) + '\n';
      },
    },
  };
  async function save(kind) {
    const mine = run, chosen = hits, n = total, { type, begin: head } = kinds[kind];
    if (list.ariaBusy === 'true') return;
    const parts = [head];
    for (let i = 0; i < n; i++) {
      const number = chosen ? chosen[i] : i;
      const file = await load('list', Math.floor(number / data.listRows));
      if (mine !== run) return;
      parts.push(kinds[kind].line(file[number % data.listRows]));
    }
    const a = make('a');
    a.href = URL.createObjectURL(new Blob(parts, { type }));
    a.download = words.file + '.' + kind;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 60000);
  }
  for (const kind of Object.keys(kinds)) $(kind).addEventListener('click', () => save(kind).catch(trouble));

  // --- one document
  const severities = ['', 'info', 'warning', 'error'];
  function findings(list, texts, tag) {
    const ul = make('ul');
    for (const [id, severity, stage, where, message, fix] of list) {
      const li = make('li');
      const h = make('p', 'h');
      const s = make('b', severities[severity]);
      s.append(icon(severities[severity]), words['severity.' + severities[severity]]);
      h.append(s, make('code', '', texts[id]), make('span', '', texts[stage]), make('span', '', texts[where]));
      if (tag) h.prepend(make('span', 'tag', tag));
      li.append(h, make('p', '', texts[message]));
      if (texts[fix]) li.append(make('p', 'fix', words.fix + ': ' + texts[fix]));
      ul.append(li);
    }
    return ul;
  }
  async function toggle(tr, button, n) {
    const open = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', open ? 'false' : 'true');
    tr.classList.toggle('open', !open);
    if (open) { if (tr.nextElementSibling && tr.nextElementSibling.classList.contains('detail')) tr.nextElementSibling.remove(); return; }
    const file = await load('detail', Math.floor(n / data.detailRows));
    if (button.getAttribute('aria-expanded') !== 'true' || tr.nextElementSibling?.classList.contains('detail')) return;
    const d = file.d[n % data.detailRows], t = file.t;
    const box = make('div', 'box');
    box.append(make('p', 'says', t[d.headline]));
    const facts = make('dl', 'facts');
    const fact = (k, v) => { const div = make('div'); div.append(make('dt', '', k), make('dd', '', v)); facts.append(div); };
    if (d.answer !== undefined || d.accepted || d.status) fact(d.accepted ? words.accepted : words.gateway, (d.status ? d.status + ' ' : '') + (d.answer !== undefined ? t[d.answer] : ''));
    if (d.validator) fact(words.validator, d.validator);
    if (d.signature) fact(words.signature, d.signature);
    if (d.sha) fact('SHA-256', d.sha);
    box.append(facts);
    for (const kind of ['against', 'trend']) {
      const c = d[kind];
      if (!c) continue;
      const h = make('h3', '', words[kind]);
      box.append(h);
      if (c.Old || c.New) { const p = make('p'); p.append(badge(c.Old), ' → ', badge(c.New)); box.append(p); }
      if (c.come) box.append(findings(c.come, t, words.come));
      if (c.gone) box.append(findings(c.gone, t, words.gone));
    }
    box.append(make('h3', '', words.findings));
    box.append(d.f.length ? findings(d.f, t) : make('p', 'note', words.noFindings));
    if (d.more) box.append(make('p', 'note', '+ ' + count(d.more) + ' ' + words.more));
    const row = make('tr', 'detail');
    const td = make('td');
    td.colSpan = tr.children.length;
    td.append(box);
    row.append(td);
    tr.after(row);
  }

  // --- wiring
  let timer;
  const again = () => { clearTimeout(timer); search().catch(trouble); };
  query.addEventListener('input', () => { begin(); clearTimeout(timer); timer = setTimeout(again, 60); });
  for (const s of Object.values(selects)) s.addEventListener('change', again);
  const clear = () => { query.value = ''; for (const s of Object.values(selects)) s.value = ''; };
  $('reset').addEventListener('click', () => { clear(); again(); query.focus(); });
  // choose chooses a value, whether the list of choices has it or not.
  function choose(select, value, text) {
    if (![...select.options].some((o) => o.value === value)) option(select, value, text);
    select.value = value;
  }
  document.addEventListener('click', (e) => {
    const b = e.target.closest('button[data-choose], button[data-change]');
    if (!b) return;
    clear();
    const { choose: id, value, change, verdict } = b.dataset;
    if (id) choose($(id), value, value.slice(1));
    if (change) {
      const [kind, what] = split(change);
      choose(selects.change, change, /^[+-]/.test(what) ? words[kind] + ': ' + (what[0] === '+' ? words.come : words.gone) + ' ' + what.slice(1) :
        (kind === 'trend' ? words.was : words.will) + words['verdict.' + V[+what]]);
      if (verdict) selects.verdict.value = '=' + verdict;
    }
    again();
    $('documents-h').scrollIntoView();
    $('documents-h').focus({ preventScroll: true });
  });
  // Once the page stands, the list is fetched, so that a filter need not wait for it.
  async function fetchAll() {
    for (let c = 0; c < Math.min(data.chunks.length, kept / 2); c++) await load('list', c);
  }
  search().then(() => { document.documentElement.classList.add('ready'); fetchAll().catch(() => {}); /* said when it is needed */ }, trouble);
})();
