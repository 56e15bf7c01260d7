package compose_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/dossier/compose"
	"github.com/fselint/fselint/internal/testkit/dossiertest"
	"github.com/fselint/fselint/validate"
)

var layout = dossiertest.Layout90

func template() []byte { return dossiertest.Template(layout, dossiertest.Cases(layout)).Bytes() }

// begun lays out the dossier of one of the testkit.
func begun(t *testing.T, d *dossiertest.Dossier) string {
	t.Helper()
	b := compose.Beginning{
		Software: validate.Application{Vendor: d.Vendor, ID: d.Application, Version: d.Version}, CommonName: d.CommonName, Supplier: "Prova Srl",
		Template: template(),
	}
	dir := t.TempDir()
	made, err := b.Begin(dir)
	require.NoError(t, err)
	assert.Len(t, made, 3)
	return b.Path(dir)
}

func TestBegin(t *testing.T) {
	b := compose.Beginning{CommonName: "A1#111ALFA"}
	b.Software = validate.Application{Vendor: "Alfa & Beta srl", ID: "LIS (1)", Version: "1.0/b"}
	assert.Equal(t, filepath.Join("x", "GATEWAY", "A1#111ALFA", "Alfa__Beta_srl", "LIS_1", "1.0b"), b.Path("x"))
	d := dossiertest.New(layout, "RSA")
	dir := begun(t, d)
	data, err := os.ReadFile(filepath.Join(dir, "data.json"))
	require.NoError(t, err)
	assert.JSONEq(t, `{"appVendor":"Prova","appID":"LIS","appVersion":"1.0","results":[]}`, string(data))
	c, fs, err := checklist.ReadFile(filepath.Join(dir, "report-checklist.xlsx"))
	require.NoError(t, err)
	assert.Empty(t, fs)
	assert.Equal(t, []string{"Prova Srl", "Prova", "LIS", "1.0"}, []string{c.Supplier.Text, c.Vendor.Text, c.Application.Text, c.Release.Text})
	for _, row := range c.Rows {
		assert.Empty(t, row.Cell(checklist.Applicable).Text, "nothing is pretended")
	}
	b.Software, b.CommonName = validate.Application{Vendor: d.Vendor, ID: d.Application, Version: d.Version}, d.CommonName
	_, err = b.Begin(strings.TrimSuffix(dir, filepath.Join("GATEWAY", d.CommonName, d.Vendor, d.Application, d.Version)))
	require.Error(t, err, "it is there already")
}

// TestMake: data.json is what the ledger says, and the checklist too; what only people know is open.
func TestMake(t *testing.T) {
	d := dossiertest.New(layout, "RSA", "CERT_VAC")
	dir := begun(t, d)
	for name, data := range d.Files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), data, 0o600))
	}
	made, err := compose.Make(dir, compose.Material{Calls: d.Calls(), Template: template()})
	require.NoError(t, err)
	assert.Equal(t, len(d.Results), made.Results)
	assert.Empty(t, made.Copied)
	data, err := os.ReadFile(filepath.Join(dir, "data.json"))
	require.NoError(t, err)
	var got, want any
	require.NoError(t, json.Unmarshal(data, &got))
	d.Sort()
	require.NoError(t, json.Unmarshal(d.Data(), &want))
	assert.Equal(t, want, got)
	assert.Empty(t, dossier.ReadData(data).Findings)

	c, fs, err := checklist.ReadFile(filepath.Join(dir, "report-checklist.xlsx"))
	require.NoError(t, err)
	assert.Empty(t, fs)
	row, _ := c.Row(374)
	for col, text := range map[checklist.Column]string{
		checklist.Date: "30/11/2026", checklist.TraceID: d.Result(374).TraceID, checklist.Workflow: d.Result(374).Workflow,
		checklist.Timestamp: d.Result(374).TS, checklist.Applicable: "SI", checklist.Outcome: "PASS", checklist.Blocking: "",
	} {
		assert.Equal(t, text, row.Cell(col).Text, col.Header())
	}
	row, _ = c.Row(48) // timeout
	for col, text := range map[checklist.Column]string{
		checklist.Applicable: "SI", checklist.Visible: "SI", checklist.Message: "Invio non riuscito, riprovare", checklist.TraceID: "",
	} {
		assert.Equal(t, text, row.Cell(col).Text, col.Header())
	}
	open := map[string]bool{}
	for _, o := range made.Open {
		open[o.Cell] = true
		assert.NotContains(t, o.In("it"), "{")
	}
	row, _ = c.Row(151)
	assert.True(t, open[row.Cell(checklist.Blocking).Path()], "what only the supplier knows")
	row, _ = c.Row(147)
	assert.True(t, open[row.Cell(checklist.Applicable).Path()], "a case that was not run")
	row, _ = c.Row(446)
	assert.False(t, open[row.Cell(checklist.Applicable).Path()], "a type that is not tested")
}

// TestMakeAgain: what the supplier wrote is taken over into a newer template, evidence that the ledger does not have is not.
func TestMakeAgain(t *testing.T) {
	d := dossiertest.New(layout, "RSA")
	old := dossiertest.New(dossiertest.Layout23, "RSA")
	old.Results[0].TraceID = "of another time"
	dir := old.Write(t.TempDir())
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "FILES")))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "FILES"), 0o755))
	elsewhere := t.TempDir()
	for id, cda := range d.Sent {
		require.NoError(t, os.WriteFile(filepath.Join(elsewhere, d.Result(id).TraceID+".PDF"), dossiertest.PDF(cda), 0o600))
	}
	calls := d.Calls()[1:] // that of the first case is lost
	made, err := compose.Make(dir, compose.Material{Calls: calls, Template: template(), Documents: []string{elsewhere}})
	require.NoError(t, err)
	assert.Len(t, made.Copied, len(d.Results)-1)
	assert.FileExists(t, filepath.Join(dir, "FILES", "RSA_CT5_KO.pdf"))
	var left []int
	for _, o := range made.Open {
		if o.Cell == "" {
			left = append(left, o.Case)
		}
	}
	assert.Equal(t, []int{d.Results[0].ID.(int)}, left, "the result that nothing proves")
	c, _, err := checklist.ReadFile(filepath.Join(dir, "report-checklist.xlsx"))
	require.NoError(t, err)
	assert.Equal(t, layout.Version, c.Version.Text)
	assert.Equal(t, "Prova Srl", c.Supplier.Text)
	row, _ := c.Row(151)
	assert.Equal(t, "Nuovo invio dalla coda", row.Cell(checklist.Handling).Text)
	row, _ = c.Row(147)
	assert.Equal(t, "NO", row.Cell(checklist.Applicable).Text)
	assert.NotEmpty(t, row.Cell(checklist.Rationale).Text)
	row, _ = c.Row(374)
	assert.Empty(t, row.Cell(checklist.TraceID).Text)
}

func TestMakeRefuses(t *testing.T) {
	d := dossiertest.New(layout, "RSA")
	dir := begun(t, d)
	for name, m := range map[string]compose.Material{
		"no calls":    {Template: template()},
		"no template": {Calls: d.Calls(), Template: []byte("x")},
	} {
		_, err := compose.Make(dir, m)
		require.Error(t, err, name)
	}
	other := dossiertest.New(layout, "RSA")
	other.Application = "Altro"
	_, err := compose.Make(dir, compose.Material{Calls: other.Calls(), Template: template()})
	require.ErrorContains(t, err, "Altro")
	data, err := os.ReadFile(filepath.Join(dir, "data.json"))
	require.NoError(t, err)
	assert.Contains(t, string(data), `"results": []`, "nothing was changed")
}
