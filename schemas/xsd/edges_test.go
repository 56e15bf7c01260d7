package xsd

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// edge is a document at the border of XML, made from a valid one whose XML declaration and comments before the root were
// taken away.
type edge struct {
	name string
	make func(body string) string
	ok   bool
}

func before(prefix string) func(string) string {
	return func(body string) string { return prefix + body }
}
func behindRoot(s string) func(string) string { return func(body string) string { return body + s } }

// inRoot puts text behind the start tag of the root, where only elements and white space may be.
func inRoot(s string) func(string) string {
	return func(body string) string {
		at := tagEnd([]byte(body), 0)
		return body[:at] + s + body[at:]
	}
}

// onRoot adds to the start tag of the root.
func onRoot(s string) func(string) string {
	return func(body string) string {
		at := tagEnd([]byte(body), 0) - 1
		return body[:at] + " " + s + body[at:]
	}
}

// onTitle replaces the content of the title.
func onTitle(s string) func(string) string {
	return func(body string) string {
		from := strings.Index(body, "<title")
		from += tagEnd([]byte(body[from:]), 0)
		to := strings.Index(body, "</title>")
		return body[:from] + s + body[to:]
	}
}

func chain(steps ...func(string) string) func(string) string {
	return func(body string) string {
		for _, step := range steps {
			body = step(body)
		}
		return body
	}
}

const (
	decl10 = `<?xml version="1.0" encoding="UTF-8"?>`
	decl11 = `<?xml version="1.1" encoding="UTF-8"?>`
	xsiNS  = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `
)

// edges and the verdict of the reference.
var edges = []edge{
	{"no declaration", before(""), true},
	{"byte order mark", before("\uFEFF"), true},
	{"byte order mark behind the declaration", before(decl10 + "\uFEFF"), false},
	{"byte order mark and declaration", before("\uFEFF" + decl10), true},
	{"two byte order marks", before("\uFEFF\uFEFF"), false},
	{"blank before the declaration", before(" " + decl10), false},
	{"line before the declaration", before("\n" + decl10), false},
	{"two declarations", before(decl10 + decl10), false},
	{"two declarations with a line between", before(decl10 + "\n" + decl10), false},
	{"single quotes", before(`<?xml version='1.0' encoding='UTF-8'?>`), true},
	{"blanks in the declaration", before("<?xml \n version = \"1.0\"\tencoding = 'UTF-8' ?>"), true},
	{"standalone", before(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`), true},
	{"standalone without encoding", before(`<?xml version="1.0" standalone='no' ?>`), true},
	{"standalone maybe", before(`<?xml version="1.0" standalone="maybe"?>`), false},
	{"standalone before encoding", before(`<?xml version="1.0" standalone="yes" encoding="UTF-8"?>`), false},
	{"encoding before version", before(`<?xml encoding="UTF-8" version="1.0"?>`), false},
	{"no version", before(`<?xml encoding="UTF-8"?>`), false},
	{"nothing declared", before(`<?xml ?>`), false},
	{"version 1.2", before(`<?xml version="1.2"?>`), false},
	{"version 2.0", before(`<?xml version="2.0"?>`), false},
	{"version empty", before(`<?xml version=""?>`), false},
	{"version 1", before(`<?xml version="1"?>`), false},
	{"version with a blank", before(`<?xml version=" 1.0"?>`), false},
	{"version unquoted", before(`<?xml version=1.0?>`), false},
	{"no blank between", before(`<?xml version="1.0"encoding="UTF-8"?>`), false},
	{"unknown in the declaration", before(`<?xml version="1.0" mood="EVN"?>`), false},
	{"empty encoding", before(`<?xml version="1.0" encoding=""?>`), false},
	{"impossible encoding", before(`<?xml version="1.0" encoding="-8"?>`), false},
	{"lower case encoding", before(`<?xml version="1.0" encoding="utf-8"?>`), true},
	{"upper case declaration", before(`<?XML version="1.0"?>`), false},
	{"declaration without end", before(`<?xml version="1.0"`), false},
	{"declaration without question mark", before(`<?xml version="1.0">`), false},
	{"target xmlfoo", before(`<?xmlfoo version="1.0"?>`), true},
	{"target xml-stylesheet", before(decl10 + `<?xml-stylesheet href="a"?>`), true},
	{"target xMl", before(decl10 + `<?xMl a?>`), false},
	{"target with colon", before(decl10 + `<?a:b c?>`), true},
	{"instruction without end", before(`<?a b`), false},
	{"instruction without target", before(`<? a?>`), false},
	{"comment", before(decl10 + "<!-- a - b -->"), true},
	{"comment with two hyphens", before(decl10 + "<!-- a -- b -->"), false},
	{"comment with three hyphens at its end", before("<!-- a --->"), false},
	{"text before the root", before("x"), false},
	{"CDATA before the root", before("<![CDATA[ ]]>"), false},
	{"doctype", before(decl10 + "<!DOCTYPE ClinicalDocument>"), false},
	{"doctype with entities", before(`<!DOCTYPE a [<!ENTITY b "c">]>`), false},
	{"blanks behind the root", behindRoot(" \n\t"), true},
	{"comment behind the root", behindRoot("<!-- a --><?b c?>"), true},
	{"text behind the root", behindRoot("x"), false},
	{"reference behind the root", behindRoot("&#32;"), false},
	{"null behind the root", behindRoot("\x00"), false},
	{"second root", behindRoot("<a/>"), false},
	{"end tag behind the root", behindRoot("</a>"), false},
	{"declaration behind the root", behindRoot(decl10), false},
	{"empty", func(string) string { return "" }, false},
	{"only a declaration", func(string) string { return decl10 }, false},
	{"only blanks", func(string) string { return " \n" }, false},
	{"only a comment", func(string) string { return "<!-- a -->" }, false},
	{"cut in half", func(body string) string { return body[:len(body)/2] }, false},
	{"without the last character", func(body string) string {
		return strings.TrimRight(body, " \r\n")[:len(strings.TrimRight(body, " \r\n"))-1]
	}, false},
	{"invalid UTF-8", onTitle("\xff"), false},
	{"surrogate in UTF-8", onTitle("\xed\xa0\x80"), false},
	{"overlong UTF-8", onTitle("\xc0\xaf"), false},
	{"U+FFFE", onTitle("\uFFFE"), false},
	{"U+FFFF", onTitle("\uFFFF"), false},
	{"U+FFFD", onTitle("\uFFFD"), true},
	{"beyond the first plane", onTitle("\U0001F600"), true},
	{"control character", onTitle("\x01"), false},
	{"vertical tab", onTitle("\x0b"), false},
	{"delete", onTitle("\x7f"), true},
	{"C1 control", onTitle("\u0080\u0085\u009f"), true},
	{"reference to null", onTitle("&#0;"), false},
	{"reference to a control", onTitle("&#1;"), false},
	{"reference to a surrogate", onTitle("&#xD800;"), false},
	{"reference to U+FFFF", onTitle("&#xFFFF;"), false},
	{"reference too large", onTitle("&#x110000;"), false},
	{"reference much too large", onTitle("&#99999999999999999999;"), false},
	{"reference with leading zeros", onTitle("&#00000000000065;"), true},
	{"reference X upper case", onTitle("&#X41;"), false},
	{"reference without digits", onTitle("&#;"), false},
	{"reference without semicolon", onTitle("&#65 "), false},
	{"predefined entities", onTitle("&lt;&gt;&amp;&apos;&quot;"), true},
	{"undeclared entity", onTitle("&nbsp;"), false},
	{"bare ampersand", onTitle("a & b"), false},
	{"CDATA end in text", onTitle("a ]]> b"), false},
	{"square brackets in text", onTitle("a ]] > b"), true},
	{"CDATA in text", onTitle("<![CDATA[<&]]>"), true},
	{"CDATA without end", onTitle("<![CDATA[ "), false},
	{"CDATA in lower case", onTitle("<![cdata[ ]]>"), false},
	{"blank CDATA among elements", inRoot("<![CDATA[ \n]]>"), true},
	{"empty CDATA among elements", inRoot("<![CDATA[]]>"), true},
	{"text CDATA among elements", inRoot("<![CDATA[x]]>"), false},
	{"reference to a blank among elements", inRoot("&#32;&#10;"), true},
	{"no-break space among elements", inRoot("\u00a0"), false},
	{"text among elements", inRoot("x"), false},
	{"instruction among elements", inRoot("<?a?>"), true},
	{"doctype among elements", inRoot("<!DOCTYPE a>"), false},
	{"less-than in a value", onRoot(`q="<"`), false},
	{"duplicate attribute", onRoot(`classCode="DOCCLIN" classCode="DOCCLIN"`), false},
	{"duplicate by namespace", onRoot(`xmlns:a="urn:q" xmlns:b="urn:q" a:x="1" b:x="1"`), false},
	{"undeclared prefix", onRoot(`q:x="1"`), false},
	{"undeclared element prefix", inRoot("<q:x/>"), false},
	{"unused declaration", onRoot(`xmlns:q="urn:q"`), true},
	{"relative namespace", onRoot(`xmlns:q="q"`), true},
	{"namespace that is no URI", onRoot(`xmlns:q="a b%"`), true},
	{"namespace twice", onRoot(`xmlns:q="urn:q" xmlns:q="urn:q"`), false},
	{"prefix undeclared", onRoot(`xmlns:q=""`), false},
	{"prefix xmlns", onRoot(`xmlns:xmlns="urn:q"`), false},
	{"prefix xml elsewhere", onRoot(`xmlns:xml="urn:q"`), false},
	{"prefix xml at home", onRoot(`xmlns:xml="http://www.w3.org/XML/1998/namespace"`), true},
	{"other prefix for xml", onRoot(`xmlns:q="http://www.w3.org/XML/1998/namespace"`), false},
	{"prefix for xmlns", onRoot(`xmlns:q="http://www.w3.org/2000/xmlns/"`), false},
	{"two colons", onRoot(`a:b:c="1"`), false},
	{"colon at the end", onRoot(`a:="1"`), false},
	{"colon at the start", onRoot(`:a="1"`), false},
	{"xml:lang", onRoot(`xml:lang="it"`), false},
	{"xml:space", onRoot(`xml:space="any"`), false},
	{"xml:id twice", inRoot(`<!-- --><x xml:id="a"/><x xml:id="a"/>`), false},
	{"letter of the fifth edition as prefix", onRoot("xmlns:\u0F66\u0F90=" + `"urn:q"`), true},
	{"name only of the fifth edition as prefix", onRoot("xmlns:\u2070=" + `"urn:q"`), false},
	{"supplementary letter as prefix", onRoot("xmlns:\U00010000=" + `"urn:q"`), false},
	{"long name", onRoot("xmlns:" + strings.Repeat("q", 990) + `="urn:q"`), true},
	{"too long a name", inRoot("<" + strings.Repeat("q", 1001) + "/>"), false},
	{"location", onRoot(xsiNS[:0] + `xsi:schemaLocation="urn:hl7-org:v3 CDA.xsd"`), true},
	{"location of three", onRoot(`xsi:schemaLocation="urn:hl7-org:v3 CDA.xsd x"`), true},
	{"empty location", onRoot(`xsi:schemaLocation=""`), true},
	{"location that is no URI", onRoot(`xsi:schemaLocation="urn:hl7-org:v3 http:"`), false},
	{"location with a bad escape", onRoot(`xsi:schemaLocation="urn:hl7-org:v3 %zz"`), false},
	{"location without namespace", onRoot(`xsi:noNamespaceSchemaLocation="C:\\x.xsd"`), true},
	{"location with entities", onRoot(`xsi:noNamespaceSchemaLocation="a?b&amp;c&amp;#38;d"`), true},
	{"nil", onRoot(`xsi:nil="false"`), false},
	{"type of the root", onRoot(`xsi:type=" POCD_MT000040UV02.ClinicalDocument "`), true},
	{"other type of the root", onRoot(`xsi:type="CD"`), false},
	{"unknown attribute of xsi", onRoot(`xsi:other="1"`), false},
	{"root of another namespace", func(body string) string { return strings.ReplaceAll(body, "urn:hl7-org:v3", "urn:hl7-org:v4") }, false},
	{"root without namespace", func(body string) string { return strings.Replace(body, `xmlns="urn:hl7-org:v3"`, "", 1) }, false},
	{"CR LF", func(body string) string { return strings.ReplaceAll(strings.ReplaceAll(body, "\r", ""), "\n", "\r\n") }, true},
	{"CR", func(body string) string { return strings.ReplaceAll(strings.ReplaceAll(body, "\r", ""), "\n", "\r") }, true},
	{"1.1", before(decl11), true},
	{"1.1 with next line", chain(onTitle("a\u0085b\u2028c"), before(decl11)), true},
	{"1.1 with next line among elements", chain(inRoot("\u0085\r\u0085\u2028"), before(decl11)), true},
	{"1.0 with next line among elements", chain(inRoot("\u0085"), before(decl10)), false},
	{"1.1 with reference to a control", chain(onTitle("&#1;&#x1F;&#x00001;"), before(decl11)), true},
	{"1.1 with reference to null", chain(onTitle("&#0;"), before(decl11)), false},
	{"1.1 with a control", chain(onTitle("\x01"), before(decl11)), false},
	{"1.1 with C1", chain(onTitle("\u0080"), before(decl11)), false},
	{"1.1 with delete", chain(onTitle("\x7f"), before(decl11)), false},
	{"1.1 with prefix undeclared", chain(onRoot(`xmlns:q=""`), before(decl11)), true},
	{"1.1 with a name of the fifth edition", chain(onRoot("xmlns:\u2070="+`"urn:q"`), before(decl11)), true},
	{"1.1 with control among elements", chain(inRoot("&#1;"), before(decl11)), false},
	{"deep", inRoot(strings.Repeat("<a>", 3000) + strings.Repeat("</a>", 3000)), false},
	{"long text", func(b string) string { return onTitle(strings.Repeat("0123456789", 1_200_000))(b) }, true},
	{"long blank", func(b string) string { return inRoot(strings.Repeat(" \n", 6_000_000))(b) }, true},
	{"long CDATA", func(b string) string {
		return onTitle("<![CDATA[" + strings.Repeat("0123456789", 1_200_000) + "]]>")(b)
	}, true},
	{"long comment", func(b string) string { return inRoot("<!--" + strings.Repeat("0123456789", 1_200_000) + "-->")(b) }, true},
	{"long instruction", func(b string) string { return inRoot("<?a " + strings.Repeat("0123456789", 1_200_000) + "?>")(b) }, true},
	{"long value", inRoot(`<realmCode code="` + strings.Repeat("0123456789", 2_500) + `"/>`), true},
	{"long bad value", inRoot(`<realmCode code=" ` + strings.Repeat("0123456789 ", 2_500) + `"/>`), false},
	{"many attributes", inRoot("<realmCode " + manyAttributes(9_990) + "/>"), false},
	{"too many attributes", inRoot("<realmCode " + manyAttributes(10_001) + "/>"), false},
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d='1'", i)
	}
	return b.String()
}

// edgeBase is a valid document of the corpus without what stands before its root, on which the edges are made.
func edgeBase(tb testing.TB) string {
	tb.Helper()
	for _, d := range corpus(tb) {
		text := string(d.text)
		at := strings.Index(text, "<ClinicalDocument ")
		plain := at >= 0 && d.XSD.OK && d.TypeID == nationalSets[0] && strings.Contains(text, "</title>") &&
			strings.Contains(text, `xmlns="urn:hl7-org:v3"`) && !strings.Contains(text[at:], "schemaLocation") &&
			strings.Contains(text, "xmlns:xsi=") && !strings.Contains(text[at:at+200], "classCode") && strings.HasSuffix(text, "</ClinicalDocument>")
		if plain {
			return text[at:]
		}
	}
	tb.Fatal("no document of the corpus is plain enough")
	return ""
}

func TestEdges(t *testing.T) {
	base := edgeBase(t)
	s := national(t, nationalSets[0])
	for _, e := range edges {
		r := judge(t, s, e.make(base))
		if r.Valid() != e.ok {
			t.Errorf("%s: valid %v, reference %v: %s", e.name, r.Valid(), e.ok, summary(r))
		}
	}
}

// TestEdgesAgainstReference checks that the verdicts of the table are the reference's.
func TestEdgesAgainstReference(t *testing.T) {
	ref := startOracle(t)
	base := edgeBase(t)
	for _, e := range edges {
		want, err := ref.ask(0, []byte(e.make(base)))
		require.NoError(t, err, e.name)
		if want.OK != e.ok {
			t.Errorf("%s: the reference says %v: %s", e.name, want.OK, answer(want))
		}
	}
}
