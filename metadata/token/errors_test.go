package token_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/token"
)

// wrong is one token for each error that can be told from a token.
func wrong(t testing.TB) map[string]func() []lint.Finding {
	judge := func(op fse.Operation, change claims) func() []lint.Finding {
		return func() []lint.Finding {
			return token.Parse([]byte(made(t, good(token.Signature, op).with(change)))).Judge(options(token.Signature, op))
		}
	}
	text := func(s string) func() []lint.Finding {
		return func() []lint.Finding {
			o := options(token.Signature, fse.Create)
			o.Direct = true
			return token.Parse([]byte(s)).Judge(o)
		}
	}
	list := map[string]func() []lint.Finding{
		"FE-02": judge(fse.Create, claims{"iat": seconds(-600), "exp": seconds(-300)}),
		"FE-03": judge(fse.Create, claims{"aud": "https://x"}),
		"FE-04": judge(fse.Create, claims{"iat": seconds(100)}),
		"FE-05": judge(fse.Create, claims{"iss": `integrity:S1\#x`}),
		"TK-01": text(""),
		"TK-02": text("x"),
		"TK-03": text(sign(t, []byte("{}"), []byte(`{"a":1,}`))),
		"TK-15": judge(fse.Create, claims{"sub": "X"}),
		"TK-16": judge(fse.Create, claims{"action_id": "X"}),
		"TK-17": judge(fse.Create, claims{"purpose_of_use": "X"}),
		"TK-18": judge(fse.Create, claims{"subject_role": "X"}),
		"TK-19": judge(fse.Create, claims{"subject_organization_id": "X"}),
		"TK-20": judge(fse.Create, claims{"subject_organization": "X"}),
		"TK-21": judge(fse.Create, claims{"subject_organization": "INI"}),
		"TK-22": judge(fse.Create, claims{"action_id": "DELETE"}),
		"TK-23": judge(fse.Create, claims{"purpose_of_use": "UPDATE"}),
		"TK-24": judge(fse.Create, claims{"locality": "X"}),
		"TK-25": judge(fse.Create, claims{"resource_hl7_type": ""}),
		"PB-03": judge(fse.Create, claims{"attachment_hash": ""}),
	}
	for i, name := range []string{"patient_consent", "action_id", "locality", "person_id", "purpose_of_use", "subject_organization", "subject_organization_id", "subject_role", "subject_application_id", "subject_application_vendor", "subject_application_version"} {
		list[[...]string{"TK-04", "TK-05", "TK-06", "TK-07", "TK-08", "TK-09", "TK-10", "TK-11", "TK-12", "TK-13", "TK-14"}[i]] = judge(fse.Create, claims{name: drop})
	}
	return list
}

// TestErrorsTable compares the details with the table of errors of the specification digest.
func TestErrorsTable(t *testing.T) {
	f, err := os.Open(shared.Dir(t, "spec", "tables", "errors.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	detail := map[string]string{}
	for _, row := range rows {
		detail[row[0]] = row[7]
	}
	require.Equal(t, "detail", rows[0][7])
	inputs := wrong(t)
	require.Len(t, inputs, 4+25+1)
	for id, judge := range inputs {
		p, ok := token.First(judge())
		require.True(t, ok, id)
		assert.Equal(t, id, p.Error)
		if id == "FE-05" {
			assert.Empty(t, p.Detail) // not recorded
			continue
		}
		assert.Equal(t, detail[id], p.Detail, id)
	}
}

// TestCodesTable gives every value of the specification's tables: none draws an error of its list.
func TestCodesTable(t *testing.T) {
	read := func(name string) [][]string {
		data, err := os.ReadFile(shared.Dir(t, "spec", "tables", name))
		require.NoError(t, err)
		rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
		require.NoError(t, err)
		return rows[1:]
	}
	check := func(id string, change claims) {
		for _, p := range token.Parse([]byte(made(t, good(token.Signature, fse.Create).with(change)))).Judge(options(token.Signature, fse.Create)) {
			assert.NotEqual(t, id, p.Error, change)
		}
	}
	for _, row := range read("roles.csv") {
		check("TK-18", claims{"subject_role": row[0]})
	}
	for _, row := range read("purpose_of_use.csv") {
		check("TK-17", claims{"purpose_of_use": strings.ToLower(row[0])})
	}
	for _, row := range read("action_id.csv") {
		check("TK-16", claims{"action_id": row[0]})
	}
	for _, row := range read("subject_organizations.csv") {
		for _, id := range []string{"TK-19", "TK-20", "TK-21"} {
			check(id, claims{"subject_organization_id": row[0], "subject_organization": row[1]})
		}
	}
}

// TestClaimsEveryCharacter changes one character of each claim whose value is checked: the first finding is on that claim, and
// there is no other error.
func TestClaimsEveryCharacter(t *testing.T) {
	right := good(token.Signature, fse.Create)
	for _, name := range []string{"action_id", "purpose_of_use", "subject_role", "subject_organization_id", "subject_organization", "sub", "locality"} {
		value := right[name].(string)
		for i := range value {
			if name == "locality" && (value[i] != '^' && value[i] != '&' && !strings.HasPrefix(value[max(0, i-2):], "ISO") || i < len("Studio Alfa")) {
				continue // names, OIDs and codes may be any
			}
			if name == "sub" && i > 15 && value[i] != '^' {
				continue // another OID is not checked
			}
			changed := value[:i] + "?" + value[i+1:]
			problems := token.Parse([]byte(made(t, right.with(claims{name: changed})))).Judge(options(token.Signature, fse.Create))
			require.NotEmpty(t, problems, changed)
			assert.Equal(t, name, claimOf(problems[0]), changed)
			for _, p := range problems {
				assert.Equal(t, name, claimOf(p), changed)
			}
		}
	}
}
