package xsd

import (
	"bytes"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestHostile: nothing crashes, hangs or takes memory out of proportion, and each has its verdict.
func TestHostile(t *testing.T) {
	s := letterSchema(t)
	for name, text := range map[string]string{
		"open tags":           strings.Repeat("<a>", 9_000),
		"long value":          letterHead + ` kind="` + strings.Repeat("x", 5_000_000) + `"/>`,
		"long token":          letter(goodFrom + goodTo + `<body style="` + strings.Repeat("x ", 2_000_000) + `é:é%"/>`),
		"long number":         letterHead + ` number="` + strings.Repeat("9", 5_000_000) + `x"/>`,
		"long address":        letter(`<from><name>x</name><phone uri="http://` + strings.Repeat("a.", 2_000_000) + `"/></from>` + goodTo + `<body/>x`),
		"format directives":   letterHead + ` kind="%s%n%n%s%1000000d" %s="1"/>`,
		"format in content":   letter(`<from><name/><age>%s%n%n%n</age></from>`),
		"many attributes":     letterHead + manyAttributes(9_999) + "/>",
		"many namespaces":     letterHead + strings.Repeat(` xmlns:a="urn:a"`, 100_000) + "/>",
		"references":          letter(goodFrom + goodTo + `<body ID="a">` + strings.Repeat(`<see all="b c d e f g"/>`, 50_000) + `</body>`),
		"identifiers":         letter(goodFrom + goodTo + `<body ID="a">` + strings.Repeat(`<see ID="a"/>`, 50_000) + `</body>`),
		"entity bomb":         `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><a>&b;</a>`,
		"external entity":     `<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>`,
		"parameter entity":    `<!DOCTYPE a [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><a/>`,
		"unclosed doctype":    `<!DOCTYPE a [`,
		"UTF-16":              "\xff\xfe<\x00a\x00/\x00>\x00",
		"UTF-16 without mark": "<\x00a\x00/\x00>\x00",
		"EBCDIC":              "\x4c\x6f\xa7\x94\x93",
		"nulls":               strings.Repeat("\x00", 1000),
		"only a mark":         "\uFEFF",
		"angle brackets":      strings.Repeat("<", 1_000_000),
		"ampersands":          "<a>" + strings.Repeat("&", 1_000_000),
		"char references":     letter(strings.Repeat("&#32;", 1_000_000) + "x"),
		"CDATA sections":      letter(strings.Repeat("<![CDATA[ ]]>", 500_000) + "x"),
		"comments":            letter(strings.Repeat("<!-- a -->", 500_000) + "x"),
	} {
		t.Run(name, func(t *testing.T) {
			r := judge(t, s, text)
			assert.False(t, r.Valid())
			assert.LessOrEqual(t, len(r.Errors), 1000)
			for _, e := range r.Errors {
				assert.LessOrEqual(t, len(e.Value), maxShown)
				assert.LessOrEqual(t, len(e.Raw), 1<<15)
			}
		})
	}
}

func TestInterrupt(t *testing.T) {
	s := letterSchema(t)
	closed := make(chan struct{})
	close(closed)
	doc := parse(t, []byte(letter(goodFrom+goodTo+"<body>"+strings.Repeat("<bold>x</bold>", 1_000_000)+"</body>")))
	_, err := s.Validate(doc, Options{Interrupt: closed})
	require.ErrorIs(t, err, ErrInterrupted)
	r, err := s.Validate(doc, Options{Interrupt: make(chan struct{})})
	require.NoError(t, err)
	assert.True(t, r.Valid())
}

// TestConcurrent runs one schema in many goroutines; with -race it also shows that nothing is shared.
func TestConcurrent(t *testing.T) {
	s := letterSchema(t)
	valid := parse(t, []byte(letter(goodFrom+goodTo+`<body ID="b">hi<see IDREF="b"/></body>`)))
	invalid := parse(t, []byte(letter(goodFrom+`<body ID="b" x="1"/>`)))
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for range 50 {
				r, err := s.Validate(valid, Options{})
				assert.True(t, err == nil && r.Valid())
				r, err = s.Validate(invalid, Options{})
				assert.True(t, err == nil && len(r.Errors) == 2 && r.Errors[0].Element == "body")
			}
		})
	}
	for range 4 { // compiling and dropping beside
		wg.Go(func() {
			for range 5 {
				other := letterSchema(t)
				r, err := other.Validate(valid, Options{})
				assert.True(t, err == nil && r.Valid())
				runtime.GC()
			}
		})
	}
	wg.Wait()
}

// TestMemoryStaysFlat: 20,000 validations of every kind leave nothing behind.
func TestMemoryStaysFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	s := letterSchema(t)
	texts := []string{
		letter(goodFrom + goodTo + `<body ID="b">hi<see IDREF="b"/>` + strings.Repeat("<bold>x</bold>", 20) + `</body>`),
		letter(goodFrom + `<body ID="b" x="1"/>`),
		letterHead + ` kind="no" version="2">text` + goodFrom + goodTo + `<body><value xsi:type=" Nope "/></body></letter>`,
		letter(goodFrom)[:120],
		`<!DOCTYPE a><a/>`,
		letterHead + ` xsi:schemaLocation="a b" q:z="1"/>`,
	}
	run := func(n int) {
		for i := range n {
			judge(t, s, texts[i%len(texts)])
		}
	}
	run(5_000)
	debug.FreeOSMemory()
	before := residentPages(t)
	run(20_000)
	debug.FreeOSMemory()
	grown := (residentPages(t) - before) * os.Getpagesize()
	assert.Less(t, grown, 4<<20, "bytes of resident memory more after 20,000 validations")
}

func residentPages(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("no /proc here")
	}
	n, err := strconv.Atoi(string(bytes.Fields(b)[1]))
	require.NoError(t, err)
	return n
}

func TestCompileErrors(t *testing.T) {
	const head = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"`
	for name, test := range map[string]struct {
		files map[string]string
		says  string
	}{
		"no root":             {map[string]string{}, "a.xsd is missing"},
		"empty":               {map[string]string{"a.xsd": ""}, "has no element"},
		"no schema":           {map[string]string{"a.xsd": "<html/>"}, "document element"},
		"cut":                 {map[string]string{"a.xsd": head + `><xs:element`}, "a.xsd: 1:67: the document ends inside"},
		"cut comment":         {map[string]string{"a.xsd": head + `><!-- `}, "a.xsd: 1:56: the comment is not closed"},
		"doctype":             {map[string]string{"a.xsd": `<!DOCTYPE a>` + head + `/>`}, "document type"},
		"UTF-16":              {map[string]string{"a.xsd": "<\x00?\x00"}, "a.xsd: 1:2"},
		"missing include":     {map[string]string{"a.xsd": head + `><xs:include schemaLocation="http://x/b.xsd"/></xs:schema>`}, "b.xsd"},
		"unresolved type":     {map[string]string{"a.xsd": head + `><xs:element name="a" type="b"/></xs:schema>`}, "a.xsd"},
		"not well-formed":     {map[string]string{"a.xsd": head + `><xs:element name="a"></xs:schema>`}, "a.xsd"},
		"ambiguous":           {map[string]string{"a.xsd": head + `><xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" minOccurs="0"/><xs:element name="b"/></xs:sequence></xs:complexType></xs:element></xs:schema>`}, "cos-nonambig"},
		"include of nothing":  {map[string]string{"a.xsd": head + `><xs:include schemaLocation="b.xsd"/></xs:schema>`, "b.xsd": ""}, "b.xsd"},
		"deep schema element": {map[string]string{"a.xsd": head + ">" + strings.Repeat("<xs:sequence>", 100_000)}, "a.xsd"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string][]byte{}
			for n, content := range test.files {
				files[n] = []byte(content)
			}
			_, err := Compile(files, "a.xsd")
			require.ErrorContains(t, err, test.says)
		})
	}
}
