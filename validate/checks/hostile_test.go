package checks

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/work"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate"
	schematroncheck "github.com/fselint/fselint/validate/checks/schematron"
	"github.com/fselint/fselint/validate/policy"
)

func starterCatalog(tb testing.TB) *schemas.Catalog {
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	require.NoError(tb, err)
	return catalog
}

func starterRunner(tb testing.TB) *validate.Runner {
	runner, err := NewRunner(Config{Catalog: starterCatalog(tb)})
	require.NoError(tb, err)
	return runner
}

func sample(tb testing.TB, name string) []byte {
	data, err := os.ReadFile("../../testdata/" + name)
	require.NoError(tb, err)
	return data
}

func ids(d *validate.Document) []string {
	var list []string
	for i := range d.Findings {
		list = append(list, d.Findings[i].ID)
	}
	return list
}

// TestHostileInputs gives each hostile document a clear finding, in bounded time and memory.
func TestHostileInputs(t *testing.T) {
	valid := string(sample(t, "cda/LAB-valid.xml"))
	open := valid[:strings.Index(valid, "<typeId")]
	declaration := `<?xml version="1.0" encoding="UTF-8"?>`
	pdf := sample(t, "pdf/LAB-attachment.pdf")
	for name, c := range map[string]struct {
		path string
		data []byte
		id   string
	}{
		"billion laughs":           {"a.xml", []byte(declaration + `<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>`), "CDA-DOCTYPE"},
		"external entity":          {"a.xml", []byte(declaration + `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`), "CDA-DOCTYPE"},
		"undeclared entity":        {"a.xml", []byte(strings.Replace(valid, "<title>", "<title>&nbsp;", 1)), "CDA-MALFORMED"},
		"a million open elements":  {"a.xml", []byte(open + strings.Repeat("<a>", 1_000_000)), "CDA-LIMIT"},
		"a million attributes":     {"a.xml", []byte(`<a ` + manyAttributes(1_000_000) + `/>`), "CDA-LIMIT"},
		"deep, closed":             {"a.xml", []byte(strings.Repeat("<a>", 100_000) + strings.Repeat("</a>", 100_000)), "CDA-LIMIT"},
		"one line of 10 MB":        {"a.xml", []byte(strings.Replace(valid, "<title>", "<title><b>"+strings.Repeat("x", 10<<20), 1)), "CDA-MALFORMED"},
		"nothing":                  {"a.xml", nil, ""},
		"zero bytes":               {"a.xml", make([]byte, 1<<20), ""},
		"an empty PDF":             {"a.pdf", nil, "PDF-EMPTY"},
		"not a PDF":                {"a.pdf", []byte("<html></html>"), "PDF-NOT-PDF"},
		"a header and no more":     {"a.pdf", []byte("%PDF-1.7"), "PDF-DAMAGED"},
		"bytes before the header":  {"a.pdf", append([]byte("\n"), pdf...), "PDF-NOT-PDF"},
		"bytes after the end":      {"a.pdf", append(bytes.Clone(pdf), bytes.Repeat([]byte("junk\n"), 1000)...), "PDF-REPAIRED"},
		"a gigabyte of zeros":      {"a.pdf", bombPDF(t, 1<<30), "INP-LIMIT"},
		"a PDF named like a CDA":   {"a.xml", pdf, ""},
		"a cross-reference circle": {"a.pdf", []byte("%PDF-1.7\n1 0 obj\n1 0 R\nendobj\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"), "PDF-DAMAGED"},
	} {
		t.Run(name, func(t *testing.T) {
			var d *validate.Result
			work.Within(t, 1<<30, func() {
				d = starterRunner(t).Document(context.Background(), validate.Bytes(c.path, c.data))
			})
			assert.Equal(t, strings.HasSuffix(c.id, "-LIMIT"), d.Fault != nil, "%+v", d.Fault)
			if c.id != "" {
				assert.Contains(t, ids(d.Document), c.id)
			}
		})
	}
}

// TestTruncatedPDF cuts a PDF everywhere: never a fault, always a finding.
func TestTruncatedPDF(t *testing.T) {
	pdf := sample(t, "pdf/LAB-attachment.pdf")
	runner := starterRunner(t)
	for i := range 100 {
		cut := len(pdf) * i / 100
		d := runner.Document(context.Background(), validate.Bytes("a.pdf", pdf[:cut]))
		assert.Nil(t, d.Fault, "cut at %d", cut)
		assert.Equal(t, validate.Refused, d.Verdict, "cut at %d", cut)
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d='' ", i)
	}
	return b.String()
}

// bombPDF is a small PDF whose attachment cda.xml is size bytes of zeros when decompressed.
func bombPDF(t *testing.T, size int64) []byte {
	var packed bytes.Buffer
	z, err := zlib.NewWriterLevel(&packed, zlib.BestSpeed)
	require.NoError(t, err)
	_, err = io.CopyN(z, zeros{}, size)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return attachmentPDF("(cda.xml) 3 0 R", "/Filter/FlateDecode", packed.Bytes())
}

// smallPDF is a PDF with the valid LAB sample as file cda.xml under the given names of the tree.
func smallPDF(t *testing.T, names string) []byte {
	return attachmentPDF(names, "", sample(t, "cda/LAB-valid.xml"))
}

// attachmentPDF is a PDF without pages whose object 3 is a file specification for cda.xml with the given content.
func attachmentPDF(names, filter string, content []byte) []byte {
	var b bytes.Buffer
	offsets := []int{}
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(offsets))
		fmt.Fprintf(&b, format, args...)
		b.WriteString("\nendobj\n")
	}
	b.WriteString("%PDF-1.7\n")
	object("<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[%s]>>>>>>", names)
	object("<</Type/Pages/Kids[]/Count 0>>")
	object("<</Type/Filespec/F(cda.xml)/UF(cda.xml)/EF<</F 4 0 R>>>>")
	object("<</Length %d%s>>stream\n%s\nendstream", len(content), filter, content)
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestLimitsOfCertificates has a certificate file that is larger than what is read of one.
func TestLimitsOfCertificates(t *testing.T) {
	b := validate.Bytes("a.xml", sample(t, "cda/LAB-valid.xml"))
	b.Parts = map[string][]byte{lint.SourceCertificate: make([]byte, 2<<20)}
	d := starterRunner(t).Document(context.Background(), b)
	require.NotNil(t, d.Fault)
	assert.Equal(t, validate.Exceeded, d.Fault.Kind)
	assert.Contains(t, ids(d.Document), "CRT-TOO-LARGE")
}

// TestLimits meets the limits of this program, one after the other: each is a fault with a finding of its own, and never a verdict
// about the document. Those of the signatures stand in package profile.
func TestLimits(t *testing.T) {
	page := func(catalog string) []byte {
		return []byte("%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R" + catalog + ">>\nendobj\n" +
			"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n")
	}
	schematron := func(test string) *validate.Check {
		sch := `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><ns prefix="h" uri="urn:hl7-org:v3"/><pattern><rule context="h:ClinicalDocument">` +
			`<assert test="` + test + `">E-1| x</assert></rule></pattern></schema>`
		return schematroncheck.Check(schematroncheck.Options{Find: func(string) (string, []byte, bool, error) { return "a.sch", []byte(sch), true, nil }})
	}
	pdf, cda := sample(t, "pdf/LAB-attachment.pdf"), sample(t, "cda/LAB-valid.xml")
	for name, c := range map[string]struct {
		path  string
		data  []byte
		set   func(*Config)
		rules *validate.Check
		id    string
	}{
		"size of the file":           {"a.pdf", pdf, func(c *Config) { c.Limits.InputBytes = 100 }, nil, "INP-LIMIT"},
		"arrays within arrays":       {"a.pdf", page("/Deep " + strings.Repeat("[", 501) + strings.Repeat("]", 501)), nil, nil, "INP-LIMIT"},
		"dictionaries within others": {"a.pdf", page(strings.Repeat("/A<<", 501) + strings.Repeat(">>", 501)), nil, nil, "INP-LIMIT"},
		"objects of a PDF":           {"a.pdf", pdf, func(c *Config) { c.PDF.MaxObjects = 3 }, nil, "INP-LIMIT"},
		"levels of a PDF":            {"a.pdf", pdf, func(c *Config) { c.PDF.MaxDepth = 1 }, nil, "INP-LIMIT"},
		"a stream, by its size":      {"a.pdf", bombPDF(t, 65<<20), nil, nil, "INP-LIMIT"},
		"elements within others":     {"a.xml", cda, func(c *Config) { c.XML.Depth = 3 }, nil, "CDA-LIMIT"},
		"attributes":                 {"a.xml", cda, func(c *Config) { c.XML.Attributes = 2 }, nil, "CDA-LIMIT"},
		"nodes":                      {"a.xml", cda, func(c *Config) { c.XML.Nodes = 20 }, nil, "CDA-LIMIT"},
		"bytes of a CDA":             {"a.xml", cda, func(c *Config) { c.XML.Bytes = 1000 }, nil, "CDA-LIMIT"},
		"work of a national rule":    {"a.xml", cda, nil, schematron("string-length(string-join(for $i in 1 to 5000000 return 'aaaaaaaa', '')) &gt; 0"), "INP-LIMIT"},
		"digits of a number":         {"a.xml", cda, nil, schematron("xs:integer(string-join(for $i in 1 to 20001 return '9', '')) &gt; 0"), "INP-LIMIT"},
		"digits that can be cast":    {"a.xml", cda, nil, schematron("string-join(for $i in 1 to 20001 return '9', '') castable as xs:integer"), "INP-LIMIT"},
		"a quantifier":               {"a.xml", cda, nil, schematron("matches('a', concat('a{1,2', '0001}'))"), "INP-LIMIT"},
		"groups of an expression":    {"a.xml", cda, nil, schematron("matches('a', concat(string-join(for $i in 1 to 251 return '(', ''), 'a', string-join(for $i in 1 to 251 return ')', '')))"), "INP-LIMIT"},
	} {
		t.Run(name, func(t *testing.T) {
			config := Config{Catalog: starterCatalog(t), XML: xmltree.DefaultLimits(), Limits: validate.Limits{Time: time.Hour}}
			if c.set != nil {
				c.set(&config)
			}
			if c.rules != nil {
				config.Compiled = Compile(config.Catalog)
				list := config.Compiled.checks
				list[slices.IndexFunc(list, func(k *validate.Check) bool { return k.Stage == "schematron" })] = c.rules
			}
			runner, err := NewRunner(config)
			require.NoError(t, err)
			d := runner.Document(context.Background(), validate.Bytes(c.path, c.data))
			require.NotNil(t, d.Fault)
			assert.Equal(t, validate.Exceeded, d.Fault.Kind, "%s", d.Fault.Message.In("en"))
			assert.Equal(t, validate.Fault, d.Verdict)
			assert.Contains(t, ids(d.Document), c.id)
			tally := policy.Tally{Threshold: lint.Error, MaxWarnings: -1, AllowIncomplete: true}
			tally.Add(d.Document)
			code, _ := tally.Code()
			assert.Equal(t, policy.Fault, code)
		})
	}
}
