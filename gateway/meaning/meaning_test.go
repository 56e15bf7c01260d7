package meaning

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
)

func TestTexts(t *testing.T) {
	for _, c := range []*lint.Catalog{texts, errors, codes} {
		assert.Empty(t, c.Check())
	}
}

// table reads one of the specification's tables, a map a row.
func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(shared.Dir(t, "spec", "tables", name))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var list []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		list = append(list, m)
	}
	return list
}

// whole holds a topic to what every one must say, in both languages.
func whole(t *testing.T, topic *Topic, name string) {
	t.Helper()
	if !assert.NotNil(t, topic, name) {
		return
	}
	for _, lang := range []string{"en", "it"} {
		for part, text := range map[string]lint.Text{
			"means": topic.Means, "look": topic.Look, "write": topic.Write(), "whose": topic.Whose(), "certainty": topic.Certainty(), "heading": topic.Heading(),
		} {
			words := text.In(lang)
			assert.NotEmpty(t, words, "%s: no %s in %s", name, part, lang)
			assert.NotRegexp(t, `^(write|side|known|kind)-|\{`, words, "%s: %s", name, part)
		}
	}
	assert.NotEqual(t, topic.Means.In("en"), topic.Means.In("it"), name)
	assert.NotEmpty(t, topic.Sources, name)
	for _, s := range topic.Sources {
		assert.Regexp(t, `https://|Regione Toscana`, s, "%s: a source without an address", name)
	}
}

func TestEveryErrorOfTheTable(t *testing.T) {
	rows := table(t, "errors.csv")
	require.Greater(t, len(rows), 100)
	for _, row := range rows {
		id := row["id"]
		whole(t, Of(id, nil), id)
		found := Find(strings.ToLower(id), "", nil)
		require.Len(t, found.Topics, 1, id)
		assert.Equal(t, id, found.Topics[0].ID)
	}
}

// TestEveryDetailOfTheTable: the words of an answer, alone and as an answer, lead to its error.
func TestEveryDetailOfTheTable(t *testing.T) {
	variable := strings.NewReplacer("<fully qualified class name>", "it.finanze.Req", "{extension}", "X", "{root}", "1.2", "{id}", "3", "{code}", "J07", " (or data fine)", "")
	ids := func(f *Found) (ids []string) {
		for _, topic := range f.Topics {
			ids = append(ids, topic.ID)
		}
		return ids
	}
	seen := 0
	for _, row := range table(t, "errors.csv") {
		id, detail := row["id"], variable.Replace(row["detail"])
		described := []string{"FE-01", "FE-05", "FE-08", "FE-09", "FE-10", "FE-11", "TK-31", "RB-03", "VA-04", "VA-08", "VA-09", "VA-17", "PB-04", "PB-07", "PB-11", "PB-12", "ST-03", "GE-01", "GE-02", "RB-23", "RB-17"}
		if strings.Trim(detail, "-") == "" || slices.Contains(described, id) {
			continue
		}
		seen++
		assert.Contains(t, ids(Find(detail, "", nil)), id, detail)
		assert.Contains(t, ids(Find("2026-11-30 10:00:01 ERROR [http-8] answer: "+strings.ReplaceAll(detail, "è", "Ã¨")+" (x)", "", nil)), id, detail)
		if row["type"] == "(warning)" {
			assert.Contains(t, ids(Find(`{"traceID":"1","warning":"`+detail+`"}`, "", nil)), id, detail)
			continue
		}
		answer := `{"type":"` + row["type"] + `","title":"` + row["title"] + `","detail":"` + detail + `","instance":"` + strings.Trim(row["instance"], "-") + `"}`
		assert.Contains(t, ids(Find(answer, "", nil)), id, answer)
		once := strings.ReplaceAll(answer, `"`, `\"`)
		assert.Contains(t, ids(Find(`HTTP/1.1 400 Bad Request body="`+once+`"`, "", nil)), id, "escaped")
		twice := strings.ReplaceAll(strings.ReplaceAll(once, `\`, `\\`), `\\"`, `\\\"`)
		assert.Contains(t, ids(Find(`{"responseBody":"{\"x\":\"`+twice+`\"}"}`, "", nil)), id, "escaped twice")
	}
	assert.Greater(t, seen, 80)
}

func TestEveryTypeAndInstance(t *testing.T) {
	for _, name := range []string{"error_types.csv", "error_instances.csv"} {
		for _, row := range table(t, name) {
			word := row["type"] + row["instance"]
			if word == "" {
				continue
			}
			found := Find(word, "", nil)
			assert.NotEmpty(t, found.Topics, word)
			for _, topic := range found.Topics {
				whole(t, topic, word)
			}
		}
	}
}

func TestEveryEvent(t *testing.T) {
	for _, row := range table(t, "transaction_events.csv") {
		found := Find(row["event_type"], "", nil)
		require.Len(t, found.Topics, 1, row["event_type"])
		assert.Equal(t, Event, found.Topics[0].Kind)
		for _, status := range strings.Split(row["event_status_values"], ", ") {
			if status != "none" && status != "not traced" {
				assert.NotEmpty(t, Find(status, "", nil).Topics, status)
			}
		}
	}
}

// TestEveryCode: every entry says all of it in both languages, and is found by its id, its other spellings and its phrases.
func TestEveryCode(t *testing.T) {
	for _, id := range codes.IDs() {
		topic := Code(id, nil)
		whole(t, topic, id)
		assert.Contains(t, []Kind{Front, Index, Tuscany, Accreditation, Event, Container, Certificate, Type, Instance}, topic.Kind, id)
		for _, word := range append(append(codes.List(id, "names"), codes.List(id, "phrases")...), id, codes.Part(id, "number", nil).In("en")) {
			if word != "" {
				assert.True(t, slices.ContainsFunc(Find(word, "", nil).Topics, func(o *Topic) bool { return o.ID == id }), "%s by %q", id, word)
			}
		}
	}
	for _, word := range strings.Fields(`R227 R224 1061 InteroperabilityInvalidRequest InvalidRequestContent GTW-015 [GTW-021] C007 C008 C009 C010 C011 C012 F009 NO_FILES
		TEST_NON_PRESENTE WII_UNKNOWN_LOG WII_UNKNOWN_TRANSACTION AUDIT_REQUEST_NOT_FOUND TEST_KO_NON_SUPERATO PDF_UNEXPECTED_CDA VERIFICA_NON_SUPERATA
		WRONG_CLAIMS_ON_LOG TRACE_ID_NON_PRESENTE_IN_DATAJSON C003 F001 R229 4711 9000`) {
		found := Find(word, "", nil)
		require.NotEmpty(t, found.Topics, word)
		whole(t, found.Topics[0], word)
	}
}

func TestFind(t *testing.T) {
	const ini = `{"eventType":"SEND_TO_INI","eventStatus":"BLOCKING_ERROR","message":"SEVERITY:urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:ErrorERROR_CODE:`
	for name, c := range map[string]struct {
		text string
		op   fse.Operation
		want []string
	}{
		"narrowed by the operation":  {"Il CDA non risulta validato", "", []string{"PB-01", "RB-22"}},
		"create":                     {`{"type":"/msg/cda-match","title":"x","detail":"Il CDA non risulta validato","status":400,"instance":"/cda-validation"}`, fse.Create, []string{"PB-01"}},
		"validate-and-create":        {`{"type":"/msg/cda-match","title":"x","detail":"Il CDA non risulta validato","status":400,"instance":"/cda-validation"}`, fse.ValidateAndCreate, []string{"RB-22"}},
		"python":                     {`{'type': '/msg/jwt-validation', 'title': 'Campo token JWT non valido.', 'detail': 'Il campo action_id non è corretto', 'status': 403}`, "", []string{"TK-16"}},
		"java":                       {`GTWDocumentResult [title=Verifica hash fallita., detail=Verifica hash fallita., status=400]`, "", []string{"PB-03"}},
		"accents in escapes":         {`"detail":"Il campo locality non \u00e8 valorizzato"`, "", []string{"TK-06"}},
		"glued codes":                {ini + `R227CODE CONTEXT:Mismatch between the value of XDSDocumentEntry.confidentialityCode and XDSDocumentEntry.eventCodeList, or between"}`, "", []string{"R227", "SEND_TO_INI"}},
		"a number":                   {ini + `XDSRegistryErrorCODE CONTEXT:Internal Error 9000"}`, "", []string{"INI-9000", "SEND_TO_INI"}},
		"an unknown number":          {ini + `XDSRegistryErrorCODE CONTEXT:Internal Error 4711"}`, "", []string{"INI-4711", "SEND_TO_INI"}},
		"no number":                  {ini + `XDSRegistryErrorCODE CONTEXT:Internal Error"}`, "", []string{"XDSRegistryError", "SEND_TO_INI"}},
		"within an answer":           {`{"type":"/msg/ini-error","title":"Ini error.","status":500,"detail":"{\"type\":\"/errors\",\"title\":\"Generic\",\"detail\":\"BusinessException: ErrorERROR_CODE:R221CODE CONTEXT:The version number\"}","instance":"/msg/service-error/ini"}`, fse.Update, []string{"R221", "PB-07"}},
		"all well":                   {`{"transactionData":[{"eventType":"VALIDATION","eventStatus":"SUCCESS"},{"eventType":"PUBLICATION","eventStatus":"SUCCESS"}]}`, "", []string{"SUCCESS", "PUBLICATION"}},
		"errors.json":                {`[ { "id" : 417, "error" : "WII_UNKNOWN_LOG", "description" : "x" }, {"id": 418, "error": "PDF_UNEXPECTED_CDA", "description": "y"}]`, "", []string{"WII_UNKNOWN_LOG", "PDF_UNEXPECTED_CDA"}},
		"checklist":                  {"[28,36] C007: È necessario valorizzare le seguenti colonne: F, G, H, M, N, P, Q, R, S", "", []string{"C007"}},
		"SOAP":                       {"<a:Errore><codEsito>1054</codEsito><esito>x</esito></a:Errore>", "", []string{"INI-1054"}},
		"header fields alone":        {"HTTP/1.1 400 Bad Request\nGovWay-Transaction-ErrorType: InteroperabilityInvalidRequest\nDate: Thu", "", []string{"FE-03"}},
		"front end, real address":    {`{"type":"https://govway.org/handling-errors/403/AuthorizationContentDeny.html","title":"AuthorizationContentDeny","status":403,"detail":"Unauthorized request content","govway_id":"1"}`, "", []string{"FE-05"}},
		"front end, unknown":         {`{"type":"https://govway.org/handling-errors/418/Teapot.html","title":"Teapot","status":418,"detail":"short","govway_id":"1"}`, "", []string{"Teapot"}},
		"Tuscany":                    {`{"traceID":"R3VERR","type":"[GTW-015]","title":"Errore di validazione durante il processamento della richiesta","detail":"[GTW-015]: Il codice fiscale nel CDA non ha un formato valido.","status":400,"instance":""}`, "", []string{"GTW-015"}},
		"a wrapped answer":           {`{"data":{"error":{"type":"https://govway.org/handling-errors/401/TokenAuthenticationFailed.html","title":"TokenAuthenticationFailed","detail":"Invalid token","status":401}},"isSuccess":false}`, "", []string{"FE-02"}},
		"type and instance in prose": {"riceviamo type /msg/generic-error con instance /request-invalid-date-format", "", []string{"PB-04", "PB-05", "RB-21"}},
		"mapping":                    {`{"type":"/msg/generic-error","title":"Errore generico.","detail":"Unknown MedicationStatementStatus code 'aborted'","status":400,"instance":"/request-invalid-date-format"}`, fse.Create, []string{"PB-04"}},
		"schema":                     {"ERROR: -1,-1 cvc-complex-type.2.4.a: Invalid content was found starting with element", "", []string{"VA-04"}},
		"correlation":                {`{"type":"/msg/validator","title":"Errore di validazione","detail":"Non c'è correlazione tra tipo documento e tipo documento livello alto","status":400,"instance":"/msg/validator"}`, "", []string{"RB-23"}},
	} {
		var got []string
		for _, topic := range Find(c.text, c.op, nil).Topics {
			got = append(got, topic.ID)
		}
		slices.Sort(got)
		slices.Sort(c.want)
		assert.Equal(t, c.want, got, name)
	}
}

func TestFindNational(t *testing.T) {
	for text, want := range map[string][]string{
		"errore-8": {"errore-8"}, "W003": {"W003"}, "SCH-RSA-ERRORE-8": {"SCH-RSA-ERRORE-8"},
		`{"type":"/msg/semantic","title":"Errore semantico.","detail":"[ERRORE-8| a],[ERRORE-b12a| b],[ERRORE-8| c]","status":422,"instance":"/validation/error"}`: {"ERRORE-8", "ERRORE-b12a"},
	} {
		assert.Equal(t, want, Find(text, "", nil).National, text)
	}
}

func TestNear(t *testing.T) {
	for text, want := range map[string]string{
		"R272": "R227", "/msg/cda-mach": "/msg/cda-match", "WII_UNKOWN_LOG": "WII_UNKNOWN_LOG", "PB-0l": "PB-01",
		"il CDA non mi risulta essere validato": "Il CDA non risulta validato",
	} {
		found := Find(text, "", nil)
		assert.Equal(t, text != "R272", found.Nothing(), text) // it has the form of a code of INI
		assert.Contains(t, found.Near, want, text)
	}
	for _, text := range []string{"", "   ", "buongiorno", "{", `{"a":1}`, "[[[[[[["} {
		assert.True(t, Find(text, "", nil).Nothing(), text)
	}
}

// TestIdentifiers: what a call can be found by in a ledger.
func TestIdentifiers(t *testing.T) {
	found := Find("X-CART-id: b7cad8e2-72c4-41ce-ac9a-24ff2b3f72a0\n{\"traceID\":\"0011223344556677\",\"type\":\"/msg/sign-error\",\"title\":\"Sign error\",\"detail\":\"Il pdf non risulta firmato\",\"workflowInstanceId\":\"1.2^^^^urn\"}", "", nil)
	slices.Sort(found.Identifiers)
	assert.Equal(t, []string{"0011223344556677", "1.2^^^^urn", "b7cad8e2-72c4-41ce-ac9a-24ff2b3f72a0"}, found.Identifiers)
}

func TestEveryAnswerIsKnown(t *testing.T) {
	for _, id := range gateway.IDs() {
		assert.NotNil(t, Of(id, nil), id)
	}
}

// TestManyWords: a text as long as may be, of words that all look like something, is read through once.
func TestManyWords(t *testing.T) {
	for _, piece := range []string{"CDA-DOCTYP ", "R2 C0 GTW- ", `{"a":`, "[[{", `\"{`, "/msg/x ", "Internal Error ", "Il campo "} {
		t.Run(piece, func(t *testing.T) { Find(strings.Repeat(piece, MaxText/10/len(piece)), "", nil) })
	}
}

func FuzzFind(f *testing.F) {
	f.Add(`{"type":"/msg/cda-match","detail":"Il CDA non risulta validato"}`)
	f.Add(`body="{\"type\":\"/msg/x\",\"detail\":\"\\u00e8\"}"`)
	f.Add("[28,36] C007: È necessario")
	f.Add("ERRORE-8")
	f.Fuzz(func(t *testing.T, text string) {
		found := Find(text, "", nil)
		for _, topic := range found.Topics {
			assert.NotEmpty(t, topic.Means.In("it"))
		}
	})
}
