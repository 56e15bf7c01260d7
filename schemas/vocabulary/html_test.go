package vocabulary_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas/vocabulary"
)

// TestExtractReadsHTML compares with what jsoup finds. Each document is well-formed; a code is written "code in the parent's path".
func TestExtractReadsHTML(t *testing.T) {
	const hidden = `<code code="Q" codeSystem="1.2.1"/>`
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		// comment start, comment start dash
		"an abrupt comment":        {`<a><!--> ` + hidden + ` --></a>`, []string{"Q in /a[1]"}},
		"an abrupt comment, dash":  {`<a><b><!---> ` + hidden + ` --></b></a>`, []string{"Q in /a[1]/b[1]"}},
		"before the document":      {`<!-->` + hidden + `--><a/>`, []string{"Q in /a[1]"}},
		"after the document":       {`<a/><!-->` + hidden + `-->`, []string{"Q in /a[1]"}},
		"two tags in one":          {`<a><!-->` + hidden + `<c code='R' CODESYSTEM="1"> --></a>`, []string{"Q in /a[1]", "R in /a[1]"}},
		"one comment ends another": {`<a><!-->` + hidden + `<!--><c code="R" codeSystem="1"/> --></a>`, []string{"Q in /a[1]", "R in /a[1]/c[1]/@code"}},
		"an ordinary comment":      {`<a><!-- > ` + hidden + ` --><!-- -> ` + hidden + `--><!-- -></a>` + hidden + `--></a>`, nil},
		// bogus comment
		"an instruction":                {`<a><?x > ` + hidden + ` ?></a>`, []string{"Q in /a[1]"}},
		"an instruction in the prolog":  {`<?xml version="1.0"?><?x y="a>b" ` + hidden + `?><a/>`, []string{"Q in /a[1]"}},
		"an instruction that ends well": {`<a><?x code="Q" codeSystem="1.2.1" ?></a>`, nil},
		"an instruction in a value's region": {
			`<observation><code code="72166-2"/><?x ><value code="V"/>?></observation>`, []string{"V in /observation[1]"},
		},
		// RCDATA
		"a title ends in a comment":     {`<a><title>t<!-- </title>` + hidden + ` --></title></a>`, []string{"Q in /a[1]/title[1]"}},
		"a title ends in CDATA":         {`<a><TITLE><![CDATA[</Title >` + hidden + `]]></TITLE></a>`, []string{"Q in /a[1]/TITLE[1]"}},
		"a title ends in instruction":   {`<a><title><?x </title/>` + hidden + `?></title></a>`, []string{"Q in /a[1]/title[1]"}},
		"no end of the title":           {`<a><title><!-- </titles>` + hidden + ` --><![CDATA[` + hidden + `]]></title></a>`, nil},
		"an abrupt comment in a title":  {`<a><title><!-->` + hidden + `--></title></a>`, nil},
		"an instruction in a title":     {`<a><title><?x >` + hidden + `?></title></a>`, nil},
		"an empty title":                {`<a><title/><!-->` + hidden + `--></a>`, []string{"Q in /a[1]"}},
		"another title with a prefix":   {`<a xmlns:x="u"><x:title><!-- </title>` + hidden + `--></x:title></a>`, nil},
		"CDATA is text outside a title": {`<a><!--> --><![CDATA[` + hidden + `]]></a>`, nil},
		// numeric character reference end
		"a euro":               {`<c code="&#x80;" codeSystem="1.2.1"/>`, []string{"€ in /c[1]/@code"}},
		"decimal, zeros":       {`<c code="a&#0150;b" codeSystem="1.2.1"/>`, []string{"a–b in /c[1]/@code"}},
		"no such character":    {`<c code="&#x81;&#159;" codeSystem="1.2.1"/>`, []string{"\u0081Ÿ in /c[1]/@code"}},
		"the others stay":      {`<c code="&#x7F;&#xA0;&#x85;&amp;lt;" codeSystem="1.2.1"/>`, []string{"\u007f\u00a0…&lt; in /c[1]/@code"}},
		"not a reference":      {"<c code=\"\u0080&amp;#x80;\" codeSystem=\"1.2.1\"/>", []string{"\u0080&#x80; in /c[1]/@code"}},
		"in a system":          {`<c code="A" codeSystem="1&#x96;2"/>`, []string{"A in /c[1]/@code"}},
		"white space as it is": {"<c code=\"A\r\n\t\" codeSystem=\"1.2.1\"/><?x >?>", []string{"A\r\n\t in /c[1]/@code"}},
		// the tree
		"the answers of a question": {
			`<a><observation><code code="74204-9"/><b><value code="V"/></b></observation><value code="W"/><?x >?></a>`,
			[]string{"V in /a[1]/observation[1]/b[1]/value[1]/@code"},
		},
		"a question that is no child": {`<observation><b><code code="74204-9"/></b><value code="V"/><?x >?></observation>`, nil},
		"a question in a comment":     {`<observation><!--><code code="74204-9"/>--><value code="V"/></observation>`, []string{"V in /observation[1]/value[1]/@code"}},
		"an observation that a comment ends": {
			`<observation><code code="74204-9"/><!--></observation>--><value code="V"/></observation>`, nil,
		},
		"an end tag that stops at a block": {
			`<observation><code code="74204-9"/><section><!--></observation>--><value code="V"/></section></observation>`,
			[]string{"V in /observation[1]/section[1]/value[1]/@code"},
		},
		"part of a table alone": {`<a><!--><td code="A" codeSystem="1"/><table><td code="B" codeSystem="1"/></table>--></a>`, []string{"B in /a[1]"}},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := xmltree.Parse([]byte(c.in), xmltree.Limits{})
			require.NoError(t, err)
			var got []string
			for _, code := range vocabulary.Extract(doc, nil) {
				where := doc.Path(code.Element)
				if code.CodeAttr != xmltree.NoAttr {
					where = doc.AttrPath(code.CodeAttr)
				}
				assert.Equal(t, code.CodeAttr == xmltree.NoAttr, code.Offset > 0, "offset")
				got = append(got, code.Code+" in "+where)
			}
			assert.Equal(t, c.want, got)
		})
	}
}

// TestOdditiesOfHTML judges documents that are otherwise accepted.
func TestOdditiesOfHTML(t *testing.T) {
	set := national(t)
	files, err := filepath.Glob(filepath.Join(shared.Dir(t, "cases-xml"), "*.xml"))
	require.NoError(t, err)
	refused := map[string]string{"a-nar-pi-code": "Q", "a-title-comment": "Q", "a-voc-x80": "€", "b-comment-dashgt": "Q", "b-pi-prolog": "Q"}
	judged := 0
	for _, f := range files {
		src, err := os.ReadFile(f)
		require.NoError(t, err)
		doc, err := xmltree.Parse(src, xmltree.Limits{})
		if err != nil {
			continue
		}
		judged++
		want := ""
		if code, ok := refused[strings.TrimSuffix(filepath.Base(f), ".xml")]; ok {
			want = "Almeno uno dei seguenti vocaboli non è censito: [CodeSystem: 2.16.840.1.113883.5.1 v2.1.0, Codes: " + code + "]"
		}
		assert.Equal(t, want, set.Judge(vocabulary.Extract(doc, nil)).Message, f)
	}
	assert.Greater(t, judged, len(refused))
}
