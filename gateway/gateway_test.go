package gateway

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// TestTableIsTheSpecifications compares every row with the specification's table of errors.
func TestTableIsTheSpecifications(t *testing.T) {
	seen := 0
	reported := strings.NewReplacer("(framework default)", "", "not published", "", " (as reported)", "")
	for id, row := range shared.ErrorTable(t) {
		p, ok := problems[id]
		if !ok {
			continue
		}
		seen++
		get := func(name string) string { return reported.Replace(strings.TrimPrefix(row[name], "-")) }
		assert.Equal(t, get("type"), p.typ, id)
		assert.Equal(t, get("title"), p.title, id)
		assert.Equal(t, get("instance"), p.instance, id)
		for i, family := range []string{"http_status_validation_family", "http_status_publication_family", "http_status_plain_family"} {
			if want, err := strconv.Atoi(strings.SplitN(get(family), " ", 2)[0]); err == nil {
				assert.Equal(t, want, p.status[i], "%s in %s", id, family)
			}
		}
	}
	assert.Equal(t, len(problems), seen+2, "every row of ours is one of the specification's, but for what threads show of the front end")
	for _, id := range []string{"FE-12", "FE-13"} {
		assert.NotEmpty(t, Threads(id), id)
	}
	for _, op := range fse.Operations() {
		for _, id := range Order(fse.May2026, op) {
			a, ok := Lookup(op, id)
			assert.True(t, ok)
			assert.Contains(t, problems, id, "%s in %s", id, op)
			if id != "FE-01" {
				assert.NotZero(t, a.Status, "%s in %s", id, op)
			}
		}
	}
}

func TestPredictTakesTheFirstInTheGatewaysOrder(t *testing.T) {
	finding := func(id string) lint.Finding {
		return lint.Finding{Error: id, Severity: lint.Error, Group: lint.Gateway}
	}
	for _, c := range []struct {
		op     fse.Operation
		ids    []string
		want   string // "" for no answer
		status int
	}{
		{fse.ValidateAndCreate, []string{"VA-12", "VA-08", "VA-04"}, "VA-04", 400},
		{fse.ValidateAndCreate, []string{"VA-08"}, "VA-08", 422},
		{fse.ValidateAndCreate, []string{"PF-04", "PF-07"}, "PF-07", 400},
		{fse.Validation, []string{"PF-03", "PF-04"}, "PF-04", 400},
		{fse.Validation, []string{"PF-06"}, "", 0},
		{fse.Validation, []string{"PF-02"}, "PF-02", 415},
		{fse.Create, []string{"PF-02"}, "PF-02", 400},
		{fse.Create, []string{"VA-04", "VA-12"}, "PB-01", 400}, // its validation would have been refused
		{fse.Replace, []string{"PB-05", "PF-04"}, "PF-04", 400},
		{fse.ValidateAndReplace, []string{"PB-05", "VA-15"}, "VA-15", 400},
		{fse.ValidateAndCreate, nil, "", 0},
		{"burn", []string{"PF-02"}, "", 0},
	} {
		d := &validate.Document{}
		for _, id := range c.ids {
			d.Findings = append(d.Findings, finding(id))
		}
		Answers(d, fse.May2026, c.op)
		got := Predict(d, fse.May2026, c.op)
		if c.want == "" {
			assert.Nil(t, got, "%s %v", c.op, c.ids)
			continue
		}
		require.NotNil(t, got, "%s %v", c.op, c.ids)
		assert.Equal(t, c.want, got.Answer.ID)
		assert.Equal(t, c.status, got.Answer.Status)
		if c.want != notValidated { // which comes from what the validation would refuse
			assert.Equal(t, c.want, d.Findings[got.Finding].Error)
		}
		assert.False(t, got.Accepted)
	}
}

func TestPredictIgnoresWhatDoesNotBlock(t *testing.T) {
	d := &validate.Document{Findings: []lint.Finding{
		{Error: "VA-08", Severity: lint.Warning, Group: lint.Gateway},
		{Error: "VA-04", Severity: lint.Error, Group: lint.Standard},
	}}
	Answers(d, fse.May2026, fse.ValidateAndCreate)
	assert.Nil(t, Predict(d, fse.May2026, fse.ValidateAndCreate))
}

func TestDetail(t *testing.T) {
	for _, c := range []struct{ id, want string }{
		{"VA-04", "a,b"}, {"VA-08", "[a],[b]"},
	} {
		d := &validate.Document{
			Findings:  []lint.Finding{{Error: c.id, Severity: lint.Error, Group: lint.Gateway}},
			Validator: &validate.Validator{Messages: []string{"a", "b"}},
		}
		Answers(d, fse.May2026, fse.ValidateAndCreate)
		assert.Equal(t, c.want, Predict(d, fse.May2026, fse.ValidateAndCreate).Answer.Detail)
	}
	d := &validate.Document{Findings: []lint.Finding{{Error: "VA-15", Detail: "own words", Severity: lint.Error, Group: lint.Gateway}}}
	Answers(d, fse.May2026, fse.ValidateAndCreate)
	assert.Equal(t, "own words", Predict(d, fse.May2026, fse.ValidateAndCreate).Answer.Detail)
}
