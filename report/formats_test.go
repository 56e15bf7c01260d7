package report

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

var fixtureRule = &lint.Rule{
	ID: "CDA-TEMPLATE", Family: "CDA", Severity: lint.Error, Group: lint.Gateway, Error: "VA-05",
	Title: lint.Text{IT: "templateId {mancante}", EN: "templateId {missing}"}, Why: lint.Text{IT: "il gateway sceglie le regole da esso", EN: "the gateway picks the rules by it"},
	Fix: lint.Text{IT: "scrivetelo", EN: "write it"}, Before: "<ClinicalDocument>", After: "<ClinicalDocument>\n  <templateId/>", Sources: []string{"spec 3.1", "https://example.org/spec#3"},
}

// evilText holds what a document may put into messages: the ends and escapes of every format.
const evilText = "x]]>\x00\x1b[31m::error::y%0A|`<script>@anna #1 www.example.org [a](http://b.example) {0} &amp; \u202Eabc\u2066\uFFFE\xff\n::warning::z ##[error]"

// fixture is a run with one of everything: a PDF, a bare CDA, a token, a fault, nothing, hostile text.
func fixture() []*validate.Document {
	stages := []validate.StageState{
		{Name: "pdf", State: validate.Skipped, Reason: lint.Text{IT: "è un CDA da solo", EN: "a bare CDA"}}, {Name: "cda", State: validate.Ran},
		{Name: "token", State: validate.Ran},
	}
	bare := &validate.Document{
		Path: "out/a b:c%.xml", SHA256: strings.Repeat("0f", 32), Verdict: validate.Refused, DocumentType: "RSA", Stages: stages,
		CDA: &validate.CDAInfo{Mode: "FILE", Bytes: 120, SHA256: strings.Repeat("0f", 32)},
		Findings: []lint.Finding{
			{Rule: fixtureRule, ID: "CDA-TEMPLATE", Severity: lint.Error, Group: lint.Gateway, Stage: "cda", Message: fixtureRule.Title, Fix: fixtureRule.Fix,
				Location: lint.Location{Source: "cda", Line: 3, Column: 4, Path: "/ClinicalDocument[1]", Snippet: "è  <ClinicalDocument xmlns=\"urn:hl7-org:v3\">"}},
			{Rule: fixtureRule, ID: "CDA-TEMPLATE", Severity: lint.Error, Group: lint.Gateway, Stage: "cda", Message: fixtureRule.Title,
				Location: lint.Location{Source: "cda", Line: 4, Column: 4, Path: "/ClinicalDocument[1]", Snippet: "è  <ClinicalDocument xmlns=\"urn:hl7-org:v3\">"}},
			{Rule: fixtureRule, ID: "JWT-AUD", Severity: lint.Warning, Group: lint.Standard, Stage: "token", Message: lint.Same(evilText), Actual: lint.Same(evilText),
				Location: lint.Location{Source: lint.SourceSignatureToken, Path: "/aud"}},
			{Rule: fixtureRule, ID: "NOTE", Severity: lint.Info, Group: lint.Advice, Stage: "token", Message: lint.Same(strings.Repeat("lungo ", 3000))},
		},
	}
	evil := &validate.Document{Path: "/srv/" + evilText + "/\u202efdp.pdf", Verdict: validate.Undetermined, DocumentType: evilText,
		Stages: []validate.StageState{{Name: "pdf", State: validate.Skipped, Reason: lint.Same(evilText)}},
		CDA:    &validate.CDAInfo{Mode: "RESOURCE", Name: evilText},
		Findings: []lint.Finding{{Rule: fixtureRule, ID: evilText, Severity: lint.Warning, Group: lint.Advice, Stage: "nowhere", Message: lint.Same(evilText),
			Location: lint.Location{Source: "cda", Line: 1, Column: 2_000_000_000, Path: evilText, Snippet: evilText}}},
	}
	return append(samples(), bare, evil)
}

var fixtureRun = Run{Version: "1.2.3", Catalog: Catalog{ID: "national", Source: "catalog", Digest: "sha256:00", Date: "2026-08-22"},
	Registry: &Registry{Source: "results.csv", Digest: "sha256:22", Date: "2026-05-07", Rows: 580}}

func TestFormatsForMachines(t *testing.T) {
	for _, format := range []string{"sarif", "junit", "github", "markdown", "gitlab", "checkstyle", "azure", "tap", "csv", "concise"} {
		for _, lang := range []string{"it", "en"} {
			t.Run(format+"-"+lang, func(t *testing.T) {
				got := write(t, format, Options{Run: always(fixtureRun), Lang: lang, Notes: lang == "it", Rules: []*lint.Rule{fixtureRule}}, fixture())
				path := filepath.Join("testdata", format+"-"+lang+".golden")
				if *update {
					require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
				}
				want, err := os.ReadFile(path)
				require.NoError(t, err)
				assert.Equal(t, string(want), got)
			})
		}
	}
}

func TestEveryFormatTakesAnything(t *testing.T) {
	starter := Run{Catalog: Catalog{ID: "starter", Starter: true}}
	for _, name := range Formats() {
		for what, docs := range map[string][]*validate.Document{"nothing": nil, "an empty document": {{Verdict: validate.Accepted}}, "fixture": fixture()} {
			f, err := Lookup(name)
			require.NoError(t, err)
			assert.NotEmpty(t, f.Extension)
			var out bytes.Buffer
			w := f.New(&out, Options{Run: always(starter), Lang: "it", Quiet: true})
			for _, d := range docs {
				require.NoError(t, w.Document(judged(d)), "%s: %s", name, what)
			}
			require.NoError(t, w.Close(), "%s: %s", name, what)
			if f.Binary {
				continue
			}
			for _, c := range []string{"\x00", "\x1b", "\u202e", "\u2066"} {
				if name != "json" && name != "jsonl" && name != "sarif" && name != "html" { // which quote the source as it is, escaped or isolated
					assert.NotContains(t, out.String(), c, "%s: %s", name, what)
				}
			}
		}
	}
}

// TestErrorsOfTheWriter sees to it that no format swallows an error of what it writes to.
func TestErrorsOfTheWriter(t *testing.T) {
	for _, name := range Formats() {
		w, err := New(name, brokenPipe{}, Options{Run: always(fixtureRun), Lang: "en"})
		require.NoError(t, err)
		for _, d := range fixture() {
			err = w.Document(judged(d))
			if err != nil {
				break
			}
		}
		if err == nil {
			err = w.Close()
		}
		assert.ErrorIs(t, err, io.ErrClosedPipe, name)
		Discard(w)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestDiscardedWorkbookLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	w, err := New("xlsx", io.Discard, Options{Run: always(fixtureRun), Lang: "en"})
	require.NoError(t, err)
	d := sample()
	d.Findings = nil
	for i := range 30_000 {
		d.Findings = append(d.Findings, lint.Finding{Rule: sampleRule, ID: "X", Severity: lint.Info, Message: lint.Same(fmt.Sprint(i, strings.Repeat("m", 600)))})
	}
	require.NoError(t, w.Document(judged(d)))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.NotEmpty(t, left, "the rows wait in a file")
	Discard(w)
	left, err = os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left)
}

// TestMemoryStaysFlat writes ten times as many documents and looks at what is kept of them.
func TestMemoryStaysFlat(t *testing.T) {
	const few, slack = 400, 4 << 20
	kept := func(name string, n int) int64 {
		w, err := New(name, io.Discard, Options{Run: always(fixtureRun), Lang: "it"})
		require.NoError(t, err)
		defer Discard(w)
		docs := fixture()
		for i := range n {
			d := *docs[i%len(docs)]
			d.Path = fmt.Sprintf("archivio/%d.pdf", i)
			require.NoError(t, w.Document(judged(&d)))
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(w)
		return int64(m.HeapAlloc)
	}
	for _, name := range Formats() {
		if name == "html" || name == "xlsx" { // which have bounds of their own: xlsx keeps up to 16 MB of a sheet, then a file
			continue
		}
		assert.Less(t, kept(name, 10*few)-kept(name, few), int64(slack), name)
	}
}

func BenchmarkFormats(b *testing.B) {
	docs := samples()
	for _, name := range Formats() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			w, err := New(name, io.Discard, Options{Run: always(fixtureRun), Lang: "it"})
			require.NoError(b, err)
			for i := 0; b.Loop(); i++ {
				if err := w.Document(judged(docs[i%len(docs)])); err != nil {
					b.Fatal(err)
				}
			}
			require.NoError(b, w.Close())
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "documents/s")
		})
	}
}
