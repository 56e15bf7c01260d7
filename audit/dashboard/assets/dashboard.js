(() => {
  'use strict';
  const { $, make, icon } = dom;
  const data = JSON.parse($('data').textContent);
  const words = data.words;
  const perPage = 50;
  const kept = 120; // data files kept in memory
  const V = data.verdicts;
  const count = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, '\u202f');
  const fill = (text, values) => text.replace(/\{(\w)\}/g, (_, k) => count(values[k]));
  const badge = (v) => {
    const b = make('span', 'badge ' + v);
    b.append(icon(v), words['verdict.' + v]);
    return b;
  };

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

  // --- filters
  const name = (k) => (typeof k === 'number' ? data.names[k] : k);
  const rule = (k) => (typeof k === 'number' ? data.rules[k] : k);
  const option = (select, value, text) => {
    const o = make('option', '', text);
    o.value = value;
    select.append(o);
  };
  const selects = {};
  for (const k of ['verdict', 'type', 'software', 'custodian', 'rule', 'change']) selects[k] = $('f-' + k);
  V.forEach((v, i) => option(selects.verdict, i, words['verdict.' + v]));
  for (const k of ['type', 'software', 'custodian']) {
    for (const b of document.querySelectorAll('button[data-filter="' + k + '"]')) option(selects[k], '=' + b.dataset.key, b.textContent.length > 60 ? b.textContent.slice(0, 60) + '…' : b.textContent);
    const select = selects[k];
    if (select.options.length < 3) select.closest('label').hidden = true;
  }
  for (const r of [...data.rules].sort()) option(selects.rule, r, r);
  for (const kind of ['against', 'trend']) {
    if (!data[kind]) continue;
    for (const w of ['Worse', 'Better', 'Any']) option(selects.change, kind + ':' + w.toLowerCase(), words[kind] + ': ' + words[kind + w]);
  }
  $('l-change').hidden = !data.trend && !data.against;
  const refused = V.indexOf('refused');
  const columns = { trend: 9, against: 10 };
  const split = (s) => [s.slice(0, s.indexOf(':')), s.slice(s.indexOf(':') + 1)];
  function changed(row, want) {
    const [kind, what] = split(want);
    if (what[0] === '+' || what[0] === '-') {
      const list = row[11] && row[11][(kind === 'trend' ? 2 : 0) + (what[0] === '-' ? 1 : 0)];
      return !!list && list.some((k) => rule(k) === what.slice(1));
    }
    const other = row[columns[kind]];
    const older = kind === 'trend' ? other : row[1], newer = kind === 'trend' ? row[1] : other;
    const moved = other >= 0 && other < V.length;
    if (what === 'any') return moved || other === 6;
    if (what === 'worse') return moved && newer === refused && older !== refused;
    if (what === 'better') return moved && older === refused && newer !== refused;
    return other === +what;
  }
  const query = $('q');
  function wanted() {
    const w = { terms: query.value.toLowerCase().split(/\s+/).filter(Boolean) };
    for (const [k, s] of Object.entries(selects)) w[k] = s.value;
    w.any = w.terms.length > 0 || Object.values(selects).some((s) => s.value !== '');
    w.numbers = {};
    for (const k of ['type', 'software', 'custodian']) if (w[k]) w.numbers[k] = data.names.indexOf(w[k].slice(1));
    w.ruleNumber = data.rules.indexOf(w.rule);
    return w;
  }
  const has = (list, n) => list.includes(n) || list.includes(-1);
  function possible(chunk, w) {
    if (w.verdict !== '' && !chunk.v.includes(+w.verdict)) return false;
    if (w.rule && !has(chunk.r, w.ruleNumber)) return false;
    for (const k of ['type', 'software', 'custodian']) if (w[k] && !has(chunk.k, w.numbers[k])) return false;
    return true;
  }
  function matches(row, w) {
    if (w.verdict !== '' && row[1] !== +w.verdict) return false;
    if (w.type && name(row[2]) !== w.type.slice(1)) return false;
    if (w.software && name(row[3]) !== w.software.slice(1)) return false;
    if (w.custodian && name(row[4]) !== w.custodian.slice(1)) return false;
    if (w.rule && !(row[8] || []).some((k) => rule(k) === w.rule)) return false;
    if (w.change && !changed(row, w.change)) return false;
    if (w.terms.length) {
      const path = row[0].toLowerCase();
      for (const t of w.terms) if (!path.includes(t) && !(row[8] || []).some((k) => rule(k).toLowerCase().includes(t))) return false;
    }
    return true;
  }

  // --- the list
  const body = $('list').querySelector('tbody');
  const pager = document.querySelector('.pager');
  const shown = $('shown');
  let hits = null; // numbers of the documents that match, null for all
  let total = 0, at = 0, run = 0;
  function trouble(e) { shown.className = 'trouble'; shown.textContent = words.missing + e.message; }
  async function search() {
    const mine = ++run;
    const w = wanted();
    shown.className = '';
    at = 0;
    if (!w.any) {
      hits = null;
      total = data.documents;
      shown.textContent = fill(words.found, { n: total, N: data.documents });
      await draw(mine);
      return;
    }
    hits = [];
    total = 0;
    let seen = 0, base = 0, drawn = -1;
    for (let c = 0; c < data.chunks.length; c++) {
      const chunk = data.chunks[c];
      if (possible(chunk, w)) {
        const rows = await load('list', c);
        if (mine !== run) return;
        rows.forEach((row, i) => { if (matches(row, w)) hits.push(base + i); });
      }
      base += chunk.n;
      seen += chunk.n;
      total = hits.length;
      if (drawn < 0 && total >= perPage) { drawn = total; await draw(mine); if (mine !== run) return; }
      if (seen < data.documents) shown.textContent = fill(words.searching, { n: total, m: seen, N: data.documents });
    }
    shown.textContent = total ? fill(words.found, { n: total, N: data.documents }) : words.nothing;
    await draw(mine);
  }
  async function draw(mine) {
    const first = at * perPage;
    const wantedRows = [];
    for (let i = first; i < Math.min(first + perPage, total); i++) wantedRows.push(hits ? hits[i] : i);
    const rows = [];
    for (const n of wantedRows) {
      const list = await load('list', Math.floor(n / data.listRows));
      if (mine !== run) return;
      rows.push([n, list[n % data.listRows]]);
    }
    body.replaceChildren(...rows.map(([n, row]) => line(n, row)));
    pages();
  }
  function line(n, row) {
    const tr = make('tr');
    const verdict = make('td', 'badge-cell');
    verdict.append(badge(V[row[1]]));
    const head = make('th');
    head.scope = 'row';
    const b = make('button', 'path', row[0]);
    b.type = 'button';
    b.setAttribute('aria-expanded', 'false');
    b.addEventListener('click', () => toggle(tr, b, n).catch(trouble));
    head.append(b);
    tr.append(verdict, head, make('td', '', name(row[2])), make('td', '', name(row[3])));
    for (const i of [5, 6, 7]) tr.append(make('td', 'num', row[i] ? count(row[i]) : ''));
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
      b.addEventListener('click', () => {
        at = to;
        draw(run).then(() => { $('documents-h').scrollIntoView(); const again = [...pager.querySelectorAll('button')].find((x) => x.textContent === text && !x.disabled); if (again) again.focus({ preventScroll: true }); }, trouble);
      });
      return b;
    };
    pager.replaceChildren();
    if (last === 0) return;
    pager.append(button('«', words.first, 0, at === 0), button('‹', words.previous, at - 1, at === 0),
      make('span', '', fill(words.page, { p: at + 1, P: last + 1 })), button('›', words.next, at + 1, at === last), button('»', words.last, last, at === last));
  }

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
  const again = () => search().catch(trouble);
  query.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(again, 200); });
  for (const s of Object.values(selects)) s.addEventListener('change', again);
  const clear = () => { query.value = ''; for (const s of Object.values(selects)) s.value = ''; };
  $('reset').addEventListener('click', () => { clear(); again(); query.focus(); });
  const drill = () => { again(); const h = $('documents-h'); h.scrollIntoView(); h.focus({ preventScroll: true }); };
  document.addEventListener('click', (e) => {
    const b = e.target.closest('button[data-rule], button[data-filter], button[data-change]');
    if (!b) return;
    clear();
    if (b.dataset.rule !== undefined) {
      if (![...selects.rule.options].some((o) => o.value === b.dataset.rule)) option(selects.rule, b.dataset.rule, b.dataset.rule);
      selects.rule.value = b.dataset.rule;
    }
    if (b.dataset.filter) selects[b.dataset.filter].value = '=' + b.dataset.key;
    if (b.dataset.change) {
      const v = b.dataset.change;
      if (![...selects.change.options].some((o) => o.value === v)) {
        const [kind, what] = split(v);
        if (what[0] === '+' || what[0] === '-') option(selects.change, v, words[kind] + ': ' + (what[0] === '+' ? words.come : words.gone) + ' ' + what.slice(1));
        else option(selects.change, v, (kind === 'trend' ? words.was : words.will) + words['verdict.' + V[+what]]);
      }
      selects.change.value = v;
      if (b.dataset.verdict) selects.verdict.value = b.dataset.verdict;
    }
    drill();
  });
  search().then(() => document.documentElement.classList.add('ready'), trouble);
})();
