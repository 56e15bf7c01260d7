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
	"github.com/fselint/fselint/dossier/checklist"
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

// TestSoundOfEveryType: nothing is found in sound dossiers, whatever type they are of and whatever template the checklist is.
func TestSoundOfEveryType(t *testing.T) {
	o := national(t)
	for _, layout := range []dossiertest.Layout{dossiertest.Layout20, dossiertest.Layout23, dossiertest.Layout90} {
		for _, typ := range testcase.Types() {
			list := judged(t, o, dossiertest.New(layout, typ).Write(t.TempDir()))
			assert.Empty(t, told(list), "%s in template %s", typ, layout.Version)
			for _, d := range list[:len(list)-1] {
				assert.Equal(t, validate.Accepted, d.Verdict, "%s in template %s", d.Path, layout.Version)
			}
		}
	}
}

// TestBrokenDossiers breaks one thing at a time: what is found is that, and nothing else.
func TestBrokenDossiers(t *testing.T) {
	o := national(t)
	o.Cases = wishes(t, "IT", 448, 452)
	newest, _ := checklist.Read(dossiertest.Template(dossiertest.Layout90, dossiertest.Cases(dossiertest.Layout90)).Bytes())
	ways := dossiertest.Ways()
	require.GreaterOrEqual(t, len(ways), 120)
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			d := dossiertest.New(dossiertest.Layout90, "RSA")
			if way.Change != nil {
				way.Change(d)
			}
			dir := d.Write(t.TempDir())
			if way.After != nil {
				require.NoError(t, way.After(dir))
			}
			o := *o
			if way.Template {
				o.Template = newest
			}
			list := judged(t, &o, filepath.Join(dir, "..", "..", "..", ".."))
			slices.Sort(way.Want)
			assert.Equal(t, way.Want, coded(list))
			refused := slices.ContainsFunc(list, func(d *validate.Document) bool { return d.Worst() == lint.Error })
			assert.Equal(t, refused, list[len(list)-1].Verdict == validate.Refused)
		})
	}
}

// coded are the findings that told gives, with the codes of the authority.
func coded(list []*validate.Document) (all []string) {
	for _, d := range list {
		for _, f := range d.Findings {
			if f.Severity > lint.Info && f.Group == lint.Accreditation {
				all = append(all, strings.TrimSpace(filepath.Base(d.Path)+" "+f.ID+" "+f.NationalID))
			}
		}
	}
	slices.Sort(all)
	return all
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

// TestUnreadable: links and what is too large are told, once each.
func TestUnreadable(t *testing.T) {
	o := small(t)
	o.Cases = wishes(t, "IT", 448)
	dir := dossiertest.New(dossiertest.Layout90, "RSA").Write(t.TempDir())
	data, away := filepath.Join(dir, "data.json"), filepath.Join(t.TempDir(), "data.json")
	require.NoError(t, os.Rename(data, away))
	require.NoError(t, os.Symlink(away, data))
	assert.Equal(t, []string{"1.0 DOS-LINK"}, told(judged(t, o, dir)))
	require.NoError(t, os.Remove(data))
	require.NoError(t, os.WriteFile(data, nil, 0o600))
	require.NoError(t, os.Truncate(data, 20<<20))
	list := judged(t, o, dir)
	assert.Equal(t, validate.Exceeded, list[0].Fault.Kind)
	assert.Equal(t, validate.Failed, list[len(list)-1].Stage("documents").State)
	assert.NotEqual(t, validate.Accepted, list[len(list)-1].Verdict)
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
