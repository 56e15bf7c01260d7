// dom is for the scripts of single pages, which run after this one.
const dom = (() => {
  'use strict';
  const $ = (id) => document.getElementById(id);
  const make = (tag, cls, text) => {
    const e = document.createElement(tag);
    if (cls) e.className = cls;
    if (text !== undefined) e.textContent = text;
    return e;
  };
  const icon = (name) => {
    const ns = 'http://www.w3.org/2000/svg';
    const s = document.createElementNS(ns, 'svg');
    s.setAttribute('class', 'icon');
    s.setAttribute('aria-hidden', 'true');
    const u = document.createElementNS(ns, 'use');
    u.setAttribute('href', '#i-' + name);
    s.append(u);
    return s;
  };
  return { $, make, icon };
})();

(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');
  const button = document.getElementById('theme');
  const themes = ['auto', 'light', 'dark'];
  let theme = root.dataset.theme || 'auto';
  try { theme = localStorage.getItem('fselint-theme') || theme; } catch { /* storage can be off for files */ }
  const apply = () => {
    if (!themes.includes(theme)) theme = 'auto';
    if (theme === 'auto') root.removeAttribute('data-theme'); else root.setAttribute('data-theme', theme);
    if (button) button.textContent = button.dataset[theme];
  };
  apply();
  if (button) button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    try { localStorage.setItem('fselint-theme', theme); } catch { /* then it lasts as long as the page */ }
    apply();
  });
  // Filters fold away where the window is narrow, so that the answer comes first.
  const narrow = matchMedia('(max-width: 46rem)');
  const fold = () => { for (const d of document.querySelectorAll('.fold')) d.open = !narrow.matches; };
  narrow.addEventListener('change', fold);
  fold();
  for (const b of document.querySelectorAll('.all-rows')) {
    b.addEventListener('click', () => {
      const short = document.getElementById(b.getAttribute('aria-controls')).classList.toggle('short');
      b.setAttribute('aria-expanded', String(!short));
    });
  }
  const print = document.getElementById('print');
  if (print) print.addEventListener('click', () => window.print());
})();
