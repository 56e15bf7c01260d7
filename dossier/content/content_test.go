package content

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/lint"
)

func TestWishes(t *testing.T) {
	for note, want := range map[string][]wish{
		"":                  nil,
		"Campo descrittivo": nil,
		"L'attributo code deve essere valorizzato con \"18783-1\"":      {{"code", []string{"18783-1"}, false, true}},
		"L’attributo code deve essere valorizzato con ‘18783-1’.":       {{"code", []string{"18783-1"}, false, true}},
		"deve essere valorizzato con IT":                                {{"", []string{"IT"}, false, true}},
		"Deve essere valorizzato con il valore fisso 2.16.840.1":        {{"", []string{"2.16.840.1"}, false, true}},
		"deve essere valorizzata con: «Referto di radiologia»":          {{"", []string{"Referto di radiologia"}, false, true}},
		"deve essere valorizzato con Referto di radiologia":             {{"", []string{"Referto di radiologia"}, false, false}},
		"L'attributo code deve essere valorizzato con una codifica ICD": {{"code", nil, false, false}},
		"deve essere valorizzato con i dati del medico":                 {{"", nil, false, false}},
		"deve essere valorizzato con uno dei seguenti valori: P, PR, B": {{"", []string{"P", "PR", "B"}, false, true}},
		"Valorizzare con uno dei seguenti valori: PROC":                 {{"", []string{"PROC"}, false, true}},
		"deve essere valorizzato con 'M' oppure 'F'":                    {{"", []string{"M", "F"}, false, true}},
		"deve essere valorizzato con \"M\" o \"F\", cfr. \"tabella\"":   {{"", []string{"M", "F"}, false, true}},
		"deve essere valorizzato con 'Problema all'accesso'":            {{"", []string{"Problema all'accesso"}, false, true}},
		"deve essere valorizzato con il formato data yyyyMMddHHmmss":    {{"", nil, true, true}},
		"deve essere valorizzato con AAAAMMGG":                          {{"", nil, true, true}},
		"L'attributo code deve essere valorizzato con '1'\nL'attributo codeSystem deve essere valorizzato con '2.16'": {
			{"code", []string{"1"}, false, true}, {"codesystem", []string{"2.16"}, false, true},
		},
		"L'attributo @code deve essere valorizzato con \"1\"; l'attributo displayName deve essere valorizzato con \"Uno, due\".": {
			{"code", []string{"1"}, false, true}, {"displayname", []string{"Uno, due"}, false, true},
		},
	} {
		assert.Equal(t, want, wishes(note), note)
	}
}

func TestPaths(t *testing.T) {
	for path, want := range map[string]string{
		"ClinicalDocument/realmCode/@code":                      "clinicaldocument/realmcode @code",
		"/ClinicalDocument/title":                               "clinicaldocument/title @",
		"hl7:ClinicalDocument/hl7:title/text()":                 "clinicaldocument/title @",
		"ClinicalDocument/component/section[ID='Quesito']/code": "clinicaldocument/component/section[id='Quesito']/code @",
		"section[@ID=“Quesito_diagnostico”]/code/@displayName":  "section[id='Quesito_diagnostico']/code @displayname",
		"section[ID=Quesito]/entry[2]/value":                    "section[id='Quesito']/entry/value @",
		"a[@x='1' and @y='2']/b":                                "a[x='1'][y='2']/b @",
		"entry/observation[code/@code='a/b']/value":             "entry/observation[code='a/b']/value @",
	} {
		steps, attribute, err := parsePath(path)
		require.NoError(t, err, path)
		var parts []string
		for _, s := range steps {
			parts = append(parts, s.String())
		}
		assert.Equal(t, want, strings.Join(parts, "/")+" @"+attribute)
	}
	for _, path := range []string{"", "/", "vedi sopra", "a/@b/c", "a[not(b)]", "a[b", "a[@b>1]/c"} {
		_, _, err := parsePath(path)
		assert.Error(t, err, path)
	}
}

// lists writes a workbook of lists as the authority lays them out, and opens it.
func lists(t *testing.T, file, sheet, number string, rows ...[]string) *Lists {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, filepath.FromSlash(file))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	book := excelize.NewFile()
	require.NoError(t, book.SetSheetName("Sheet1", "Legenda"))
	require.NoError(t, book.SetCellStr("Legenda", "A1", "Path: percorso"))
	_, err := book.NewSheet(sheet)
	require.NoError(t, err)
	header := []string{
		"Path", "Cardinalità da IG", "Obbligatorietà da IG", "Cardinalità per Test case " + number,
		"Obbligatorietà per \nTest case " + number,
		"Descrizione", "Note",
	}
	for i, row := range append([][]string{{"Caso d'uso"}, {}, header}, rows...) {
		require.NoError(t, book.SetSheetRow(sheet, "B"+string(rune('2'+i)), &row))
	}
	require.NoError(t, book.SaveAs(path))
	l, err := Open(dir)
	require.NoError(t, err)
	return l
}

// line is a line of a list: a path, whether the case wants it, and a note.
func line(path, obligation, note string) []string {
	return []string{path, "0..1", "OPZIONALE", "", obligation, "Descrizione", note}
}

const radiology = "Validazione/1-Referto di Radiologia/CDA2_Referto_di_Radiologia_OK.xlsx"

const cda = `<?xml version="1.0"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <realmCode code="it"/>
  <title>Referto  di
  radiologia</title>
  <effectiveTime value="20261130"/>
  <birthTime value="30/11/2026"/>
  <component><structuredBody>
    <component><section ID="Quesito_diagnostico">
      <code code="29299-5" displayName="Quesito&#xA0;diagnostico"/><title>Quesito</title>
      <entry><act><code code="48767-8"/></act></entry>
      <entry><act><code code="33882-2"/></act></entry>
    </section></component>
    <component><section><code code="18783-1"/></section></component>
  </structuredBody></component>
</ClinicalDocument>`

func TestJudge(t *testing.T) {
	const body = "ClinicalDocument/component/structuredBody/component/"
	quoted := func(s string) string { return "deve essere valorizzato con \"" + s + "\"" }
	for name, test := range map[string]struct {
		line []string
		want string // ids and lines
	}{
		"equal but for letter case": {line("ClinicalDocument/realmCode/@code", "OBBLIGATORIO", quoted("IT")), ""},
		"text":                      {line("ClinicalDocument/title", "OBBLIGATORIO", quoted("Referto di radiologia")), ""},
		"other text":                {line("ClinicalDocument/title", "OBBLIGATORIO", quoted("Referto radiologico")), "CONT-VALUE 4"},
		"other value":               {line("ClinicalDocument/realmCode/@code", "OBBLIGATORIO", quoted("DE")), "CONT-VALUE 3"},
		"one of several":            {line("ClinicalDocument/realmCode", "SI", "L'attributo code deve essere valorizzato con 'DE' o 'IT'"), ""},
		"missing attribute":         {line("ClinicalDocument/realmCode/@displayName", "OBBLIGATORIO", ""), "CONT-MISSING 3"},
		"missing element":           {line("ClinicalDocument/languageCode", "OBBLIGATORIO", ""), "CONT-MISSING 2"},
		"optional and missing":      {line("ClinicalDocument/languageCode/@code", "OPZIONALE", quoted("it-IT")), ""},
		"optional and wrong":        {line("ClinicalDocument/realmCode/@code", "OPZIONALE", quoted("DE")), "CONT-VALUE 3"},
		"date":                      {line("ClinicalDocument/effectiveTime/@value", "SI", "deve essere valorizzato con YYYYMMDDhhmmss"), ""},
		"no date":                   {line("ClinicalDocument/birthTime/@value", "SI", "deve essere valorizzato con YYYYMMDD"), "CONT-DATE 7"},
		"section":                   {line(body+"section[ID='quesito_diagnostico']/code/@code", "OBBLIGATORIO", quoted("29299-5")), ""},
		"section without its ID":    {line(body+"section[ID='Suggerimenti']/code/@code", "OBBLIGATORIO", quoted("18783-1")), "CONT-SECTION 9"},
		"no-break space": {
			line(body+"section[ID='Quesito_diagnostico']/code/@displayName", "OBBLIGATORIO", quoted("Quesito diagnostico")), "CONT-ALIKE 10",
		},
		"not the first": {
			line(body+"section[ID='Quesito_diagnostico']/entry/act/code/@code", "OBBLIGATORIO", quoted("33882-2")), "CONT-NOT-FIRST 11",
		},
		"the second is asked for": {line("section[ID='Quesito_diagnostico']/entry[2]/act/code/@code", "OBBLIGATORIO", quoted("33882-2")), ""},
		"by the guide":            {[]string{"ClinicalDocument/languageCode", "1..1", "OBBLIGATORIO", "", "", "", ""}, "CONT-MISSING 2"},
		"by cardinality":          {[]string{"ClinicalDocument/languageCode", "0..1", "OPZIONALE", "1..1", "", "", ""}, "CONT-MISSING 2"},
		"said in the description": {[]string{"ClinicalDocument/realmCode/@code", "", "", "", "R", quoted("FR"), ""}, "CONT-VALUE 3"},
	} {
		t.Run(name, func(t *testing.T) {
			l := lists(t, radiology, "Caso di Test 1", "1", test.line)
			require.Empty(t, l.Problems)
			require.Equal(t, []int{446}, l.Cases())
			var got []string
			for _, f := range l.Of(446).Judge([]byte(cda)) {
				got = append(got, f.ID+" "+itoa(f.Location.Line))
				assert.Equal(t, failed, f.NationalID)
				assert.NotContains(t, f.Message.In("it")+f.Fix.In("it"), "{")
				assert.NotContains(t, f.Message.In("it")+f.Fix.In("en"), "…")
			}
			assert.Equal(t, test.want, strings.Join(got, " "))
		})
	}
}

func itoa(n int) string {
	return strings.TrimPrefix(string(rune('0'+n/10))+string(rune('0'+n%10)), "0")
}

// TestMissingSectionOnce: all that is wanted in a section that is missing is one finding.
func TestMissingSectionOnce(t *testing.T) {
	section := "ClinicalDocument/component/structuredBody/component/section[ID='Suggerimenti']"
	l := lists(t, radiology, "CT1", "1", line(section, "OBBLIGATORIO", ""), line(section+"/code/@code", "OBBLIGATORIO", ""),
		line(section+"/title", "OBBLIGATORIO", ""))
	fs := l.Of(446).Judge([]byte(cda))
	require.Len(t, fs, 1)
	assert.Contains(t, fs[0].Message.In("it"), "senza ID in questo punto: 1")
	assert.Equal(t, l.Of(446), l.Of(471), "a newer case with the same list")
}

// TestAmbiguous: where the list can be read in two ways, the finding is a warning.
func TestAmbiguous(t *testing.T) {
	l := lists(t, radiology, "CT1", "1", line("ClinicalDocument/title", "OBBLIGATORIO", "deve essere valorizzato con Referto radiologico"))
	fs := l.Of(446).Judge([]byte(cda))
	require.Len(t, fs, 1)
	assert.Equal(t, lint.Warning, fs[0].Severity)
}

func TestWhichCase(t *testing.T) {
	for _, test := range []struct {
		file, sheet, number string
		want                int
	}{
		{"CDA2_Referto Medicina di Laboratorio_OK.xlsx", "CT3", "3", 3},
		{"6-Lettera di Dimissione Ospedaliera/CDA2_LDO_OK.xlsx", "Test case", "2", 7},
		{"CDA2_Lettera di Dimissione_OK.xlsx", "Foglio", "451", 451},
		{"7-Referto Specialistico Ambulatoriale/OK.xlsx", "CT24", "", 448},
		{"9-Trasfusionale/CDA2_Trasfusionale_OK.xlsx", "Caso", "", 191},
		{"RAP/CDA2_Anatomia Patologica_OK.xlsx", "CT2", "2", 418},
		{"CDA2_PSS_OK_v2.xlsx", "CT1", "1", 444},
		{"CERT_VACC/CDA2_OK.xlsx", "x", "4", 19},
	} {
		l := lists(t, test.file, test.sheet, test.number, line("ClinicalDocument/title", "SI", ""))
		assert.Empty(t, l.Problems, test.file)
		assert.Equal(t, []int{test.want}, l.Cases(), test.file)
	}
}

// TestNotUnderstood: what is not understood is told.
func TestNotUnderstood(t *testing.T) {
	for name, l := range map[string]*Lists{
		"type": lists(t, "elenco_OK.xlsx", "CT1", "1", line("ClinicalDocument/title", "SI", "")),
		"case": lists(t, radiology, "CT9", "9", line("ClinicalDocument/title", "SI", "")),
		"path": lists(t, radiology, "CT1", "1", line("ClinicalDocument/title", "SI", ""), line("ClinicalDocument/x[not(y)]", "SI", "")),
	} {
		require.Len(t, l.Problems, 1, name)
		assert.NotContains(t, l.Problems[0].Message.In("en"), "{", name)
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "CDA2_RAD_OK.xlsx"), []byte("PK broken"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "~$CDA2_RAD_OK.xlsx"), []byte("lock"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "CDA2_RAD_KO.xlsx"), []byte("other"), 0o600))
	l, err := Open(dir)
	require.NoError(t, err)
	assert.Len(t, l.Problems, 1)
	_, err = Open(filepath.Join(dir, "missing"))
	require.Error(t, err)
}

// TestMergedPaths: lines below a merged cell go on with its path.
func TestMergedPaths(t *testing.T) {
	dir := t.TempDir()
	book := excelize.NewFile()
	rows := [][]string{
		{"Path", "Obbligatorietà per Test case 1", "Note"},
		{"ClinicalDocument/realmCode", "OBBLIGATORIO", "L'attributo code deve essere valorizzato con 'DE'"},
		{"", "OBBLIGATORIO", "L'attributo displayName deve essere valorizzato con 'Italia'"},
		{"", "OBBLIGATORIO", "una nota senza percorso"},
	}
	for i, row := range rows {
		require.NoError(t, book.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row))
	}
	require.NoError(t, book.MergeCell("Sheet1", "A2", "A3"))
	require.NoError(t, book.SaveAs(filepath.Join(dir, "CDA2_RAD_OK.xlsx")))
	l, err := Open(dir)
	require.NoError(t, err)
	require.Len(t, l.Of(446).Demands, 2)
	assert.Len(t, l.Of(446).Judge([]byte(cda)), 2)
}

func FuzzJudge(f *testing.F) {
	f.Add("ClinicalDocument/component/section[@ID='x']/code/@code", "L'attributo code deve essere valorizzato con 'x'", []byte(cda))
	f.Fuzz(func(_ *testing.T, path, note string, doc []byte) {
		steps, attribute, err := parsePath(path)
		if err != nil {
			return
		}
		l := &List{}
		for _, w := range append(wishes(note), wish{}) {
			l.Demands = append(l.Demands, Demand{
				Path: path, Attribute: attribute + w.attribute, Values: w.values, Date: w.date, Required: true, steps: steps,
			})
		}
		l.Judge(doc)
	})
}

// String writes a step as the authority's messages do.
func (s step) String() string {
	text := s.name
	for _, t := range s.tests {
		text += "[" + t.attribute + "='" + t.value + "']"
	}
	return text
}
