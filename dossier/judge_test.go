package dossier_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/dossier/content"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/testkit/dossiertest"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

var now = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

// options judge with a catalog: the national one, or the one that comes with fselint.
func options(tb testing.TB, catalog *schemas.Catalog) *dossier.Options {
	tb.Helper()
	o := &dossier.Options{Now: now}
	c := checks.Config{Catalog: catalog, Call: checks.Call{Operation: fse.Validation, At: now}, Compiled: checks.Compile(catalog)}
	var err error
	o.Documents, err = checks.NewRunner(c)
	require.NoError(tb, err)
	c.Call.Operation = fse.ValidateAndCreate
	o.Signed, err = checks.NewRunner(c)
	require.NoError(tb, err)
	return o
}

func national(tb testing.TB) *dossier.Options {
	catalog, err := schemas.Open(shared.Dir(tb, "catalog"))
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = catalog.Close() })
	return options(tb, catalog)
}

func small(tb testing.TB) *dossier.Options {
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	require.NoError(tb, err)
	return options(tb, catalog)
}

// judged judges the dossiers below a folder; the last document is the whole.
func judged(tb testing.TB, o *dossier.Options, dir string) []*validate.Document {
	tb.Helper()
	folders, err := dossier.Find(dir)
	require.NoError(tb, err)
	require.NotEmpty(tb, folders)
	var list []*validate.Document
	for _, f := range folders {
		require.NoError(tb, o.Judge(context.Background(), f, func(r *validate.Result) error {
			list = append(list, r.Document)
			return nil
		}))
	}
	return list
}

// told are the findings above notes of the rules of dossiers, as file and rule.
func told(list []*validate.Document) []string {
	all := []string{}
	for _, d := range list {
		for _, f := range d.Findings {
			if f.Severity > lint.Info && f.Group == lint.Accreditation {
				all = append(all, filepath.Base(d.Path)+" "+f.ID)
			}
		}
	}
	slices.Sort(all)
	return all
}

// TestSoundDossiers: nothing is found in those that are as they should be, and they are accepted as far as they can be.
func TestSoundDossiers(t *testing.T) {
	o := national(t)
	o.Cases = wishes(t, "IT", 448, 452)
	list := judged(t, o, dossiertest.New(dossiertest.Layout90, "RSA", "LAB").Write(t.TempDir()))
	assert.Empty(t, told(list))
	for _, d := range list {
		assert.Equal(t, validate.Accepted, d.Verdict, d.Path)
	}
	whole := list[len(list)-1]
	assert.Equal(t, "LAB, RSA", whole.DocumentType)
	assert.True(t, whole.Gateway.Accepted)
	assert.Equal(t, validate.OfDossier, whole.Gateway.Scope)
}

// TestBrokenDossiers breaks one thing at a time: what is found is that, and nothing else.
func TestBrokenDossiers(t *testing.T) {
	o := national(t)
	o.Cases = wishes(t, "IT", 448, 452)
	in := func(name string) string { return "FILES/" + name }
	rename := func(old, new string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, new)), 0o755))
			require.NoError(t, os.Rename(filepath.Join(dir, old), filepath.Join(dir, new)))
		}
	}
	write := func(name, text string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
		}
	}
	edit := func(old, new string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			name := filepath.Join(dir, "data.json")
			b, err := os.ReadFile(name)
			require.NoError(t, err)
			require.Contains(t, string(b), old)
			require.NoError(t, os.WriteFile(name, []byte(strings.Replace(string(b), old, new, 1)), 0o644))
		}
	}
	const ok, ko, token, timeout = 374, 152, 32, 48
	okPDF, koPDF := "RSA_CT0.pdf", "RSA_CT6_KO.pdf"
	for name, c := range map[string]struct {
		change func(d *dossiertest.Dossier)
		after  func(t *testing.T, dir string)
		want   []string // file and rule
	}{
		// the folder
		"a level too few":        {func(d *dossiertest.Dossier) { d.Levels = []string{"GATEWAY", "A1#1", "Prova", "LIS"} }, nil, []string{"LIS DOS-LEVELS"}},
		"a level too many":       {func(d *dossiertest.Dossier) { d.Levels = []string{"GATEWAY", "A1#1", "Prova", "LIS", "1.0", "x"} }, nil, []string{"x DOS-LEVELS"}},
		"Gateway":                {func(d *dossiertest.Dossier) { d.Levels = []string{"Gateway", "A1#1", "Prova", "LIS", "1.0"} }, nil, []string{"1.0 DOS-GATEWAY-NAME"}},
		"a blank in a folder":    {func(d *dossiertest.Dossier) { d.Levels = []string{"GATEWAY", "A1#1", "Prova srl", "LIS", "1.0"} }, nil, []string{"1.0 DOS-FOLDER-CHARACTERS"}},
		"the other certificate":  {func(d *dossiertest.Dossier) { d.Levels = []string{"GATEWAY", "S1#1", "Prova", "LIS", "1.0"} }, nil, []string{"1.0 DOS-FOLDER-CN"}},
		"another application":    {func(d *dossiertest.Dossier) { d.Levels = []string{"GATEWAY", "A1#1", "Prova", "RIS", "1.0"} }, nil, []string{"1.0 DOS-FOLDER-DIFFERS"}},
		"another version":        {func(d *dossiertest.Dossier) { d.Levels = []string{"GATEWAY", "A1#1", "Prova", "LIS", "2.0"} }, nil, []string{"2.0 DOS-FOLDER-DIFFERS"}},
		"levels exchanged":       {func(d *dossiertest.Dossier) { d.Levels = []string{"GATEWAY", "A1#1", "LIS", "Prova", "1.0"} }, nil, []string{"1.0 DOS-FOLDER-ORDER"}},
		"data.json misnamed":     {nil, rename("data.json", "Data.json"), []string{"1.0 DOS-FILE-NAME"}},
		"data.json.txt":          {nil, rename("data.json", "data.json.txt"), []string{"1.0 DOS-FILE-NAME"}},
		"the template's name":    {nil, rename("report-checklist.xlsx", "accreditamento-checklist_V9.0.0.xlsx"), []string{"1.0 DOS-WORKBOOK-NAME"}},
		"accepted before":        {nil, write("accreditation_2026_11_30T10_00_00.txt", "x"), []string{}},
		"refused before":         {nil, write("errors.json", `[{"id":374,"error":"PDF_UNEXPECTED_CDA","description":"x"},{"error":"NO_FILES"}]`), []string{"1.0 DOS-SAID", "1.0 DOS-SAID"}},
		"files":                  {nil, rename("FILES", "files"), []string{"1.0 DOS-FILE-NAME"}},
		"no checklist":           {nil, rename("report-checklist.xlsx", "../../../../x.xlsx"), []string{"1.0 DOS-MISSING"}},
		"no data.json":           {nil, rename("data.json", "../../../../x.json"), []string{"1.0 DOS-MISSING"}},
		"no FILES":               {nil, rename("FILES", "../../../../../x"), []string{"1.0 DOS-NO-FILES"}},
		"signed only":            {nil, func(t *testing.T, dir string) { rename("FILES", "x")(t, dir); rename("x", "FILES/SIGNED")(t, dir) }, nil},
		"a second workbook":      {nil, write("report-checklist_old.xlsx", "PK"), []string{"1.0 DOS-WORKBOOKS"}},
		"a checklist above":      {nil, write("../../report-checklist.xlsx", "PK"), []string{"1.0 DOS-OUTSIDE"}},
		"a note":                 {nil, write("note.txt", "x"), []string{"1.0 DOS-STRAY"}},
		"another folder":         {nil, write("log/a.log", "x"), []string{"1.0 DOS-STRAY"}},
		".DS_Store":              {nil, write(".DS_Store", "x"), []string{"1.0 DOS-LITTER"}},
		"Thumbs.db":              {nil, write("FILES/Thumbs.db", "x"), []string{"1.0 DOS-LITTER"}},
		"the lock of a workbook": {nil, write("~$report-checklist.xlsx", "x"), []string{"1.0 DOS-LITTER"}},
		"__MACOSX":               {nil, write("__MACOSX/FILES/._a.pdf", "x"), []string{"1.0 DOS-LITTER"}},
		"a folder in FILES":      {nil, rename(in(okPDF), in("RSA/"+okPDF)), []string{"1.0 DOS-SUBFOLDER"}},
		"signed, misspelt":       {nil, write("FILES/Signed/leggimi.txt", "x"), []string{"1.0 DOS-FILE-NAME", "1.0 DOS-NOT-PDF"}},
		"a link": {nil, func(t *testing.T, dir string) {
			rename(in(okPDF), "../../../../"+okPDF)(t, dir)
			require.NoError(t, os.Symlink("../../../../../"+okPDF, filepath.Join(dir, in(okPDF))))
		}, []string{"1.0 DOS-LINK"}},
		"a huge file": {nil, func(t *testing.T, dir string) {
			write("FILES/x.xml", "x")(t, dir)
			require.NoError(t, os.Truncate(filepath.Join(dir, "FILES/x.xml"), 200<<20))
		}, []string{"1.0 DOS-HUGE"}},
		"an empty file":  {nil, write("FILES/x.xml", ""), []string{"1.0 DOS-EMPTY-FILE"}},
		".PDF":           {nil, rename(in(okPDF), in("RSA_CT0.PDF")), []string{"1.0 DOS-PDF-CASE", "data.json DOS-FILE-CASE"}},
		"a CDA in FILES": {nil, write("FILES/RSA_CT0.xml", "x"), []string{"1.0 DOS-NOT-PDF"}},
		"names that differ by case": {nil, func(t *testing.T, dir string) {
			b, _ := os.ReadFile(filepath.Join(dir, in(okPDF)))
			write(in("rsa_ct0.pdf"), string(b))(t, dir)
		}, []string{"1.0 DOS-CLASH", "rsa_ct0.pdf DOS-PDF-UNNAMED"}},

		// data.json and the sheet
		"a case left out":          {func(d *dossiertest.Dossier) { d.Results = d.Results[1:] }, nil, []string{okPDF + " DOS-PDF-UNNAMED", "report-checklist.xlsx DOS-TEST-MISSING"}},
		"a case that there is not": {func(d *dossiertest.Dossier) { d.Result(ok).ID = 3740 }, nil, []string{"data.json DOS-CASE-UNKNOWN", "report-checklist.xlsx DOS-TEST-MISSING"}},
		"a row that says NO": {func(d *dossiertest.Dossier) {
			d.Book.Put(ko, map[byte]any{'F': "", 'G': "", 'H': "", 'I': "", 'J': "NO", 'K': dossiertest.Rationales[0], 'M': "", 'N': "", 'O': "", 'P': "", 'Q': "", 'R': "", 'S': "", 'T': ""})
		}, nil, []string{"data.json DOS-ROW-NOT-SI"}},
		"a timeout with a result":      {func(d *dossiertest.Dossier) { d.Result(token).ID = timeout }, nil, []string{"data.json DOS-TIMEOUT-RESULT", "report-checklist.xlsx DOS-TEST-MISSING"}},
		"another trace":                {func(d *dossiertest.Dossier) { d.Book.Put(ok, map[byte]any{'H': "0123456789abcdef0123456789abcdef"}) }, nil, []string{"report-checklist.xlsx DOS-TRACE-DIFFERS"}},
		"the trace of another":         {func(d *dossiertest.Dossier) { d.Book.Put(ok, map[byte]any{'H': d.Result(ko).TraceID}) }, nil, []string{"report-checklist.xlsx DOS-TRACE-OF-ANOTHER"}},
		"another workflow":             {func(d *dossiertest.Dossier) { d.Book.Put(ok, map[byte]any{'I': d.Result(ko).Workflow}) }, nil, []string{"report-checklist.xlsx DOS-WORKFLOW-DIFFERS"}},
		"another time":                 {func(d *dossiertest.Dossier) { d.Book.Put(ok, map[byte]any{'G': "2026-11-30T09:31:00Z"}) }, nil, []string{"report-checklist.xlsx DOS-TS-DIFFERS"}},
		"another version in the sheet": {func(d *dossiertest.Dossier) { d.Book.Software("Prova Srl", "LIS", "Prova", "1.1") }, nil, []string{"report-checklist.xlsx DOS-SOFTWARE"}},
		"vendor and id exchanged":      {func(d *dossiertest.Dossier) { d.Book.Software("Prova Srl", "Prova", "LIS", "1.0") }, nil, []string{"report-checklist.xlsx DOS-SOFTWARE-SWAPPED"}},
		"an OK case without workflow":  {func(d *dossiertest.Dossier) { d.Result(ok).Workflow = "UNKNOWN_WORKFLOW_ID" }, nil, []string{"data.json DOS-NO-WORKFLOW"}},
		"a file that is not there":     {nil, edit(okPDF, "RSA_CT0_def.pdf"), []string{okPDF + " DOS-PDF-UNNAMED", "data.json DOS-FILE-ABSENT"}},
		"a name of another case":       {nil, edit(okPDF, "rsa_ct0.pdf"), []string{"data.json DOS-FILE-CASE"}},
		"no file":                      {func(d *dossiertest.Dossier) { d.Result(ok).Files = nil }, nil, []string{okPDF + " DOS-PDF-UNNAMED", "data.json DOS-NO-FILE"}},
		"one document for two cases":   {func(d *dossiertest.Dossier) { d.Result(ko).Files = d.Result(ok).Files }, nil, []string{koPDF + " DOS-PDF-UNNAMED", okPDF + " DOS-KO-ACCEPTED", okPDF + " DOS-WORKFLOW-CDA", "data.json DOS-FILE-SHARED"}},
		"a future time": {func(d *dossiertest.Dossier) {
			d.Result(ok).TS = "2062-11-30T08:00:00Z"
			d.Book.Put(ok, map[byte]any{'G': d.Result(ok).TS, 'F': "30/11/2062"})
		}, nil, []string{"data.json DOS-TS-FUTURE"}},
		"no JSON": {nil, write("data.json", "PK"), []string{"data.json JSON-LITERAL"}},

		// the documents
		"an OK document refused": {func(d *dossiertest.Dossier) { d.Files[in(okPDF)] = d.Files[in(koPDF)] }, nil, []string{koPDF + " DOS-PDF-TWIN", okPDF + " DOS-OK-REFUSED", okPDF + " DOS-WORKFLOW-CDA"}},
		"a KO document accepted": {func(d *dossiertest.Dossier) { d.Files[in(koPDF)] = d.Files[in("RSA_CT24.pdf")] }, nil, []string{"RSA_CT6_KO.pdf DOS-KO-ACCEPTED", "RSA_CT6_KO.pdf DOS-PDF-TWIN", "RSA_CT6_KO.pdf DOS-WORKFLOW-CDA"}},
		"a document of another type": {func(d *dossiertest.Dossier) {
			d.Files[in(okPDF)] = dossiertest.New(dossiertest.Layout90, "LAB").Files[in("LAB_CT0.pdf")]
		}, nil, []string{okPDF + " DOS-PDF-TYPE", okPDF + " DOS-WORKFLOW-CDA"}},
		"a KO document broken otherwise": {func(d *dossiertest.Dossier) {
			d.Files[in(koPDF)] = dossiertest.PDF([]byte(strings.Replace(string(d.Sent[ko]), "<title>", "<titolo/><title>", 1)))
		}, nil, []string{koPDF + " DOS-KO-OTHER"}},
		"a document newer than its call": {func(d *dossiertest.Dossier) {
			d.Result(ok).TS = "2020-01-01T08:00:00Z"
			d.Book.Put(ok, map[byte]any{'G': d.Result(ok).TS, 'F': "01/01/2020"})
		}, nil, []string{okPDF + " DOS-CDA-NEWER"}},
		"no PDF at all":    {func(d *dossiertest.Dossier) { d.Files[in("RSA_32_KO.pdf")] = []byte("x") }, nil, []string{"RSA_32_KO.pdf DOS-TOKEN-DOCUMENT"}},
		"an unsigned copy": {func(d *dossiertest.Dossier) { d.Files["FILES/SIGNED/"+okPDF] = d.Files[in(okPDF)] }, nil, []string{okPDF + " DOS-SIGNED"}},

		// versions.json
		"another version declared": {nil, write("versions.json", `{"appVendor":"Prova","appID":"LIS","appVersion":"2.0","ts":"2026-11-30T10:00:00Z","equiv_releases":["1.1"]}`), []string{"versions.json DOS-VERSIONS-SOFTWARE"}},
		"a release as an object":   {nil, write("versions.json", `{"appVendor":"Prova","appID":"LIS","appVersion":"1.0","ts":"2026-11-30T10:00:00Z","equiv_releases":[{"release":"1.1"}]}`), []string{"versions.json DOS-VERSIONS-RELEASE"}},
		"itself":                   {nil, write("versions.json", `{"appVendor":"Prova","appID":"LIS","appVersion":"1.0","ts":"2026-11-30T10:00:00Z","equiv_releases":["1.0","1.1"]}`), []string{"versions.json DOS-VERSIONS-SELF"}},
		"twice":                    {nil, write("versions.json", `{"appVendor":"Prova","appID":"LIS","appVersion":"1.0","ts":"2026-11-30T10:00:00Z","equiv_releases":["1.1","1.1"]}`), []string{"versions.json DOS-VERSIONS-TWICE"}},
		"none":                     {nil, write("versions.json", `{"appVendor":"Prova","appID":"LIS","appVersion":"1.0","ts":"2026-11-30T10:00:00Z","equiv_releases":[]}`), []string{"versions.json DOS-VERSIONS-NONE"}},
		"a name misspelt":          {nil, write("versions.json", `{"appVendor":"Prova","appID":"LIS","appVersion":"1.0","ts":"2026-11-30T10:00:00Z","equivReleases":["1.1"]}`), []string{"versions.json DOS-NAME"}},
		"a sound declaration":      {nil, write("versions.json", `{"appVendor":"Prova","appID":"LIS","appVersion":"1.0","ts":"2026-11-30T10:00:00Z","equiv_releases":["1.1"]}`), []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			d := dossiertest.New(dossiertest.Layout90, "RSA")
			if c.change != nil {
				c.change(d)
			}
			dir := d.Write(t.TempDir())
			if c.after != nil {
				c.after(t, dir)
			}
			list := judged(t, o, filepath.Join(dir, "..", "..", "..", ".."))
			if c.want == nil {
				assert.Contains(t, told(list), "1.0 DOS-NO-FILES")
				return
			}
			slices.Sort(c.want)
			assert.Equal(t, c.want, told(list))
			refused := slices.ContainsFunc(list, func(d *validate.Document) bool { return d.Worst() == lint.Error })
			assert.Equal(t, refused, list[len(list)-1].Verdict == validate.Refused)
		})
	}
}

// recorded are the calls of a dossier as a ledger has them, by case.
func recorded(d *dossiertest.Dossier) map[int]*ledger.Entry {
	calls := map[int]*ledger.Entry{}
	for _, e := range d.Calls() {
		calls[e.Case] = e
	}
	return calls
}

// TestEvidence: a dossier says what the calls were, and each lie is found.
func TestEvidence(t *testing.T) {
	o := national(t)
	o.Cases = wishes(t, "IT", 448, 452)
	const ok, ko, token = 374, 152, 32
	for name, c := range map[string]struct {
		change func(d *dossiertest.Dossier, calls map[int]*ledger.Entry)
		want   []string
	}{
		"all of it":    {func(*dossiertest.Dossier, map[int]*ledger.Entry) {}, []string{}},
		"no such call": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) { delete(calls, ok) }, []string{"data.json DOS-CALL-UNKNOWN"}},
		"another trace": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) {
			calls[ok].Outcomes[0].Answer.TraceID = "0123456789abcdef"
		}, []string{"data.json DOS-CALL-TRACE"}},
		"another workflow": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) {
			calls[ok].Outcomes[0].Answer.WorkflowInstanceID += "x"
		}, []string{"data.json DOS-CALL-WORKFLOW"}},
		"a publication":  {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) { calls[ok].Operation = fse.Create }, []string{"data.json DOS-CALL-OPERATION"}},
		"a verification": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) { calls[ok].Outcomes[0].Answer.Status = 200 }, []string{"data.json DOS-CALL-OPERATION"}},
		"local time": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) {
			calls[ok].At, calls[ok].Outcomes[0].At = calls[ok].At.Add(-time.Hour), calls[ok].At.Add(-time.Hour)
		}, []string{"data.json DOS-CALL-TIME"}},
		"another version": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) { calls[ok].Version = "1.0.0" }, []string{"data.json DOS-CALL-CLAIMS"}},
		"claims exchanged": {func(d *dossiertest.Dossier, calls map[int]*ledger.Entry) {
			calls[ok].Vendor, calls[ok].Application = d.Application, d.Vendor
		}, []string{"data.json DOS-CALL-CLAIMS-SWAPPED"}},
		"refused": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) { calls[ok].Outcomes[0].Answer.Status = 422 }, []string{"data.json DOS-CALL-REFUSED"}},
		"a KO accepted": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) {
			calls[ko].Outcomes[0].Answer = &wire.Answer{Status: 201, TraceID: calls[ko].Outcomes[0].Answer.TraceID}
		}, []string{"data.json DOS-CALL-KO"}},
		"a token KO accepted": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) {
			calls[token].Outcomes[0].Answer = &wire.Answer{Status: 201, TraceID: calls[token].Outcomes[0].Answer.TraceID}
		}, []string{"data.json DOS-CALL-KO"}},
		"another family": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) {
			calls[ko].Outcomes[0].Answer.Problem.Type = "/msg/jwt-validation"
			calls[ko].Outcomes[0].Answer.Status = 403
		}, []string{"data.json DOS-CALL-REFUSED"}},
		"for another case": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) { calls[ok].Case = 147 }, []string{"data.json DOS-CALL-CASE"}},
		"no answer": {func(_ *dossiertest.Dossier, calls map[int]*ledger.Entry) {
			calls[ok].Outcomes[0].Kind, calls[ok].Workflow = ledger.Unknown, ""
		}, []string{"data.json DOS-CALL-UNKNOWN"}},
		"made again": {func(d *dossiertest.Dossier, _ map[int]*ledger.Entry) {
			d.Files["FILES/RSA_CT0.pdf"] = dossiertest.PDF(append(slices.Clone(d.Sent[ok]), '\n'))
		}, []string{"RSA_CT0.pdf DOS-CALL-DOCUMENT"}},
		"put into another PDF": {func(d *dossiertest.Dossier, _ map[int]*ledger.Entry) {
			d.Files["FILES/RSA_CT0.pdf"] = append(dossiertest.PDF(d.Sent[ok]), "%\n"...)
		}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			d := dossiertest.New(dossiertest.Layout90, "RSA")
			calls := recorded(d)
			c.change(d, calls)
			o := *o
			o.Calls = []*ledger.Entry{}
			for _, e := range calls {
				o.Calls = append(o.Calls, e)
			}
			list := judged(t, &o, d.Write(t.TempDir()))
			assert.Equal(t, c.want, told(list))
			whole := list[len(list)-1]
			assert.Equal(t, len(c.want) > 0, whole.Verdict == validate.Refused)
			assert.Equal(t, validate.OfEvidence, whole.Gateway.Scope)
		})
	}
}

// wishes are lists that want of each of some cases that its realmCode is that.
func wishes(tb testing.TB, realm string, cases ...int) *content.Lists {
	tb.Helper()
	dir := tb.TempDir()
	for _, id := range cases {
		c, _ := testcase.ByID(id)
		book, number := excelize.NewFile(), strconv.Itoa(id)
		_, err := book.NewSheet(number)
		require.NoError(tb, err)
		for cell, row := range map[string][]string{
			"A1": {"Path", "Obbligatorietà da IG", "Obbligatorietà per Test case " + number, "Descrizione", "Note"},
			"A2": {"ClinicalDocument/realmCode/@code", "OBBLIGATORIO", "OBBLIGATORIO", "", `deve essere valorizzato con "` + realm + `"`},
		} {
			require.NoError(tb, book.SetSheetRow(number, cell, &row))
		}
		require.NoError(tb, book.SaveAs(filepath.Join(dir, fmt.Sprintf("CDA2_%s_%d_OK.xlsx", c.Type, id))))
	}
	l, err := content.Open(dir)
	require.NoError(tb, err)
	require.Empty(tb, l.Problems)
	require.Equal(tb, cases, l.Cases())
	return l
}

// TestContents: the documents of OK cases are held against the lists of the authority.
func TestContents(t *testing.T) {
	o := national(t)
	dir := dossiertest.New(dossiertest.Layout90, "RSA").Write(t.TempDir())
	state := func() *validate.StageState {
		list := judged(t, o, dir)
		return list[len(list)-1].Stage("content")
	}
	assert.Equal(t, validate.Skipped, state().State, "nobody said what is wanted")
	o.Cases = wishes(t, "IT", 147)
	assert.Contains(t, state().Reason.In("en"), "448")
	o.Cases = wishes(t, "DE", 448)
	assert.Equal(t, validate.Ran, state().State)
	assert.Equal(t, []string{"RSA_CT24.pdf CONT-VALUE"}, told(judged(t, o, dir)))
}

// TestRegistry: what the list of accredited software says of a dossier.
func TestRegistry(t *testing.T) {
	o := small(t)
	dir := dossiertest.New(dossiertest.Layout90, "LDO").Write(t.TempDir())
	versions := func(version string) {
		text := `{"appVendor":"Prova","appID":"LIS","appVersion":"` + version + `","ts":"2026-11-30T10:00:00Z","equiv_releases":["1.1","1.2"]}`
		require.NoError(t, os.WriteFile(filepath.Join(dir, dossier.VersionsFile), []byte(text), 0o600))
	}
	for name, c := range map[string]struct {
		rows    string
		version string // that versions.json is about
		want    string // rule, and its severity
	}{
		"another software":         {"Altra,,LIS,1.0,,LDO,VALIDATION,2025-01-01,1.0", "", ""},
		"accredited":               {"Prova,,LIS,1.0,,LDO,VALIDATION,2025-01-01,1.0", "", "DOS-REGISTERED info"},
		"for another type too":     {"Prova,,LIS,1.0,,\"LDO, CERT_VACC\",VALIDATION,2025-01-01,1.0", "", "DOS-TYPES-REPEAT error"},
		"an accredited version":    {"Prova,,LIS,1.0,,LDO,VALIDATION,2025-01-01,1.0", "1.0", "DOS-REGISTERED info"},
		"declared already":         {"Prova,,LIS,1.0,1.1,LDO,VALIDATION,2025-01-01,1.0", "1.0", "DOS-VERSIONS-LISTED info"},
		"a version not accredited": {"Prova srl,,LIS,1.0,,LDO,VALIDATION,2025-01-01,1.0", "1.0", "DOS-VERSIONS-NOT-ACCREDITED error"},
	} {
		t.Run(name, func(t *testing.T) {
			head := "Fornitore,Nomi fornitori equivalenti,Applicativo,Versione,Versioni Equivalenti,Tipo Documento,Servizio,Data validazione,Versione Gateway\n"
			var err error
			o.Registry, err = registry.Read(strings.NewReader(head + c.rows + "\n"))
			require.NoError(t, err)
			require.NoError(t, os.RemoveAll(filepath.Join(dir, dossier.VersionsFile)))
			if c.version != "" {
				versions(c.version)
			}
			var got []string
			for _, d := range judged(t, o, dir) {
				for _, f := range d.Findings {
					if f.Stage == "versions" || f.Stage == "crosscheck" {
						got = append(got, f.ID+" "+f.Severity.String())
					}
				}
			}
			if c.want == "" {
				assert.Empty(t, got)
				return
			}
			assert.Contains(t, got, c.want)
		})
	}
}

// TestFind finds dossiers wherever the search begins.
func TestFind(t *testing.T) {
	root := t.TempDir()
	one := dossiertest.New(dossiertest.Layout90, "LDO").Write(root)
	d := dossiertest.New(dossiertest.Layout90, "LDO")
	d.Version = "2.0"
	two := d.Write(root)
	require.NoError(t, os.MkdirAll(filepath.Join(root, "GATEWAY", ".git", "FILES"), 0o755))
	for start, want := range map[string][]string{
		root: {one, two}, filepath.Join(root, "GATEWAY"): {one, two}, one: {one}, filepath.Dir(one): {one, two},
		filepath.Join(root, "GATEWAY", ".git"): {filepath.Join(root, "GATEWAY", ".git")},
	} {
		folders, err := dossier.Find(start)
		require.NoError(t, err)
		var got []string
		for _, f := range folders {
			got = append(got, f.Path)
		}
		assert.Equal(t, want, got, start)
	}
	folders, err := dossier.Find(one)
	require.NoError(t, err)
	assert.Equal(t, []string{"A1#111PROVASRLXXXX", "Prova", "LIS", "1.0"}, folders[0].Levels)
	_, err = dossier.Find(filepath.Join(one, "data.json"))
	require.Error(t, err)
	_, err = dossier.Find(filepath.Join(root, "nowhere"))
	require.ErrorIs(t, err, os.ErrNotExist)
	folders, err = dossier.Find(t.TempDir())
	require.NoError(t, err)
	assert.Empty(t, folders)
}

// TestIncomplete: what cannot be judged is never called accepted.
func TestIncomplete(t *testing.T) {
	o := small(t)
	o.Cases = wishes(t, "IT", 448)
	dir := dossiertest.New(dossiertest.Layout90, "RSA").Write(t.TempDir())
	list := judged(t, o, dir)
	assert.Equal(t, validate.Undetermined, list[len(list)-1].Verdict, "without the national catalog")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "report-checklist.xlsx"), nil, 0o600))
	list = judged(t, o, dir)
	assert.NotEqual(t, validate.Accepted, list[len(list)-1].Verdict)
	for _, stage := range []string{"workbook", "rows", "crosscheck"} {
		assert.Equal(t, validate.Skipped, list[len(list)-1].Stage(stage).State, stage)
	}
}
