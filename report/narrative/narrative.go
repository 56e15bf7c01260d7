package narrative

import (
	"html"
	"net/url"
	"strconv"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/report/page"
)

// Options say how a narrative is written.
type Options struct {
	Prefix  string // of the ids in the output, so that several narratives fit one page; letters, digits and hyphens
	Heading int    // level of the outermost section's heading, 1 to 6
	Most    int    // bytes of output after which the rest is left out; 0 for no bound
	Lang    string // "it" or "en", for the few words of our own
}

// deepest bounds the nesting of the output: browsers flatten what is deeper than some hundreds.
const deepest = 60

// HTML renders the title of a CDA and its sections in document order. It returns "" for a document without sections and
// without a body of its own. cut says that the rest was left out because of Options.Most.
func HTML(doc *xmltree.Doc, o Options) (out string, cut bool) {
	r := &renderer{doc: doc, o: o, ids: make(map[string]bool)}
	root := doc.DocumentElement()
	for n := root; n < doc.End(root); n++ {
		if doc.Kind(n) == xmltree.Element {
			if id, ok := doc.AttrValue(n, "ID"); ok {
				r.ids[id] = true
			}
		}
	}
	r.sections(root, o.Heading, 0)
	return r.b.String(), r.cut
}

type renderer struct {
	doc    *xmltree.Doc
	o      Options
	b      strings.Builder
	ids    map[string]bool // of the document, for links within it
	inLink bool
	cut    bool
}

func (r *renderer) full() bool {
	if r.o.Most > 0 && r.b.Len() > r.o.Most {
		r.cut = true
	}
	return r.cut
}

func (r *renderer) local(n xmltree.Node) string {
	if r.doc.Kind(n) != xmltree.Element {
		return ""
	}
	return r.doc.Local(r.doc.Name(n))
}

// sections renders the outermost sections below n, wherever they hang.
func (r *renderer) sections(n xmltree.Node, level, depth int) {
	for c := n + 1; c < r.doc.End(n); {
		switch {
		case r.local(c) == "section":
			r.section(c, level, depth)
		case r.local(c) == "nonXMLBody":
			r.opaque(c)
		default:
			c++
			continue
		}
		c = r.doc.End(c)
	}
}

func (r *renderer) section(n xmltree.Node, level, depth int) {
	if r.full() {
		return
	}
	if depth > deepest {
		r.text(r.doc.StringValue(n))
		return
	}
	r.b.WriteString("<section>")
	text := xmltree.None
	for c := r.doc.FirstChild(n); c != xmltree.None; c = r.doc.NextSibling(c) {
		switch r.local(c) {
		case "title":
			h := "h" + strconv.Itoa(min(level, 6))
			r.b.WriteString("<" + h + ">")
			r.text(r.doc.StringValue(c))
			r.b.WriteString("</" + h + ">")
		case "text":
			if text == xmltree.None {
				text = c
			}
		}
	}
	if text != xmltree.None {
		r.b.WriteString("<div class=\"text\">")
		r.children(text, 0)
		r.b.WriteString("</div>")
	}
	r.sections(n, level+1, depth+1)
	r.b.WriteString("</section>")
}

// opaque stands for a body that is no XML, such as a PDF in base64.
func (r *renderer) opaque(n xmltree.Node) {
	media := ""
	for c := r.doc.FirstChild(n); c != xmltree.None; c = r.doc.NextSibling(c) {
		if r.local(c) == "text" {
			media, _ = r.doc.AttrValue(c, "mediaType")
		}
	}
	r.b.WriteString("<p class=\"stand-in\">")
	r.text(strings.TrimSpace(r.say("body-that-no-xml-not-shown") + " " + media))
	r.b.WriteString("</p>")
}

func (r *renderer) say(id string) string { return texts.In(r.o.Lang, id, nil) }

func (r *renderer) text(s string) { r.b.WriteString(html.EscapeString(page.Plain(s))) }

func (r *renderer) children(n xmltree.Node, depth int) {
	for c := r.doc.FirstChild(n); c != xmltree.None && !r.full(); c = r.doc.NextSibling(c) {
		switch r.doc.Kind(c) {
		case xmltree.Text:
			r.text(r.doc.Content(c))
		case xmltree.Element:
			if depth >= deepest {
				r.text(r.doc.StringValue(c))
				continue
			}
			r.element(c, depth+1)
		}
	}
}

// element renders one element of the narrative block. A part of a table or list that does not stand in one is a block.
func (r *renderer) element(n xmltree.Node, depth int) {
	parent := r.local(r.doc.Parent(n))
	switch name := r.local(n); name {
	case "br":
		r.b.WriteString("<br>")
	case "paragraph":
		r.wrap(n, depth, "div", ` class="p"`)
	case "content":
		r.wrap(n, depth, "span", r.style(n))
	case "sub", "sup":
		r.wrap(n, depth, name, "")
	case "list":
		tag := "ul"
		if t, _ := r.doc.AttrValue(n, "listType"); t == "ordered" {
			tag = "ol"
		}
		r.wrap(n, depth, tag, "")
	case "item":
		r.wrap(n, depth, pick(parent == "list", "li", "div"), "")
	case "table":
		r.b.WriteString(`<div class="scroll" tabindex="0" role="group" aria-label="` + r.say("table") + `">`)
		r.wrap(n, depth, "table", "")
		r.b.WriteString("</div>")
	case "thead", "tbody", "tfoot", "tr", "th", "td":
		attrs := ""
		if name == "th" || name == "td" {
			attrs = r.span(n)
		}
		r.wrap(n, depth, pick(r.inTable(n, name), name, "div"), attrs)
	case "caption":
		r.caption(n, depth, parent)
	case "col", "colgroup": // widths, which the page chooses itself
	case "linkHtml":
		r.link(n, depth)
	case "footnote":
		r.wrap(n, depth, "small", ` class="footnote"`)
	case "footnoteRef":
		if id, ok := r.doc.AttrValue(n, "IDREF"); ok && r.ids[id] && !r.inLink {
			r.b.WriteString(`<a href="#` + r.anchor(id) + `">*</a>`)
		}
	case "renderMultiMedia":
		id, _ := r.doc.AttrValue(n, "referencedObject")
		r.b.WriteString(`<span class="stand-in">`)
		r.text(strings.TrimSpace(r.say("image-not-shown") + " " + id))
		r.b.WriteString("</span>")
		r.children(n, depth)
	default:
		r.wrap(n, depth, "span", "")
	}
}

// inTable reports whether a part of a table stands where HTML has it.
func (r *renderer) inTable(n xmltree.Node, name string) bool {
	p := r.doc.Parent(n)
	parent := r.local(p)
	switch name {
	case "thead", "tbody", "tfoot":
		return parent == "table"
	case "tr":
		return parent == "table" || (parent == "thead" || parent == "tbody" || parent == "tfoot") && r.inTable(p, parent)
	}
	return parent == "tr" && r.inTable(p, parent)
}

func (r *renderer) caption(n xmltree.Node, depth int, parent string) {
	first := true
	for p := r.doc.FirstChild(r.doc.Parent(n)); p != n && p != xmltree.None; p = r.doc.NextSibling(p) {
		if r.doc.Kind(p) == xmltree.Element {
			first = false
			break
		}
	}
	switch {
	case parent == "table" && first:
		r.wrap(n, depth, "caption", "")
	case parent == "list":
		r.wrap(n, depth, "li", ` class="caption"`)
	default:
		r.wrap(n, depth, "div", ` class="caption"`)
	}
}

func (r *renderer) wrap(n xmltree.Node, depth int, tag, attrs string) {
	r.b.WriteString("<" + tag)
	if id, ok := r.doc.AttrValue(n, "ID"); ok && id != "" {
		r.b.WriteString(` id="` + r.anchor(id) + `"`)
	}
	r.b.WriteString(attrs + ">")
	r.children(n, depth)
	r.b.WriteString("</" + tag + ">")
}

// anchor is the id in the page of an ID in the document.
func (r *renderer) anchor(id string) string {
	return html.EscapeString(r.o.Prefix + url.PathEscape(id))
}

// style gives the looks of a styleCode that this page knows.
func (r *renderer) style(n xmltree.Node) string {
	codes, _ := r.doc.AttrValue(n, "styleCode")
	var classes []string
	for _, c := range strings.Fields(codes) {
		switch strings.ToLower(c) {
		case "bold", "emphasis":
			classes = append(classes, "bold")
		case "italics":
			classes = append(classes, "italics")
		case "underline":
			classes = append(classes, "underline")
		}
	}
	if len(classes) == 0 {
		return ""
	}
	return ` class="` + strings.Join(classes, " ") + `"`
}

func (r *renderer) span(n xmltree.Node) string {
	attrs := ""
	for _, name := range []string{"colspan", "rowspan"} {
		value, _ := r.doc.AttrValue(n, name)
		if k, err := strconv.Atoi(value); err == nil && k > 1 && k <= 100 {
			attrs += ` ` + name + `="` + strconv.Itoa(k) + `"`
		}
	}
	return attrs
}

func (r *renderer) link(n xmltree.Node, depth int) {
	href, _ := r.doc.AttrValue(n, "href")
	if id, ok := strings.CutPrefix(href, "#"); ok && r.ids[id] {
		href = "#" + r.anchor(id)
	} else if u, err := url.Parse(href); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		href = html.EscapeString(u.String())
	} else {
		href = ""
	}
	if href == "" || r.inLink {
		r.wrap(n, depth, "span", "")
		return
	}
	r.inLink = true
	attrs := ` href="` + href + `"`
	if href[0] != '#' {
		attrs += ` rel="noopener noreferrer nofollow" target="_blank"`
	}
	r.wrap(n, depth, "a", attrs)
	r.inLink = false
}

func pick(ok bool, yes, no string) string {
	if ok {
		return yes
	}
	return no
}
