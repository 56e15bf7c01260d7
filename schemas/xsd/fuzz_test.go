package xsd

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzValidate: any bytes get a judgement, whose places lie in the document and whose errors can be explained.
func FuzzValidate(f *testing.F) {
	s := letterSchema(f)
	for _, text := range []string{
		letter(goodFrom + goodTo + `<body ID="b">hi<see IDREF="b" all="b c"/></body>`),
		letterHead + ` kind="no" version="2" xsi:schemaLocation="a http:">text` + goodFrom + goodTo + `<body><value xsi:type=" Nope "/></body></letter>`,
		letter(`<from><name/><phone uri="tel:" short="1"/><age>x</age></from><to/><body xsi:nil="1"/><![CDATA[ ]]>`),
		decl11 + "<letter>\u0085&#1;</letter>", "<!DOCTYPE a><a/>", "\uFEFF" + decl10, `<a b="&#38;#38;"/>`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r := judge(t, s, string(text))
		if r.Fatal != nil {
			require.True(t, r.Fatal.Offset >= 0 && r.Fatal.Offset <= len(text) && r.Fatal.Line > 0 && r.Fatal.Column > 0, "%+v", r.Fatal)
		}
		for _, e := range r.Errors {
			require.True(t, e.Offset >= 0 && e.Offset <= len(text) && e.Line > 0 && e.Column > 0, "%+v", e)
			require.True(t, e.ElementOffset >= 0 && e.ElementOffset <= len(text), "%+v", e)
			message, _, _, fix := e.Explain("it")
			require.True(t, message != "" && fix != "", "%+v", e)
		}
	})
}

// FuzzCompile: any schema document compiles or is refused, and what compiles can validate.
func FuzzCompile(f *testing.F) {
	for _, name := range []string{"letter.xsd", "address.xsd", "stamp.xsd", "types.xsd"} {
		content, err := os.ReadFile("testdata/" + name)
		require.NoError(f, err)
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Compile(map[string][]byte{"a.xsd": text}, "a.xsd")
		if err != nil {
			return
		}
		judge(t, s, letter(goodFrom))
	})
}
