(() => {
  'use strict';
  const { $, make, icon } = dom;
  const words = JSON.parse($('words').textContent);
  const main = $('main');

  // The summary is known last and read first.
  const first = main.querySelector('.doc');
  if (first && first !== main.querySelector('.doc:last-of-type')) { first.before($('summary')); first.before($('nothing')); }

  // --- the index of documents and findings
  const docs = [...main.querySelectorAll('.doc')].map((el) => ({
    el, id: el.id, verdict: el.dataset.verdict, answer: el.dataset.answer, path: el.querySelector('.path').textContent,
    row: null, findings: [], sections: [...el.querySelectorAll('.stage')], text: null,
  }));
  const byId = new Map(docs.map((d) => [d.id, d]));
  const findings = [];
  for (const d of docs) {
    for (const el of d.el.querySelectorAll('.f')) {
      const f = { el, d, s: el.dataset.s, g: el.dataset.g, t: el.dataset.t, r: el.dataset.r, line: +el.dataset.l || 0, column: +el.dataset.c || 0, text: null, shown: true };
      d.findings.push(f);
      findings.push(f);
      if (f.line) {
        const loc = el.querySelector('.loc');
        const b = make('button', 'loc', loc.textContent);
        b.type = 'button';
        b.setAttribute('aria-label', words.source + ': ' + words.line + ' ' + f.line + ', ' + words.column + ' ' + f.column);
        loc.replaceWith(b);
      }
    }
  }
  const byFinding = new Map(findings.map((f) => [f.el.id, f]));
  for (const row of document.querySelectorAll('#documents tbody tr')) {
    const d = byId.get(row.dataset.doc);
    if (d) d.row = row;
  }

  // --- filters
  const counts = (list, key) => {
    const m = new Map();
    for (const x of list) if (x[key]) m.set(x[key], (m.get(x[key]) || 0) + 1);
    return m;
  };
  // The value of a choice is '' for all, or = and what is chosen.
  const selects = {};
  for (const k of ['group', 'stage', 'rule', 'verdict', 'answer', 'doc']) selects[k] = $('f-' + k);
  const option = (select, value, text) => {
    const o = make('option', '', text);
    o.value = '=' + value;
    select.append(o);
  };
  const label = (sel, key) => {
    const e = main.querySelector(sel);
    return e ? e.textContent.trim() : key;
  };
  for (const [k, n] of counts(findings, 'g')) option(selects.group, k, label('.f[data-g="' + CSS.escape(k) + '"] .grp', k) + ' (' + n + ')');
  const stageNames = new Map();
  for (const f of findings) if (!stageNames.has(f.t)) stageNames.set(f.t, f.el.closest('.stage').querySelector('h4').textContent);
  for (const [k, n] of counts(findings, 't')) option(selects.stage, k, stageNames.get(k) + ' (' + n + ')');
  for (const [k, n] of [...counts(findings, 'r')].sort((a, b) => (a[0] < b[0] ? -1 : 1))) option(selects.rule, k, k + ' (' + n + ')');
  for (const [k, n] of counts(docs, 'verdict')) option(selects.verdict, k, label('.doc[data-verdict="' + CSS.escape(k) + '"] h2 .badge', k) + ' (' + n + ')');
  for (const [k, n] of counts(docs, 'answer')) option(selects.answer, k, k + ' (' + n + ')');
  if (selects.answer.options.length < 3) selects.answer.closest('label').hidden = true;
  for (const d of docs) option(selects.doc, d.id, d.path.length > 80 ? '…' + d.path.slice(-80) : d.path);
  if (docs.length < 2) for (const e of document.querySelectorAll('.bar .several')) e.hidden = true;

  const severities = new Map();
  const box = make('div');
  for (const s of ['error', 'warning', 'info']) {
    const n = findings.filter((f) => f.s === s).length;
    if (!n) continue;
    const b = make('button', s);
    b.type = 'button';
    b.dataset.severity = s;
    b.setAttribute('aria-pressed', 'true');
    b.append(icon(s), label('.f.' + s + ' .sev', s), ' ' + n);
    b.addEventListener('click', () => {
      b.setAttribute('aria-pressed', b.getAttribute('aria-pressed') === 'true' ? 'false' : 'true');
      apply();
    });
    severities.set(s, b);
    box.append(b);
  }
  $('severities').append(box);
  $('severities').hidden = severities.size === 0;

  const query = $('q');
  const all = document.querySelector('.all-rows[aria-controls="documents"]'), table = all && $('documents'); // shortened, unless filtered
  const matches = (f, want) => want.severity.has(f.s) && (!want.group || f.g === want.group) && (!want.stage || f.t === want.stage) && (!want.rule || f.r === want.rule);
  function apply() {
    const want = { severity: new Set([...severities].filter(([, b]) => b.getAttribute('aria-pressed') === 'true').map(([s]) => s)) };
    for (const [k, s] of Object.entries(selects)) want[k] = s.value.slice(1);
    const terms = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const narrow = want.group || want.stage || want.rule || want.severity.size < severities.size;
    let nf = 0, nd = 0;
    for (const d of docs) {
      if (d.text === null) d.text = (d.path + ' ' + d.el.querySelector('header').textContent + ' ' + d.el.querySelector('.cards').textContent).toLowerCase();
      const documentHit = terms.every((t) => d.text.includes(t));
      let hits = 0;
      for (const f of d.findings) {
        let show = matches(f, want);
        if (show && terms.length && !documentHit) {
          if (f.text === null) f.text = f.el.textContent.toLowerCase();
          show = terms.every((t) => f.text.includes(t) || d.text.includes(t));
        }
        f.shown = show;
        f.el.hidden = !show;
        if (show) hits++;
      }
      for (const s of d.sections) s.hidden = !s.querySelector('.f:not([hidden])');
      const show = (!want.verdict || d.verdict === want.verdict) && (!want.answer || d.answer === want.answer) && (!want.doc || d.id === want.doc) && (hits > 0 || (!narrow && documentHit));
      d.el.hidden = !show;
      if (d.row) d.row.hidden = !show;
      d.shown = show;
      if (show) { nd++; nf += hits; }
    }
    if (table) table.classList.toggle('short', nd === docs.length && all.getAttribute('aria-expanded') !== 'true');
    $('nothing').hidden = nd > 0 || docs.length === 0;
    const n = { f: nf, F: findings.length, d: nd, D: docs.length };
    $('shown').textContent = (docs.length === 1 ? words.shownOne : words.shown).replace(/\{(\w)\}/g, (_, k) => String(n[k]).replace(/\B(?=(\d{3})+$)/g, '\u202f'));
  }
  let timer;
  query.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(apply, 120); });
  for (const s of Object.values(selects)) s.addEventListener('change', apply);
  function clear() {
    query.value = '';
    for (const s of Object.values(selects)) s.value = '';
    for (const b of severities.values()) b.setAttribute('aria-pressed', 'true');
  }
  $('reset').addEventListener('click', () => { clear(); apply(); query.focus(); });
  for (const b of document.querySelectorAll('button[data-choose]')) {
    b.addEventListener('click', () => {
      const select = $(b.dataset.choose);
      clear();
      select.value = b.dataset.value;
      apply();
      const d = docs.find((x) => x.shown);
      if (!d) return;
      d.el.scrollIntoView();
      d.el.querySelector('h2').focus({ preventScroll: true });
    });
  }

  // --- from finding to finding
  let current = null;
  const visible = () => findings.filter((f) => f.shown && f.d.shown);
  function go(f) {
    if (current) current.el.classList.remove('here');
    current = f;
    f.el.classList.add('here');
    f.el.scrollIntoView({ block: 'center' });
    f.el.focus({ preventScroll: true });
    const source = f.d.el.querySelector('.source');
    if (source && source.open && f.line) show(f, false);
  }
  function step(by) {
    const list = visible();
    if (!list.length) return;
    const at = list.indexOf(current);
    go(list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length]);
  }
  $('next').addEventListener('click', () => step(1));
  $('prev').addEventListener('click', () => step(-1));
  main.addEventListener('keydown', (e) => {
    const f = e.target.classList && e.target.classList.contains('f') && byFinding.get(e.target.id);
    if (!f || e.ctrlKey || e.metaKey || e.altKey) return;
    if (current !== f) current = f;
    if (e.key === 'j' || e.key === 'ArrowDown') { e.preventDefault(); step(1); }
    if (e.key === 'k' || e.key === 'ArrowUp') { e.preventDefault(); step(-1); }
    if (e.key === 'Enter' && f.line) { e.preventDefault(); show(f, true); }
  });
  main.addEventListener('click', (e) => {
    const b = e.target.closest('button.loc');
    if (b) {
      const f = byFinding.get(b.closest('.f').id);
      if (current) current.el.classList.remove('here');
      current = f;
      f.el.classList.add('here');
      show(f, true);
    }
    const ann = e.target.closest('.ann button');
    if (ann) { const f = byFinding.get(ann.dataset.f); f.el.hidden = false; f.el.closest('.stage').hidden = false; go(f); }
    const link = e.target.closest('a[href^="#"]');
    const target = link && byFinding.get(link.getAttribute('href').slice(1));
    if (target) { e.preventDefault(); target.el.hidden = false; target.el.closest('.stage').hidden = false; go(target); }
  });

  // --- the source, made when it is first opened
  // plain names what cannot be seen by its number, as the program does in all other texts of the page.
  const plain = (s) => s.replace(/(?!\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => '<U+' + c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0') + '>');
  // pieces cuts a line into [class, text] after the state in which the line before ended.
  function pieces(line, state) {
    const out = [];
    let at = 0;
    const push = (cls, end) => { if (end > at) { out.push([cls, line.slice(at, end)]); at = end; } };
    const until = (text, cls, next) => {
      const i = line.indexOf(text, at);
      if (i < 0) { push(cls, line.length); return; }
      push(cls, i + text.length);
      state = next;
    };
    while (at < line.length) {
      if (state === 'comment') until('-->', 'c', 'text');
      else if (state === 'cdata') until(']]>', '', 'text');
      else if (state === 'pi') until('?>', 'c', 'text');
      else if (state === '"' || state === "'") until(state, 'v', 'tag');
      else if (state === 'tag') {
        const m = /[^\s=>"'/]+|["'>]|[\s=/]+/y;
        m.lastIndex = at;
        const t = m.exec(line)[0];
        if (t === '>') { push('t', at + 1); state = 'text'; } else if (t === '"' || t === "'") { push('v', at + 1); state = t; } else push(/^[\s=]/.test(t) ? '' : t[0] === '/' ? 't' : 'a', at + t.length);
      } else {
        const i = line.indexOf('<', at);
        if (i < 0) { push('', line.length); break; }
        push('', i);
        if (line.startsWith('<!--', at)) { push('c', at + 4); state = 'comment'; } else if (line.startsWith('<![CDATA[', at)) { push('c', at + 9); state = 'cdata'; } else if (line.startsWith('<?', at)) { push('c', at + 2); state = 'pi'; } else {
          const m = /<\/?[^\s>/]*/y;
          m.lastIndex = at;
          push('t', at + m.exec(line)[0].length);
          state = 'tag';
        }
      }
    }
    return [out, state];
  }
  // offset turns a column (characters, from 1) into an index of UTF-16 units.
  function offset(line, column) {
    let i = 0;
    for (let n = 1; n < column && i < line.length; n++) i += line.codePointAt(i) > 0xffff ? 2 : 1;
    return i;
  }
  const widest = 1200; // characters in one row; a longer line goes on in the next
  const perChunk = 150; // lines that are drawn together
  const eager = 4000; // lines up to which all is drawn at once, so that the browser's own search finds it
  const plainFrom = 400000; // characters from which a line is not coloured

  // prepare divides the source into chunks; each knows in which state of the markup it begins.
  function prepare(d, details) {
    d.lines = JSON.parse($(d.id + '-source').textContent).split(/\r\n|\n|\r/);
    d.marks = new Map();
    for (const f of d.findings) {
      if (!f.line || f.line > d.lines.length) continue;
      if (!d.marks.has(f.line)) d.marks.set(f.line, []);
      d.marks.get(f.line).push(f);
    }
    d.chunks = [];
    const lazy = d.lines.length > eager;
    let state = 'text';
    for (let from = 0; from < d.lines.length; from += perChunk) {
      const to = Math.min(from + perChunk, d.lines.length);
      const el = make('div', 'chunk');
      const chunk = { d, from, to, state, el, filled: false };
      let rows = 0;
      for (let i = from; i < to; i++) {
        if (lazy) state = after(d.lines[i], state);
        rows += Math.max(1, Math.ceil(d.lines[i].length / 100)) + 1.5 * (d.marks.get(i + 1) || []).length;
      }
      const height = Math.ceil(rows * 19.4) + 'px';
      el.style.setProperty('contain-intrinsic-size', 'auto ' + height);
      if (lazy) el.style.setProperty('min-height', height);
      d.chunks.push(chunk);
      if (!lazy) state = fillChunk(chunk);
    }
    details.querySelector('.code').replaceChildren(...d.chunks.map((c) => c.el));
    if (!lazy) return;
    const near = new IntersectionObserver((entries) => {
      for (const e of entries) if (e.isIntersecting) { near.unobserve(e.target); fillChunk(d.chunks.find((c) => c.el === e.target)); }
    }, { root: details.querySelector('.code'), rootMargin: '800px' });
    for (const c of d.chunks) near.observe(c.el);
  }
  const after = (line, state) => (line.length > plainFrom ? state : pieces(line, state)[1]);
  // fillChunk draws the lines of a chunk and returns the state in which it ends.
  function fillChunk(chunk) {
    if (chunk.filled) return null;
    chunk.filled = true;
    let state = chunk.state;
    for (let i = chunk.from; i < chunk.to; i++) state = drawLine(chunk.d, i, state, chunk.el);
    chunk.el.style.removeProperty('min-height');
    return state;
  }
  function drawLine(d, index, state, target) {
    const line = d.lines[index];
    const here = (d.marks.get(index + 1) || []).map((f) => ({ f, at: offset(line, f.column || 1) })).sort((a, b) => a.at - b.at);
    let list = [['', line]];
    if (line.length <= plainFrom) [list, state] = pieces(line, state);
    let row = null, body = null, width = 0, at = 0, next = 0, pending = [], group = target, rows = 0;
    const open = () => {
      row = make('div', 'l');
      if (line.length > 40 * widest && rows++ % 40 === 0) { // a whole document in one line
        group = make('div', 'chunk');
        group.style.setProperty('contain-intrinsic-size', 'auto ' + 40 * 19.4 * widest / 100 + 'px');
        target.append(group);
      }
      if (at === 0) { row.dataset.n = index + 1; row.id = d.id + '-L' + (index + 1); }
      body = make('code');
      row.append(body);
      group.append(row);
      width = 0;
    };
    const close = () => {
      group.append(...pending.map(annotation));
      pending = [];
    };
    const reached = (f, mark) => { row.classList.add('hit'); f.row = row; f.mark = mark; pending.push(f); };
    const put = (tag, cls, text) => {
      const e = tag ? make(tag, cls, plain(text)) : null;
      body.append(e || plain(text));
      width += text.length;
      at += text.length;
      return e;
    };
    open();
    for (let [cls, text] of list) {
      while (text) {
        if (width >= widest) { close(); open(); }
        let n = Math.min(text.length, widest);
        const ahead = next < here.length ? here[next].at - at : Infinity;
        if (ahead >= n || ahead > 0) {
          n = Math.min(n, ahead);
          put(cls ? 'span' : '', cls, text.slice(0, n));
        } else {
          n = Math.min(n, cls ? 60 : Math.max(1, /^(?:<[/!?]?)?[^\s<>="'/]{0,60}/.exec(text)[0].length));
          const mark = put('mark', cls, text.slice(0, n));
          for (; next < here.length && here[next].at < at; next++) reached(here[next].f, mark);
        }
        text = text.slice(n);
      }
    }
    for (; next < here.length; next++) reached(here[next].f, null);
    close();
    return state;
  }
  function annotation(f) {
    const box = make('div', 'ann ' + f.s);
    const b = make('button');
    b.type = 'button';
    b.dataset.f = f.el.id;
    b.append(icon(f.s), make('b', '', f.r), make('span', '', f.el.querySelector('.msg').textContent.slice(0, 300)));
    box.append(b);
    return box;
  }
  function ready(details) {
    const d = byId.get(details.dataset.doc);
    if (!d.chunks) prepare(d, details);
    return d;
  }
  let lit = null;
  function show(f, focus) {
    const details = f.d.el.querySelector('.source');
    if (!details) return;
    details.open = true;
    const d = ready(details);
    if (d.marks.has(f.line)) fillChunk(d.chunks[Math.floor((f.line - 1) / perChunk)]);
    if (lit) lit.classList.remove('here');
    lit = f.row;
    if (!f.row) return;
    lit.classList.add('here');
    const code = details.querySelector('.code');
    const target = f.mark || f.row;
    // What is near gets its real height only when it comes into sight, so the place is looked up again.
    for (let i = 0; i < 3; i++) {
      const a = target.getBoundingClientRect(), b = code.getBoundingClientRect();
      code.scrollTop += a.top - b.top - code.clientHeight / 3;
    }
    if (focus) {
      details.scrollIntoView({ block: 'nearest' });
      code.focus({ preventScroll: true });
    }
  }
  for (const details of document.querySelectorAll('.source')) {
    details.addEventListener('toggle', () => { if (details.open) ready(details); });
  }
  // On paper nothing can be opened: what belongs to a finding is, source and narrative are printed when they are open.
  let closed = [];
  window.addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('.f details:not([open]), .card details:not([open])')];
    for (const d of closed) d.open = true;
    for (const d of docs) if (d.chunks && d.lines.length <= 5 * eager && d.el.querySelector('.source').open) d.chunks.forEach(fillChunk);
  });
  window.addEventListener('afterprint', () => { for (const d of closed) d.open = false; });
  $('bar').hidden = false;
  apply();
  document.documentElement.classList.add('ready');
})();

// Tables of parts: rows of one state alone.
for (const choice of document.querySelectorAll('select[data-grid]')) {
  choice.addEventListener('change', () => {
    for (const row of document.getElementById(choice.dataset.grid).tBodies[0].rows) row.hidden = choice.value !== '' && row.dataset.state !== choice.value;
  });
}
