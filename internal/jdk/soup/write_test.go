package soup

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestElement(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"declaration is lost", `<?xml version="1.0" encoding="ISO-8859-1"?><ClinicalDocument/>`, `<ClinicalDocument />`},
		{"any case", `<clinicaldocument></clinicaldocument>`, `<clinicaldocument></clinicaldocument>`},
		{"outer namespaces are lost", `<a xmlns:x="u"><ClinicalDocument x:b="1"/></a>`, `<ClinicalDocument x:b="1" />`},
		{"first of two", `<a><ClinicalDocument>1</ClinicalDocument><ClinicalDocument>2</ClinicalDocument></a>`, `<ClinicalDocument>1</ClinicalDocument>`},
		{"empty elements take one form", `<ClinicalDocument><x></x><y></y><x/></ClinicalDocument>`, `<ClinicalDocument><x /><y></y><x /></ClinicalDocument>`},
		{"HTML elements", `<ClinicalDocument><code/><br></br><br>x</br></ClinicalDocument>`, `<ClinicalDocument><code></code><br /><br>x</br></ClinicalDocument>`},
		{"references", `<ClinicalDocument a="&lt;&quot;&#10;&apos;">&amp;&egrave;&#160;&gt;</ClinicalDocument>`,
			"<ClinicalDocument a=\"&lt;&quot;\n'\">&amp;è&#xa0;&gt;</ClinicalDocument>"},
		{"CDATA, comments, instructions", `<ClinicalDocument><![CDATA[<]]><!-- c --><?p a="b"?></ClinicalDocument>`,
			`<ClinicalDocument><![CDATA[<]]><!-- c --><?p a="b"?></ClinicalDocument>`},
		{"what is malformed becomes well-formed", `<ClinicalDocument><a b=c d='e' d="f">x & y</ClinicalDocument>`,
			`<ClinicalDocument><a b="c" d="e">x &amp; y</a></ClinicalDocument>`},
		{"white space stays", "<ClinicalDocument>\r\n\t<x  b = 'c' />\r\n</ClinicalDocument>", "<ClinicalDocument>\r\n\t<x b=\"c\" />\r\n</ClinicalDocument>"},
		{"end tags that fit nothing", `<ClinicalDocument></x>a</ClinicalDocument></y>`, `<ClinicalDocument>a</ClinicalDocument>`},
		{"ended by an outer element", `<x><ClinicalDocument><a></x><b/>`, `<ClinicalDocument><a></a></ClinicalDocument>`},
		{"attribute names", `<ClinicalDocument aè="1" è="2"/>`, `<ClinicalDocument a="1" />`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, ok := Element([]byte(c.in), "clinicaldocument")
			assert.True(t, ok)
			assert.Equal(t, c.want, string(got))
		})
	}
	_, ok := Element([]byte("<form/>"), "clinicaldocument")
	assert.False(t, ok)
}

func TestElementIsStable(t *testing.T) {
	first, _ := Element([]byte("<x><ClinicalDocument a='1'><br><b c=\"&quot;\"/>t&amp;<!-- - --></ClinicalDocument>"), "clinicaldocument")
	second, ok := Element(first, "clinicaldocument")
	assert.True(t, ok)
	assert.Equal(t, string(first), string(second))
}
