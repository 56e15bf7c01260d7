package codelist

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
)

func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(shared.Dir(t, "spec", "tables", name+".csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

var lists = map[string]struct {
	list *List
	want int
}{
	"high_level_doc":         {HighLevelDoc, 19},
	"domain_types_table44":   {DomainType, 19},
	"practice_setting":       {PracticeSetting, 89},
	"attivita_clinica":       {ClinicalActivity, 8},
	"healthcare_facility":    {HealthcareFacility, 6},
	"event_codes":            {EventCode, 233},
	"administrative_request": {AdministrativeRequest, 6},
	"roles":                  {Role, 22},
	"purpose_of_use":         {Purpose, 9},
	"action_id":              {Action, 4},
	"subject_organizations":  {Organization, 26},
	"loinc_doctypes":         {LOINCDocType, 43},
}

func TestSizes(t *testing.T) {
	for name, l := range lists {
		assert.Equal(t, l.want, l.list.Len(), name)
	}
	assert.Equal(t, 16, HighLevelDoc.Published())
	assert.Equal(t, 8, DescriptionOID.Len())
	assert.Equal(t, 2, Activity.Len())
	assert.Equal(t, 2, Mode.Len())
	assert.Equal(t, 1, HealthDataFormat.Len())
}

func TestListsAreThoseOfTheSpecification(t *testing.T) {
	for name, l := range lists {
		rows := table(t, name)
		if name == "event_codes" {
			rows = append(rows, map[string]string{"code": "J07AH11"}, map[string]string{"code": "J07BB05"}) // since May 2026
		}
		require.Len(t, rows, l.list.Len(), name)
		for i, row := range rows {
			assert.Equal(t, row["code"], l.list.All()[i].Code, name)
		}
	}
	for i, row := range table(t, "request_fields") {
		assert.Equal(t, row["field"], RequestField.All()[i].Code)
	}
	for i, row := range table(t, "high_level_doc") {
		assert.Equal(t, strings.Contains(row["notes"], "NOT in the published"), HighLevelDoc.All()[i].Unlisted, row["code"])
	}
	for i, row := range table(t, "event_codes") {
		e := EventCode.All()[i]
		assert.Equal(t, strings.Contains(row["notes"], "listed in the document"), e.Documented, row["code"])
		assert.Contains(t, row["notes"], e.Family)
	}
	for i, row := range table(t, "loinc_doctypes") {
		assert.Equal(t, row["class_code_admitted"], LOINCDocType.All()[i].Class, row["code"])
	}
	for i, row := range table(t, "subject_organizations") {
		e := Organization.All()[i]
		assert.Equal(t, row["display"], e.Name, row["code"])
		assert.Equal(t, strings.Contains(row["notes"], "CONTRADICTION"), e.OtherName != "", row["code"])
	}
	distinct := map[string]bool{}
	for _, row := range table(t, "description_oids") {
		distinct[row["code"]] = true
		_, ok := DescriptionOID.Lookup(row["code"])
		assert.True(t, ok, row["code"])
	}
	assert.Len(t, distinct, DescriptionOID.Len())
	for _, list := range []*List{ClinicalActivity, HealthcareFacility} {
		name := map[*List]string{ClinicalActivity: "attivita_clinica", HealthcareFacility: "healthcare_facility"}[list]
		for i, row := range table(t, name) {
			e := list.All()[i]
			forwarded := e.Forwarded
			if forwarded == "" {
				forwarded = e.Code
			}
			assert.Contains(t, row["notes"], "forwarded to INI: "+forwarded+".", row["code"])
		}
	}
}

func TestCorrelation(t *testing.T) {
	pairs := 0
	for _, e := range LOINCDocType.All() {
		if e.Class == "" {
			continue
		}
		pairs++
		_, ok := HighLevelDoc.Lookup(e.Class)
		assert.True(t, ok, e.Class)
	}
	assert.Equal(t, 41, pairs)
	for _, row := range table(t, "class_correlation") {
		if row["code"] == LOINCPlaceholder {
			row["class"] = "LET" // a look-up finds the first
		}
		class, known := Class(row["code"])
		assert.True(t, known, row["code"])
		assert.Equal(t, row["class"], class, row["code"])
	}
	class, known := Class("102033-8")
	assert.True(t, known, "in the gateway's enumeration")
	assert.Empty(t, class, "and in no pair")
	for _, unknown := range []string{"60593-1", "111490-9", former, ""} {
		_, known = Class(unknown)
		assert.False(t, known, unknown)
	}
}

func TestLookup(t *testing.T) {
	_, ok := EventCode.Lookup("p99")
	assert.False(t, ok)
	e, ok := EventCode.LookupFold("p99")
	assert.True(t, ok)
	assert.Equal(t, HideDocument, e.Code)
	_, ok = EventCode.LookupFold("P95")
	assert.False(t, ok)
	e, ok = Organization.ByName("regione toscana")
	assert.True(t, ok)
	assert.Equal(t, "090", e.Code)
	assert.Equal(t, "VERIFICA, VALIDATION", Activity.Codes())
}

func TestOrganizationByArc(t *testing.T) {
	for arc, want := range map[string]string{"90": "090", "090": "090", "0": "000", "": "000", "1": "001", "200": "200", "41": "041"} {
		e, ok := OrganizationByArc(arc)
		assert.True(t, ok, arc)
		assert.Equal(t, want, e.Code, arc)
	}
	for _, arc := range []string{"0090", "91", "x", "90.4"} {
		_, ok := OrganizationByArc(arc)
		assert.False(t, ok, arc)
	}
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		list    *List
		value   string
		want    string
		mistake Mistake
	}{
		{ClinicalActivity, "Sistema TS", "Sistema_TS", ForwardedForm},
		{ClinicalActivity, "PN-DGC", "PN_DGC", ForwardedForm},
		{ClinicalActivity, "erp", "ERP", OtherCase},
		{HealthcareFacility, "OSPEDALE", "Ospedale", OtherCase},
		{HealthcareFacility, "Ospedale\u00A0", "Ospedale", Blanks},
		{HealthcareFacility, "Opsedale", "Ospedale", OneCharacter},
		{HighLevelDoc, "Referto", "REF", NameForCode},
		{PracticeSetting, "ADPSC008", "AD_PSC008", Punctuation},
		{PracticeSetting, "Cardiologia", "AD_PSC008", NameForCode},
		{PracticeSetting, "AD_PSC99", "", ""},
		{PracticeSetting, "AD_PSC106", "", ""},
		{Purpose, "ACCESS_UPDATE", "ACCESS UPDATE", Punctuation},
		{Action, "UPDAT", "UPDATE", OneCharacter},
		{Mode, "allegato", "ATTACHMENT", NameForCode},
		{Mode, "", "", ""},
		{Mode, strings.Repeat("x", 5000), "", ""},
	} {
		e, mistake, ok := c.list.Near(c.value)
		assert.Equal(t, c.want != "", ok, c.value)
		assert.Equal(t, c.want, e.Code, c.value)
		assert.Equal(t, c.mistake, mistake, c.value)
	}
}

func TestMatchDescription(t *testing.T) {
	for value, want := range map[string]DescriptionMatch{
		"2.16.840.1.113883.6.73":                     FixedDescription,
		"2.16.840.1.113883.2.9.2.090.6.1.11":         RegionalDescription,
		"2.16.840.1.113883.2.9.2.90.6.1.11":          RegionalDescription,
		"2.16.840.1.113883.2.9.2.91.6.1.11":          NoDescription,
		"2.16.840.1.113883.2.9.2..6.1.11":            NoDescription,
		"2.16.840.1.113883.2.9.2.COD_REGIONE.6.1.11": NoDescription,
		"2.16.840.1.113883.2.9.2.(.*).6.1.11":        LiteralDescription,
		"2.16.840.1.113883.6.73 ":                    NoDescription,
		"":                                           NoDescription,
	} {
		assert.Equal(t, want, MatchDescription(value), value)
	}
}

func FuzzNear(f *testing.F) {
	f.Add("Sistema TS")
	f.Add("AD_PSC0\u00ff")
	f.Fuzz(func(t *testing.T, s string) {
		for _, l := range []*List{ClinicalActivity, EventCode, Organization} {
			e, _, ok := l.Near(s)
			if _, exact := l.Lookup(s); ok && !exact && e.Code == s {
				t.Fatal("near is exact")
			}
			l.LookupFold(s)
			l.ByName(s)
		}
		MatchDescription(s)
	})
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		PracticeSetting.Lookup("AD_PSC100")
	}
}

func BenchmarkNear(b *testing.B) {
	for b.Loop() {
		EventCode.Near("no such code")
	}
}
