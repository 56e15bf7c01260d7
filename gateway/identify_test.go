package gateway

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/shared"
)

// operationsOf reads the column "operations" of the specification's table.
func operationsOf(text string) []fse.Operation {
	var ops []fse.Operation
	for _, op := range append(fse.Operations(), fse.StatusByWorkflow, fse.StatusByTrace) {
		name := string(op)
		switch {
		case op == fse.Update:
			name = "metadata update"
		case op == fse.StatusByWorkflow, op == fse.StatusByTrace:
			if strings.Contains(text, "status") && !strings.Contains(text, "all but") || text == "all" {
				ops = append(ops, op)
			}
			continue
		}
		list := strings.Split(strings.ReplaceAll(text, " (test environment)", ""), ", ")
		switch {
		case strings.HasPrefix(text, "all but"):
			if op != fse.Delete || !strings.Contains(text, "delete") {
				ops = append(ops, op)
			}
		case text == "all", slices.Contains(list, name),
			slices.Contains(list, "validate-and-*") && strings.HasPrefix(name, "validate-and-"),
			strings.Contains(text, "multipart") && op.SendsDocument(), strings.HasPrefix(text, "CDA operations") && op.SendsDocument(),
			strings.HasPrefix(text, "all with requestBody") && op.SendsDocument():
			ops = append(ops, op)
		}
	}
	return ops
}

// TestIdentifyKnowsTheTable plays every row of the specification's table as an answer, in every operation that can give it.
func TestIdentifyKnowsTheTable(t *testing.T) {
	f, err := os.Open(shared.Dir(t, "spec", "tables", "errors.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	// What the table describes in words becomes an example.
	details := map[string]string{
		"RB-01": "Errore durante la conversione da json a oggetto it.example.Request", "RB-02": "Parametro non riconosciuto all'interno della request nella conversione di it.example.Request",
		"RB-14": "Il campo atti clinici X99 non è consentito", "RB-17": "Il campo data fine deve essere valorizzato correttamente",
		"PF-03": "Error while searching signature for file with name a.pdf", "VA-01": "Errore in validazione: 500", "VA-02": "Schema with version X not found on database.",
		"VA-05": "Schematron with template id root 1.2 not found on database.", "VA-04": "ERROR: 1,2 cvc", "VA-08": "[ERRORE-1| a],[b]",
		"VA-10": "È stato trovato almeno un dizionario presente in Blocklist: [2.16.999]", "VA-11": "È stata trovata almeno una versione non gestita di un dizionario: [1.2 v3]",
		"VA-12": "Almeno uno dei seguenti vocaboli non è censito: [CodeSystem: 1.2 v3, Codes: a]", "VA-15": "Nessuna mappa con id 1.2 è stata trovata nell'engine 3",
		"PB-04": "HAPI-1: no map", "PB-06": "IniException: not there", "PB-07": "down", "FE-11": "Required part 'file' is not present.", "FE-04": "'iat' token claim is in the future",
		"RB-03": "JSON parse error: Unexpected character", "FE-05": "not authorised",
	}
	silent := []string{"FE-01", "RB-23", "TK-31", "VA-17"} // no answer, not published, no operation of fselint's
	seen := 0
	for _, row := range rows[1:] {
		get := func(name string) string {
			return strings.NewReplacer("(framework default)", "", " (as reported)", "").Replace(row[column[name]])
		}
		id := get("id")
		if slices.Contains(silent, id) || get("type") == "(warning)" {
			continue
		}
		seen++
		detail := get("detail")
		if example, ok := details[id]; ok {
			detail = example
		}
		instance := strings.ReplaceAll(get("instance"), "<microservice>", "ini")
		ops := operationsOf(get("operations"))
		require.NotEmpty(t, ops, id)
		for _, op := range ops {
			statusColumn := "http_status_validation_family"
			if slices.Contains(Order(fse.May2026, op), id) {
				statusColumn = []string{"http_status_validation_family", "http_status_publication_family", "http_status_plain_family"}[FamilyOf(op, id)]
			} else if strings.Trim(get(statusColumn), "-") == "" {
				if statusColumn = "http_status_publication_family"; strings.Trim(get(statusColumn), "-") == "" {
					statusColumn = "http_status_plain_family"
				}
			}
			first, _, _ := strings.Cut(strings.Fields(get(statusColumn))[0], "/")
			status, _ := strconv.Atoi(first)
			got := Meaning(op, status, strings.ReplaceAll(get("type"), "mw/*", "mw/other"), instance, detail)
			assert.Contains(t, got, id, "%s in %s (%d)", id, op, status)
			assert.Equal(t, id, append(got, "")[0], "%s in %s (%d): %v", id, op, status, got)
		}
	}
	assert.Greater(t, seen, 95)
}

func TestMeaning(t *testing.T) {
	for name, c := range map[string]struct {
		op                    fse.Operation
		status                int
		typ, instance, detail string
		want                  []string
	}{
		"unknown":                     {fse.Create, 400, "/msg/new", "/x", "y", nil},
		"nothing at all":              {fse.Create, 400, "", "", "", nil},
		"other operation":             {fse.Delete, 400, "/msg/sign-error", "/msg/sign-error", "Il pdf non risulta firmato", nil},
		"reworded":                    {fse.ValidateAndCreate, 400, "/msg/sign-error", "/msg/sign-error", "changed", []string{"PF-06", "PF-07"}},
		"too large":                   {fse.Create, 413, "", "", "", []string{"FE-06"}},
		"a proxy":                     {fse.Delete, 502, "about:blank", "", "", []string{"FE-07"}},
		"the gateway's own 504":       {fse.Create, 504, "/msg/generic-timeout", "", "Generic timeout.", []string{"PB-09"}},
		"clock, in a body of its own": {fse.Delete, 401, "about:blank", "", "JWT: 'iat' token claim is in the future", []string{"FE-04"}},
		"no slash (README 12.2.5)":    {fse.StatusByWorkflow, 404, "msg/record-not-found", "", "No Record Found", []string{"ST-03"}},
		"front end, status":           {fse.StatusByTrace, 401, "https://govway.org/handling-errors/401/TokenAuthenticationFailed.html", "", "Invalid token", []string{"FE-02"}},
		"500 or 400":                  {fse.Create, 500, "/msg/generic-error", "", "java.lang.NullPointerException", []string{"GE-01"}},
		"400 or 500":                  {fse.Create, 400, "/msg/generic-error", "", "Required part", []string{"FE-11"}},
	} {
		assert.Equal(t, c.want, Meaning(c.op, c.status, c.typ, c.instance, c.detail), name)
	}
}

func TestWarnings(t *testing.T) {
	const extract = "Attenzione, non è stata selezionata la modalità di estrazione del CDA"
	for text, want := range map[string][]string{
		"": nil, "other": nil, extract: {"PF-10"},
		"[[SIGN_WARN - Attenzione il documento risulta firmato in validazione][WARNING_EXTRACT]" + extract + "]": {"PF-08", "PF-09"},
		"[W001 | text],[W002 | other]":                                      {"VA-09"},
		"Attenzione, transazione presa in carico. Nuovo tentativo in corso": {"PB-13"},
	} {
		assert.Equal(t, want, Warnings(text), text)
	}
}

func FuzzMeaning(f *testing.F) {
	f.Add("create", 400, "/msg/cda-match", "/cda-validation", "Il CDA non risulta validato")
	f.Add("", 0, "", "", "")
	f.Fuzz(func(t *testing.T, op string, status int, typ, instance, detail string) {
		ids := Meaning(fse.Operation(op), status, typ, instance, detail)
		for i, id := range ids {
			assert.NotContains(t, ids[:i], id)
		}
	})
}
