package browser

import "slices"

// LowContrast lists the visible texts whose colour stands out from what is behind it by less than WCAG 2.1 asks for at level AA
// (4.5, or 3 for large text), by their first words.
func (p *Page) LowContrast() []string {
	p.t.Helper()
	return Eval[[]string](p, contrast)
}

const contrast = `(() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  canvas.canvas.width = canvas.canvas.height = 1;
  const over = (layers) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const c of layers) { canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (c) => {
    const [r, g, b] = c.map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const bad = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const e = n.parentElement;
    if (!n.data.trim() || ["SCRIPT", "STYLE", "OPTION", "TITLE", "DESC", "NOSCRIPT"].includes(e.tagName.toUpperCase())) continue;
    if (!e.checkVisibility({contentVisibilityAuto: true}) || e.closest("[disabled], .visually-hidden, .skip")) continue;
    const style = getComputedStyle(e);
    const layers = [];
    for (let a = e; a; a = a.parentElement) layers.unshift(getComputedStyle(a).backgroundColor);
    const behind = over(["white", ...layers]);
    const color = e.closest("svg") ? style.fill : style.color;
    const front = over(["rgb(" + behind.join(",") + ")", color]);
    const [a, b] = [luminance(front), luminance(behind)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && +style.fontWeight >= 700;
    if (ratio < (large ? 3 : 4.5)) bad.add(ratio.toFixed(2) + " " + e.tagName + "." + e.className + ": " + n.data.trim().slice(0, 40));
  }
  return [...bad];
})()`

// Inaccessible lists what would keep people who do not see the page, or use no mouse, from using it: missing names and labels, ids
// that lead nowhere or occur twice, headings that skip a level, areas to scroll that cannot get the focus.
func (p *Page) Inaccessible() []string {
	p.t.Helper()
	var list []string
	for what, expression := range rules {
		for _, s := range Eval[[]string](p, expression+".map(String).map(s => s.slice(0, 200))") {
			list = append(list, what+": "+s)
		}
	}
	slices.Sort(list)
	return list
}

// rules are expressions that list the offenders.
var rules = map[string]string{
	"no language":           `[document.documentElement].filter(e => !e.lang).map(e => e.tagName)`,
	"no title":              `[document].filter(d => !d.title).map(() => "document")`,
	"id twice":              `[...document.querySelectorAll("[id]")].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)`,
	"label leads nowhere":   `[...document.querySelectorAll("[aria-labelledby]")].flatMap(e => e.getAttribute("aria-labelledby").split(" ")).filter(id => !document.getElementById(id))`,
	"link leads nowhere":    `[...document.querySelectorAll('a[href^="#"]')].map(e => e.getAttribute("href").slice(1)).filter(id => !document.getElementById(id))`,
	"button without a name": `[...document.querySelectorAll("button")].filter(e => !e.textContent.trim() && !e.ariaLabel).map(e => e.outerHTML)`,
	"field without a label": `[...document.querySelectorAll("input, select")].filter(e => !e.labels.length && !e.ariaLabel).map(e => e.outerHTML)`,
	"head without a scope":  `[...document.querySelectorAll("table.data th")].filter(e => !e.scope).map(e => e.outerHTML)`,
	"table without a name":  `[...document.querySelectorAll("table.data")].filter(e => !e.caption && !e.ariaLabel && !e.getAttribute("aria-labelledby")).map(e => e.outerHTML)`,
	"control of nothing":    `[...document.querySelectorAll("[aria-controls]")].map(e => e.getAttribute("aria-controls")).filter(id => !document.getElementById(id))`,
	"count that is unheard": `[...document.querySelectorAll("#shown")].filter(e => e.ariaLive !== "polite").map(e => e.outerHTML)`,
	"no skip link first":    `[document.querySelector("a, button, input, select, summary, [tabindex]")].filter(e => !e || !e.matches("a.skip")).map(() => document.title)`,
	"heading skips a level": `[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((e, i, all) => i && +e.tagName[1] > +all[i - 1].tagName[1] + 1).map(e => e.outerHTML)`,
	"not one main and h1":   `[document.querySelectorAll("main").length, document.querySelectorAll("h1").length].filter(n => n !== 1)`,
	"handler in attribute":  `[...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => a.name.startsWith("on"))).map(e => e.outerHTML)`,
	"icon that is read":     `[...document.querySelectorAll("svg")].filter(e => e.getAttribute("aria-hidden") !== "true" && !e.querySelector("title")).map(e => e.outerHTML)`,
	"scrolls without focus": `[...document.querySelectorAll("main *")].filter(e => e.checkVisibility() && /auto|scroll/.test(getComputedStyle(e).overflowX + getComputedStyle(e).overflowY) && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) && e.tabIndex < 0 && !e.querySelector("a, button")).map(e => e.className)`,
	"focus without a name":  `[...document.querySelectorAll("[tabindex='0']")].filter(e => !e.ariaLabel && !e.getAttribute("aria-labelledby")).map(e => e.outerHTML)`,
}
