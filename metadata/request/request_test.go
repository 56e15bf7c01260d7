package request

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/hl7id"
)

var workflow = hl7id.WorkflowOfCDA("2.16.840.1.113883.2.9.2.90.4.4", "X1") + "0123456789" + hl7id.WorkflowSuffix

// good is a body without a problem in the operation, in both profiles.
func good(op fse.Operation) map[string]any {
	if op == fse.Validation {
		return map[string]any{"activity": "VALIDATION", "mode": "ATTACHMENT", "healthDataFormat": "CDA"}
	}
	m := map[string]any{
		"tipologiaStruttura":          "Ospedale",
		"tipoDocumentoLivAlto":        "REF",
		"assettoOrganizzativo":        "AD_PSC008",
		"tipoAttivitaClinica":         "ERP",
		"identificativoSottomissione": "2.16.840.1.113883.2.9.2.90.4.3.77001",
		"attiCliniciRegoleAccesso":    []any{"P99", "J07BX"},
		"dataInizioPrestazione":       "20260310080000",
		"dataFinePrestazione":         "20260310093000",
		"conservazioneANorma":         conservation,
		"descriptions":                []any{"045123012^Made-up product^2.16.840.1.113883.2.9.6.1.5"},
		"administrativeRequest":       []any{"SSN"},
	}
	if op == fse.Update {
		return m
	}
	m["identificativoDoc"] = "2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.201.18881699"
	m["identificativoRep"] = "2.16.840.1.113883.2.9.2.90.4.5.201"
	m["mode"] = "ATTACHMENT"
	m["healthDataFormat"] = "CDA"
	if !(op == fse.ValidateAndCreate || op == fse.ValidateAndReplace) {
		m["workflowInstanceId"] = workflow
	}
	return m
}

func encoded(m map[string]any) []byte {
	data, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return data
}

// brief writes the code and error of each problem; a problem that the gateway does not block has its group.
func brief(problems []lint.Finding) string {
	var out []string
	for _, p := range problems {
		s := p.ID
		if p.Error != "" {
			s += "/" + p.Error
		}
		if !p.Blocks() {
			s += "(" + string(p.Group) + " " + p.Severity.String() + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func judgeText(op fse.Operation, body string, ctx Context) []lint.Finding {
	return Judge(op, Read([]byte(body)), ctx)
}

func TestGoodBodies(t *testing.T) {
	path := "2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.201.18881600"
	for _, op := range fse.Operations() {
		for _, ctx := range []Context{{}, {Profile: fse.Toscana, Now: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Type: resourceType("11502-2"), Region: "090", Purpose: "ACCESS UPDATE", PathID: &path, Test: true}} {
			if op == fse.Delete {
				assert.Empty(t, brief(Judge(op, nil, ctx)))
				continue
			}
			assert.Empty(t, brief(Judge(op, Read(encoded(good(op))), ctx)), op)
		}
	}
}

func TestUsesAreThoseOfTheSpecification(t *testing.T) {
	f, err := os.Open(shared.Dir(t, "spec", "tables", "request_fields.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, len(fields)+1)
	words := map[string]Use{"required": Required, "optional": Optional, "no": None, "must be absent": Forbidden, "required (not enforced)": Wanted, "deprecated": Deprecated}
	for i, row := range rows[1:] {
		assert.Equal(t, row[0], FieldNames()[i])
		for c := range 6 {
			assert.Equal(t, words[row[2+c]], FieldUse(fse.Operations()[c], row[0]), "%s %s", row[0], fse.Operations()[c])
		}
		assert.Equal(t, None, FieldUse(fse.Delete, row[0]))
	}
}

// change is a body with fields set (nil: removed).
func change(op fse.Operation, fields map[string]any) []byte {
	m := good(op)
	for k, v := range fields {
		if v == nil {
			delete(m, k)
		} else {
			m[k] = v
		}
	}
	return encoded(m)
}

type rawValue = json.RawMessage

// Every row of the errors that can be seen in a body.
func TestErrors(t *testing.T) {
	const (
		create      = "it.finanze.sanita.fse2.ms.gtw.dispatcher.dto.request.PublicationCreationReqDTO"
		update      = "it.finanze.sanita.fse2.ms.gtw.dispatcher.dto.request.PublicationUpdateReqDTO"
		validation  = "it.finanze.sanita.fse2.ms.gtw.dispatcher.dto.request.ValidationCDAReqDTO"
		conversion  = "Errore durante la conversione da json a oggetto "
		unknownName = "Parametro non riconosciuto all'interno della request nella conversione di "
	)
	for _, c := range []struct {
		op     fse.Operation
		body   []byte
		error  string
		code   string
		detail string
		where  string // pointer
	}{
		{fse.Create, nil, "RB-01", "REQ-ABSENT", conversion + create, ""},
		{fse.Create, []byte(""), "RB-01", "JSON-EMPTY", conversion + create, ""},
		{fse.Create, []byte("[]"), "RB-01", "REQ-NOT-OBJECT", conversion + create, ""},
		{fse.Replace, []byte(`{"mode":"ATTACHMENT",}`), "RB-01", "JSON-TRAILING-COMMA", conversion + update, ""},
		{fse.Validation, []byte(`{"activity":"validation"}`), "RB-01", "REQ-LITERAL-CASE", conversion + validation, "/activity"},
		{fse.ValidateAndReplace, change(fse.ValidateAndReplace, map[string]any{"tipoAttivitaClinica": "Sistema TS"}), "RB-01", "REQ-LITERAL", conversion + update, "/tipoAttivitaClinica"},
		{fse.ValidateAndCreate, change(fse.ValidateAndCreate, map[string]any{"administrativeRequest": "INPATIENT"}), "RB-01", "REQ-TYPE", conversion + create, "/administrativeRequest"},
		{fse.Create, change(fse.Create, map[string]any{"tipoDocumentoLivAlto": 99}), "RB-01", "REQ-TYPE", conversion + create, "/tipoDocumentoLivAlto"},
		{fse.Create, []byte("null"), "GE-01", "REQ-NULL-BODY", "", ""},
		{fse.Create, change(fse.Create, map[string]any{"tipoDocumentoLivello": "REF"}), "RB-02", "REQ-UNKNOWN-FIELD", unknownName + create, "/tipoDocumentoLivello"},
		{fse.Create, change(fse.Create, map[string]any{"activity": "VALIDATION"}), "RB-02", "REQ-MISPLACED-FIELD", unknownName + create, "/activity"},
		{fse.Replace, change(fse.Replace, map[string]any{"priorita": true}), "RB-02", "REQ-MISPLACED-FIELD", unknownName + update, "/priorita"},
		{fse.Validation, change(fse.Validation, map[string]any{"identificativoDoc": "x^y"}), "RB-02", "REQ-MISPLACED-FIELD", unknownName + validation, "/identificativoDoc"},
		{fse.Update, []byte("{"), "RB-03", "JSON-UNCLOSED", "", ""},
		{fse.Update, []byte("null"), "RB-03", "REQ-NULL-BODY", "", ""},
		{fse.Update, nil, "RB-03", "REQ-ABSENT", "", ""},
		{fse.Update, change(fse.Update, map[string]any{"tipologiaStruttura": "ospedale"}), "RB-03", "REQ-LITERAL-CASE", "", "/tipologiaStruttura"},
		{fse.Update, change(fse.Update, map[string]any{"descriptions": "x"}), "RB-03", "REQ-TYPE", "", "/descriptions"},
		{fse.Validation, change(fse.Validation, map[string]any{"activity": nil}), "RB-04", "REQ-MISSING", "Il campo activity deve essere valorizzato.", "/activity"},
		{fse.Create, change(fse.Create, map[string]any{"identificativoDoc": nil}), "RB-05", "REQ-MISSING", "Il campo identificativo documento deve essere valorizzato.", "/identificativoDoc"},
		{fse.ValidateAndCreate, change(fse.ValidateAndCreate, map[string]any{"identificativoDoc": ""}), "RB-05", "REQ-MISSING", "Il campo identificativo documento deve essere valorizzato.", "/identificativoDoc"},
		{fse.Replace, change(fse.Replace, map[string]any{"identificativoRep": rawValue("null")}), "RB-06", "REQ-MISSING", "Il campo identificativo rep deve essere valorizzato.", "/identificativoRep"},
		{fse.Update, change(fse.Update, map[string]any{"tipoDocumentoLivAlto": nil}), "RB-07", "REQ-MISSING", "Il campo tipo documento liv alto deve essere valorizzato.", "/tipoDocumentoLivAlto"},
		{fse.Create, change(fse.Create, map[string]any{"assettoOrganizzativo": nil}), "RB-08", "REQ-MISSING", "Il campo assetto organizzativo deve essere valorizzato.", "/assettoOrganizzativo"},
		{fse.Create, change(fse.Create, map[string]any{"tipoAttivitaClinica": nil}), "RB-09", "REQ-MISSING", "Il campo tipo attivita clinica deve essere valorizzato.", "/tipoAttivitaClinica"},
		{fse.Create, change(fse.Create, map[string]any{"identificativoSottomissione": ""}), "RB-10", "REQ-MISSING", "Il campo identificativo sottomissione deve essere valorizzato.", "/identificativoSottomissione"},
		{fse.Create, change(fse.Create, map[string]any{"tipologiaStruttura": nil}), "RB-11", "REQ-MISSING", "Il campo tipologia struttura deve essere valorizzato.", "/tipologiaStruttura"},
		{fse.Create, change(fse.Create, map[string]any{"descriptions": []any{"a^b^"}}), "RB-12", "REQ-DESCRIPTION-FORM", descriptionForm, "/descriptions/0"},
		{fse.Create, change(fse.Create, map[string]any{"descriptions": []any{"a^b^1.2.3", "a^b^"}}), "RB-12", "REQ-DESCRIPTION-FORM", descriptionForm, "/descriptions/1"},
		{fse.Update, change(fse.Update, map[string]any{"descriptions": []any{"a^b^1.2.3"}}), "RB-13", "REQ-DESCRIPTION-OID", descriptionOIDs, "/descriptions/0"},
		{fse.Create, change(fse.Create, map[string]any{"descriptions": []any{nil, "a"}}), "GE-01", "REQ-DESCRIPTION-NULL", "", "/descriptions/0"},
		{fse.Create, change(fse.Create, map[string]any{"attiCliniciRegoleAccesso": []any{"P95", "XX", "p99"}}), "RB-14", "REQ-EVENT", "Il campo atti clinici XX non è consentito", "/attiCliniciRegoleAccesso/0"},
		{fse.Create, change(fse.Create, map[string]any{"attiCliniciRegoleAccesso": []any{"P99", nil}}), "RB-14", "REQ-EVENT", "Il campo atti clinici null non è consentito", "/attiCliniciRegoleAccesso/1"},
		{fse.Create, change(fse.Create, map[string]any{"dataInizioPrestazione": "20260310"}), "RB-15", "REQ-DATE", "Il campo data inizio deve essere valorizzato correttamente", "/dataInizioPrestazione"},
		{fse.Create, change(fse.Create, map[string]any{"dataFinePrestazione": ""}), "RB-16", "REQ-DATE", "Il campo data fine deve essere valorizzato correttamente", "/dataFinePrestazione"},
		{fse.Update, change(fse.Update, map[string]any{"dataFinePrestazione": "2026-03-10T09:30:00"}), "RB-17", "REQ-DATE", "Il campo data fine deve essere valorizzato correttamente", "/dataFinePrestazione"},
		{fse.Update, change(fse.Update, map[string]any{"dataInizioPrestazione": "ieri"}), "RB-17", "REQ-DATE", "Il campo data inizio deve essere valorizzato correttamente", "/dataInizioPrestazione"},
		{fse.Create, change(fse.Create, map[string]any{"identificativoDoc": "2.16.840.1.113883.2.9.2.90.4.4"}), "RB-18", "ID-DOC-NO-CARET", malformedID, "/identificativoDoc"},
		{fse.Replace, change(fse.Replace, map[string]any{"identificativoDoc": nil}), "RB-18", "REQ-MISSING", malformedID, "/identificativoDoc"},
		{fse.Replace, change(fse.Replace, map[string]any{"identificativoDoc": "2.16.840.1.113883.2.9.2.90.4.4^"}), "RB-18", "ID-DOC-NO-EXTENSION", malformedID, "/identificativoDoc"},
		{fse.Create, change(fse.Create, map[string]any{"identificativoRep": " 2.16.840.1.113883.2.9.2.90.4.5.201"}), "RB-21", "ID-BLANK", "Error: Invalid format for repositoryUniqueId", "/identificativoRep"},
		{fse.Create, change(fse.Create, map[string]any{"identificativoRep": "2.16.840.1.113883.2.9.2.91.4.5.201"}), "RB-21", "ID-REGION", "Error: Invalid format for repositoryUniqueId", "/identificativoRep"},
		{fse.ValidateAndCreate, change(fse.ValidateAndCreate, map[string]any{"workflowInstanceId": workflow}), "RB-22", "REQ-WORKFLOW-PRESENT", notValidated, "/workflowInstanceId"},
		{fse.Create, change(fse.Create, map[string]any{"workflowInstanceId": " " + workflow}), "PB-01", "ID-BLANK", notValidated, "/workflowInstanceId"},
	} {
		problems := Judge(c.op, Read(c.body), Context{})
		first := First(problems)
		require.NotNil(t, first, "%s %s", c.op, c.body)
		assert.Equal(t, c.error, first.Error, "%s %s: %s", c.op, c.body, brief(problems))
		assert.Equal(t, c.code, first.ID, "%s %s", c.op, c.body)
		assert.Equal(t, c.detail, first.Detail, "%s %s", c.op, c.body)
		assert.Equal(t, c.where, first.Location.Path, "%s %s", c.op, c.body)
		for _, lang := range []string{"it", "en"} {
			assert.NotRegexp(t, `\{(found|expected|part|pos|at|more)\}`, first.Text(lang), c.code)
		}
	}
}

func TestOrder(t *testing.T) {
	// Everything is missing: the gateway answers one thing after the other.
	problems := judgeText(fse.Create, "{}", Context{})
	var ids []string
	for _, p := range problems {
		if p.Blocks() {
			ids = append(ids, p.Error)
		}
	}
	assert.Equal(t, []string{"RB-05", "RB-06", "RB-07", "RB-08", "RB-09", "RB-10", "RB-11"}, ids)

	all := change(fse.Create, map[string]any{
		"tipologiaStruttura": nil, "descriptions": []any{"x"}, "attiCliniciRegoleAccesso": []any{"x"},
		"dataFinePrestazione": "x", "dataInizioPrestazione": "y", "identificativoDoc": "1.2.3", "identificativoRep": "1.2.3",
	})
	assert.Equal(t, []string{"RB-11", "RB-12", "RB-14", "RB-15", "RB-16", "RB-18", "RB-21"}, blocking(Judge(fse.Create, Read(all), Context{})))
	// A metadata update looks at the access rules and dates before the descriptions.
	all = change(fse.Update, map[string]any{"tipoDocumentoLivAlto": nil, "descriptions": []any{"x"}, "attiCliniciRegoleAccesso": []any{"x"}, "dataFinePrestazione": "x"})
	assert.Equal(t, []string{"RB-07", "RB-14", "RB-17", "RB-12"}, blocking(Judge(fse.Update, Read(all), Context{})))
	// Of an unknown name and a wrong value the one that comes first in the text decides.
	assert.Equal(t, "RB-02", First(judgeText(fse.Create, `{"foo":1,"mode":"X"}`, Context{})).Error)
	assert.Equal(t, "RB-01", First(judgeText(fse.Create, `{"mode":"X","foo":1}`, Context{})).Error)
	assert.Equal(t, "RB-02", First(judgeText(fse.Create, `{"foo":1,}`, Context{})).Error)
	assert.Equal(t, "RB-01", First(judgeText(fse.Create, `{"foo":tru}`, Context{})).Error)
}

func blocking(problems []lint.Finding) []string {
	var ids []string
	for _, p := range problems {
		if p.Blocks() && (len(ids) == 0 || ids[len(ids)-1] != p.Error) {
			ids = append(ids, p.Error)
		}
	}
	return ids
}

// What the gateway does not notice, or only warns of.
func TestUnnoticed(t *testing.T) {
	future := Context{Now: time.Date(2026, 3, 10, 7, 45, 0, 0, time.UTC)}
	tuscany := Context{Profile: fse.Toscana}
	own := Context{Profile: fse.Toscana, OwnRepository: true}
	for _, c := range []struct {
		op     fse.Operation
		fields map[string]any
		ctx    Context
		want   string
	}{
		{fse.Validation, map[string]any{"mode": nil}, Context{}, "REQ-MODE-MISSING/PF-09(gateway warning)"},
		{fse.Create, map[string]any{"mode": nil}, Context{}, "REQ-MODE-MISSING/PF-10(gateway warning)"},
		{fse.ValidateAndCreate, map[string]any{"mode": nil}, Context{}, "REQ-MODE-MISSING(standard warning)"},
		{fse.Create, map[string]any{"mode": rawValue(`"ATTACHMENT "`)}, Context{}, "REQ-BLANKS(standard error)"},
		{fse.Create, map[string]any{"mode": 0}, Context{}, "REQ-POSITION(standard error)"},
		{fse.Create, map[string]any{"mode": "1"}, Context{}, "REQ-POSITION(standard error)"},
		{fse.Create, map[string]any{"mode": rawValue("null")}, Context{}, "REQ-MODE-MISSING/PF-10(gateway warning) REQ-NULL(standard warning)"},
		{fse.Create, map[string]any{"conservazioneANorma": 5}, Context{}, "REQ-COERCED(standard error) REQ-CONSERVATION(standard warning)"},
		{fse.Create, map[string]any{"conservazioneANorma": "string"}, Context{}, "REQ-CONSERVATION(standard warning)"},
		{fse.Create, map[string]any{"administrativeRequest": []any{"SSN", nil}}, Context{}, "REQ-NULL-ELEMENT(standard error)"},
		{fse.Create, map[string]any{"tipoDocumentoLivAlto": "LET"}, Context{Generation: fse.July2025}, "REQ-LITERAL-UNPUBLISHED/RB-01"},
		{fse.Create, map[string]any{"tipoDocumentoLivAlto": "LET"}, Context{}, ""},
		{fse.Create, map[string]any{"attiCliniciRegoleAccesso": []any{"J07AH11", "j07bb05"}}, Context{}, "REQ-EVENT-CASE(advice warning)"},
		{fse.Create, map[string]any{"attiCliniciRegoleAccesso": []any{"P97"}}, Context{}, "REQ-POLICY(standard warning)"},
		{fse.Create, map[string]any{"workflowInstanceId": nil}, Context{}, "REQ-WORKFLOW-MISSING(advice warning)"},
		{fse.Replace, map[string]any{"workflowInstanceId": nil}, Context{}, ""},
		{fse.ValidateAndCreate, map[string]any{"workflowInstanceId": ""}, Context{}, "REQ-WORKFLOW-EMPTY(standard error)"},
		{fse.Create, map[string]any{"priorita": true}, Context{}, "REQ-PRIORITA(advice warning)"},
		{fse.Update, map[string]any{"identificativoDoc": "x^y"}, Context{}, "REQ-MISPLACED-FIELD(standard error)"},
		{fse.Update, map[string]any{"foo": 1}, Context{}, "REQ-UNKNOWN-FIELD(standard error)"},
		{fse.Update, map[string]any{"tipologiaStruttura": nil}, Context{}, "REQ-WANTED(standard error)"},
		{fse.Update, map[string]any{"identificativoSottomissione": ""}, Context{}, "REQ-WANTED(standard error)"},
		{fse.Create, map[string]any{"attiCliniciRegoleAccesso": []any{"p99"}}, Context{}, "REQ-EVENT-CASE(advice warning)"},
		{fse.Create, map[string]any{"attiCliniciRegoleAccesso": []any{"P99", "P99"}}, Context{}, "REQ-EVENT-TWICE(advice warning)"},
		{fse.Create, map[string]any{"attiCliniciRegoleAccesso": []any{"P99", "P00"}}, Context{}, "REQ-HIDE-UNHIDE(advice warning)"},
		{fse.Create, map[string]any{"attiCliniciRegoleAccesso": []any{"P99", "p97"}}, Context{}, "REQ-EVENT-CASE(advice warning) REQ-POLICY(standard warning) REQ-POLICIES(advice warning)"},
		{fse.Replace, map[string]any{"attiCliniciRegoleAccesso": []any{"P98", "P00", "P99"}}, Context{}, "REQ-POLICY(standard warning) REQ-POLICIES(advice warning)"},
		{fse.Create, map[string]any{"attiCliniciRegoleAccesso": []any{"P97"}}, Context{}, "REQ-POLICY(standard warning)"},
		{fse.Update, nil, Context{Purpose: "UPDATE"}, "REQ-HIDE-PURPOSE(advice warning)"},
		{fse.Create, map[string]any{"descriptions": []any{"a^b^2.16.840.1.113883.2.9.2.090.6.1.11"}}, Context{}, "REQ-DESCRIPTION-REGION/RB-13(gateway warning)"},
		{fse.Create, map[string]any{"descriptions": []any{"a^b^2.16.840.1.113883.2.9.2.(.*).6.1.11"}}, Context{}, "REQ-DESCRIPTION-MARK(standard error)"},
		{fse.Create, map[string]any{"descriptions": []any{"^ ^2.16.840.1.113883.6.73"}}, Context{}, "REQ-DESCRIPTION-PART(standard error) REQ-DESCRIPTION-PART(standard error)"},
		{fse.Create, map[string]any{"dataInizioPrestazione": "20261332256199"}, Context{}, "REQ-DATE-DROPPED(standard error)"},
		{fse.Create, map[string]any{"dataInizioPrestazione": " 20260310080000"}, Context{}, "REQ-DATE-DROPPED(standard error)"},
		{fse.Create, map[string]any{"dataInizioPrestazione": "20260310080000+0100"}, Context{}, "REQ-DATE-FORM(standard error)"},
		{fse.Create, map[string]any{"dataInizioPrestazione": "2026031008000"}, Context{}, "REQ-DATE-FORM(standard error)"},
		{fse.Create, map[string]any{"dataInizioPrestazione": "20260310100000"}, Context{}, "REQ-DATE-ORDER(standard error)"},
		{fse.Create, map[string]any{"dataInizioPrestazione": "20260229000000"}, Context{}, "REQ-DATE-DROPPED(standard error)"},
		{fse.Create, map[string]any{"dataFinePrestazione": "20260329023000"}, Context{}, "REQ-DATE-GAP(advice warning)"},
		{fse.Create, nil, future, "REQ-DATE-FUTURE(advice warning)"},
		{fse.Create, map[string]any{"identificativoSottomissione": "2.16.840.1.113883.2.9.2.90.999"}, Context{}, "ID-BRANCH(standard error)"},
		{fse.Create, map[string]any{"identificativoRep": "2.16.840.1.113883.2.9.2.090.4.5.201"}, Context{}, "OID-LEADING-ZERO(standard error)"},
		{fse.Create, map[string]any{"identificativoRep": "2.16.840.1.113883.2.9.2.80.4.5.201"}, Context{}, "REQ-REGIONS-DIFFER(advice warning)"},
		{fse.Create, nil, Context{Region: "080"}, "REQ-REGION-DIFFERS(standard error) REQ-REGION-DIFFERS(standard error) REQ-REGION-DIFFERS(standard error)"},
		{fse.Create, map[string]any{"identificativoDoc": "2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.CODREP.1"}, tuscany, "ID-RT-CODREP-LITERAL(standard error)"},
		{fse.Create, map[string]any{"identificativoDoc": "2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.202.1"}, tuscany, "REQ-REPOSITORY-DIFFERS(standard error)"},
		{fse.Create, map[string]any{"identificativoDoc": "2.16.840.1.113883.2.9.2.90.4.4^AAA"}, Context{}, ""},
		{fse.Create, map[string]any{"identificativoDoc": "2.16.840.1.113883.2.9.2.90.4.4^AAA"}, tuscany, "ID-RT-SHAPE(standard error)"},
		{fse.Create, map[string]any{"identificativoRep": "2.16.840.1.113883.2.9.2.90.4.5.300", "identificativoDoc": "2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.300.1"}, own, "ID-RT-CODREP(standard warning) ID-RT-CODREP(standard warning)"},
		{fse.Create, map[string]any{"tipologiaStruttura": "Cittadino"}, tuscany, "REQ-IMPLAUSIBLE(advice warning)"},
		{fse.Create, map[string]any{"administrativeRequest": []any{"AUTO"}}, tuscany, "REQ-IMPLAUSIBLE(advice warning)"},
		{fse.Create, nil, Context{Type: resourceType("34105-7"), ClassWarns: true}, "REQ-CLASS/RB-23(gateway warning)"},
		{fse.ValidateAndCreate, nil, Context{Type: resourceType("34105-7"), Generation: fse.July2025}, "REQ-CLASS(standard error)"},
		{fse.Create, nil, Context{Type: resourceType("28653-4"), Generation: fse.July2025}, "REQ-CLASS-TYPE(standard warning)"},
		{fse.Create, map[string]any{"identificativoRep": "2.16.840.1.113883.2.9.2.90.4.5.201" + strings.Repeat("1", 70)}, Context{}, "REQ-TOO-LONG(standard error)"},
	} {
		got := brief(Judge(c.op, Read(change(c.op, c.fields)), c.ctx))
		assert.Equal(t, c.want, got, "%s %v", c.op, c.fields)
	}
	problems := Judge(fse.Create, Read(encoded(good(fse.Create))), Context{Type: resourceType("34105-7")})
	assert.Equal(t, "REQ-CLASS/RB-23", brief(problems))
	problems = judgeText(fse.Create, string(encoded(good(fse.Create)))+" more", Context{})
	assert.Equal(t, "JSON-TRAILING(standard warning)", brief(problems))
	many := make([]any, 101)
	for i := range many {
		many[i] = "a^b^2.16.840.1.113883.6.73"
	}
	assert.Equal(t, "REQ-TOO-MANY(standard error)", brief(Judge(fse.Create, Read(change(fse.Create, map[string]any{"descriptions": many})), Context{})))
}

func TestPath(t *testing.T) {
	bad, fine := "507f1f77bcf86cd799439011", "2.16.840.1.113883.2.9.2.90.4.4%5E01386030488.LAB.201.18881699"
	simulated := "SKIP_VALIDATION"
	problems := Judge(fse.Replace, Read([]byte("{}")), Context{PathID: &bad})
	first := First(problems)
	assert.Equal(t, "RB-19", first.Error)
	assert.Equal(t, PathField, first.Subject)
	assert.Equal(t, "L'identificativo documento fornito in richiesta non è valido", first.Detail)
	first = First(Judge(fse.Delete, nil, Context{PathID: &bad}))
	assert.Equal(t, "RB-20", first.Error)
	assert.Equal(t, malformedID, first.Detail)
	assert.Nil(t, First(Judge(fse.Delete, nil, Context{PathID: &fine})))
	assert.Equal(t, "RB-20", First(judgeText(fse.Update, "{", Context{PathID: &bad})).Error)
	assert.Empty(t, First(Judge(fse.ValidateAndReplace, Read(encoded(good(fse.ValidateAndReplace))), Context{PathID: &bad})))
	problems = Judge(fse.ValidateAndReplace, Read(encoded(good(fse.ValidateAndReplace))), Context{PathID: &fine})
	assert.Equal(t, "REQ-PATH-SAME(advice warning)", brief(problems))
	problems = Judge(fse.ValidateAndReplace, Read(encoded(good(fse.ValidateAndReplace))), Context{PathID: &simulated, Test: true})
	assert.Equal(t, "REQ-SIMULATION/PB-10 ID-DOC-NO-CARET(standard error)", brief(problems))
	problems = Judge(fse.Create, Read(change(fse.Create, map[string]any{"identificativoDoc": "CRASH_INI"})), Context{Test: true})
	assert.Equal(t, "ID-DOC-NO-CARET/RB-18 REQ-SIMULATION/PB-10", brief(problems))
}

func TestPlaces(t *testing.T) {
	problems := judgeText(fse.Update, "{\n  \"tipoDocumentoLivAlto\": \"REF\",\n  \"è\": 1,\n  \"descriptions\": [ \"a^b^2.16.840.1.113883.6.73\", \"x\" ]\n}", Context{})
	var got []string
	for _, p := range problems {
		got = append(got, fmt.Sprintf("%s %s %d:%d", p.ID, p.Location.Path, p.Location.Line, p.Location.Column))
	}
	assert.Contains(t, got, "REQ-UNKNOWN-FIELD /è 3:3")
	assert.Contains(t, got, "REQ-DESCRIPTION-FORM /descriptions/1 4:51")
	assert.Equal(t, "REQ-DESCRIPTION-FORM /descriptions/1 4:51", got[0])
}

func TestTexts(t *testing.T) {
	p := First(judgeText(fse.Update, `{"tipologiaStruttura":"ospedale"}`, Context{}))
	assert.Equal(t, `tipologiaStruttura: "ospedale" is written Ospedale, with these capital and small letters`, p.Text("en"))
	assert.Equal(t, `tipologiaStruttura: "ospedale" va scritto Ospedale, con queste maiuscole e minuscole`, p.Text("it"))
	p = First(judgeText(fse.Create, `{"identificativoDoc":"x^1","identificativoRip":"y"}`, Context{}))
	assert.Equal(t, "identificativoRip: unknown field: perhaps identificativoRep", p.Text("en"))
}

// resourceType is the claim of a type of document.
func resourceType(code string) *string {
	claim := "('" + code + "^^2.16.840.1.113883.6.1')"
	return &claim
}
