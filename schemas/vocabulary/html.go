package vocabulary

import (
	"bytes"
	"strconv"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/jdk/soup"
)

// htmlDiffers reports whether an HTML parser may find other elements or other values in a well-formed document than an XML parser
// does. Of the states of its tokenizer these matter:
//
//   - comment start and comment start dash: <!--> and <!---> are whole comments, what follows is markup;
//   - bogus comment: a processing instruction ends at its first >;
//   - RCDATA: the content of title is text up to the first </title, also one that stands in a comment, an instruction or a CDATA
//     section there;
//   - numeric character reference end: 128 to 159 stand for characters of Windows-1252.
//
// The others differ only in what is not well-formed; jsoup knows CDATA sections everywhere, unlike the standard.
func htmlDiffers(src []byte) bool {
	return anySection(src, "<!--", "-->", func(comment []byte) bool {
		return bytes.HasPrefix(comment, []byte(">")) || bytes.HasPrefix(comment, []byte("->")) || endsTitle(comment)
	}) || anySection(src, "<?", "?>", func(instruction []byte) bool {
		return bytes.IndexByte(instruction, '>') >= 0 || endsTitle(instruction)
	}) || anySection(src, "<![CDATA[", "]]>", endsTitle) || anySection(src, "&#", ";", isWindows1252)
}

// anySection reports whether f holds for what stands between any open and the next end. Sections of markup do not overlap.
func anySection(src []byte, open, end string, f func([]byte) bool) bool {
	for at := 0; ; {
		i := bytes.IndexByte(src[at:], open[1]) // the first byte is everywhere
		if i < 0 {
			return false
		}
		at += i
		if at == 0 || !bytes.HasPrefix(src[at-1:], []byte(open)) {
			at++
			continue
		}
		body, _, found := bytes.Cut(src[at-1+len(open):], []byte(end))
		if !found {
			return false
		}
		if f(body) {
			return true
		}
		at += len(open) - 1 + len(body)
	}
}

func endsTitle(content []byte) bool {
	const tag = "</title"
	for {
		i := bytes.Index(content, []byte("</"))
		if i < 0 || len(content) < i+len(tag) {
			return false
		}
		if equalFoldASCII(string(content[i:i+len(tag)]), tag) {
			return true
		}
		content = content[i+len("</"):]
	}
}

func isWindows1252(number []byte) bool {
	const longest = 32 // zeros may stand before it; what is longer is read the slow way
	if len(number) > longest {
		return true
	}
	base, digits := 10, string(number)
	if len(digits) > 0 && digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return err == nil && n >= 0x80 && n <= 0x9F
}

// html extracts the codes as jsoup reads the document.
func (x *extractor) html() {
	elements := soup.Elements(x.doc.Source())
	next := xmltree.Root + 1
	for i := range elements {
		e := &elements[i]
		x.leave(i)
		list := -1
		switch name := e.Name; {
		case equalFoldASCII(name, "observation"):
			x.enter(e.End, htmlQuestion(elements, i))
		case equalFoldASCII(name, "value"):
			list = x.answers()
		}
		system, coded := e.Lookup("codesystem")
		if !coded && list < 0 {
			continue
		}
		for int(next) < x.doc.Len() && x.doc.Offset(next) < e.Pos {
			next++
		}
		c := Code{
			Code: e.Attr("code"), System: system, Version: e.Attr("codesystemversion"),
			SystemName: e.Attr("codesystemname"), DisplayName: e.Attr("displayname"),
		}
		x.place(&c, next, e.Pos)
		x.add(c, list)
	}
}

// htmlQuestion returns which answer list the children of an observation ask for, -1 for none.
func htmlQuestion(elements []soup.Node, observation int) int {
	list := -1
	for i := observation + 1; i < elements[observation].End; i = elements[i].End {
		if e := &elements[i]; equalFoldASCII(e.Name, "code") {
			list = max(list, questionOf(e.Attr("code")))
		}
	}
	return list
}

// place says where a code of the HTML reading stands: at node n if that begins there, else inside the element around it.
func (x *extractor) place(c *Code, n xmltree.Node, offset int) {
	c.CodeAttr, c.SystemAttr, c.VersionAttr = xmltree.NoAttr, xmltree.NoAttr, xmltree.NoAttr
	if int(n) >= x.doc.Len() || x.doc.Kind(n) != xmltree.Element || x.doc.Offset(n) != offset {
		c.Element, c.Offset = x.doc.ElementAt(offset), offset
		if c.Element == xmltree.None {
			c.Element = x.doc.DocumentElement()
		}
		return
	}
	c.Element = n
	first, last := x.doc.Attrs(n)
	for a := last - 1; a >= first; a-- { // the first of a name counts
		switch x.attrRole(a) {
		case roleCode:
			c.CodeAttr = a
		case roleSystem:
			c.SystemAttr = a
		case roleVersion:
			c.VersionAttr = a
		}
	}
}
