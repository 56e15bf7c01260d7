package compare_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

func finding(id string, line int, message string) lint.Finding {
	return lint.Finding{
		ID: id, Stage: "schematron", Severity: lint.Error, Message: lint.Same(message),
		Location: lint.Location{Source: lint.SourceCDA, Line: line, Column: 1, Path: "/ClinicalDocument[1]"},
	}
}

func document(verdict validate.Verdict, findings ...lint.Finding) *validate.Document {
	return &validate.Document{Path: "referto.xml", SHA256: "00", DocumentType: "LAB", Verdict: verdict, Findings: findings}
}

// counts is a list of changes as id and number.
func counts(list []compare.FindingChange) map[string]int {
	m := map[string]int{}
	for _, c := range list {
		m[c.ID] += c.Count
	}
	return m
}

func TestFindings(t *testing.T) {
	for _, test := range []struct {
		name                 string
		old, new             []lint.Finding
		come, gone, reworded map[string]int
	}{
		{name: "nothing differs", old: []lint.Finding{finding("A", 1, "x")}, new: []lint.Finding{finding("A", 1, "x")}},
		{name: "one comes", new: []lint.Finding{finding("A", 1, "x")}, come: map[string]int{"A": 1}},
		{name: "one of two goes", old: []lint.Finding{finding("A", 1, "x"), finding("A", 2, "x")}, new: []lint.Finding{finding("A", 2, "x")}, gone: map[string]int{"A": 1}},
		{name: "another place", old: []lint.Finding{finding("A", 1, "x")}, new: []lint.Finding{finding("A", 2, "x")}, come: map[string]int{"A": 1}, gone: map[string]int{"A": 1}},
		{name: "other words", old: []lint.Finding{finding("A", 1, "x")}, new: []lint.Finding{finding("A", 1, "y")}, reworded: map[string]int{"A": 1}},
		{
			name: "two at one place, the first goes", old: []lint.Finding{finding("A", 1, "x"), finding("A", 1, "y")},
			new: []lint.Finding{finding("A", 1, "y")}, gone: map[string]int{"A": 1},
		},
		{
			name: "two at one place, in another order and one reworded", old: []lint.Finding{finding("A", 1, "x"), finding("A", 1, "y")},
			new: []lint.Finding{finding("A", 1, "z"), finding("A", 1, "x")}, reworded: map[string]int{"A": 1},
		},
		{
			name: "counted by id", new: []lint.Finding{finding("A", 1, "x"), finding("B", 1, "x"), finding("A", 2, "x")},
			come: map[string]int{"A": 2, "B": 1},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := compare.Documents(document(validate.Refused, test.old...), document(validate.Refused, test.new...))
			for what, pair := range map[string][2]map[string]int{
				"come": {test.come, counts(d.Come)}, "gone": {test.gone, counts(d.Gone)}, "reworded": {test.reworded, counts(d.Reworded)},
			} {
				if pair[0] == nil {
					pair[0] = map[string]int{}
				}
				assert.Equal(t, pair[0], pair[1], what)
			}
			assert.Equal(t, test.come == nil && test.gone == nil && test.reworded == nil, d.Equal())

			back := compare.Documents(document(validate.Refused, test.new...), document(validate.Refused, test.old...))
			assert.Equal(t, counts(d.Come), counts(back.Gone), "what comes one way goes the other")
			assert.Equal(t, counts(d.Gone), counts(back.Come), "what goes one way comes the other")
			assert.Equal(t, counts(d.Reworded), counts(back.Reworded))
		})
	}
}

func TestAnswers(t *testing.T) {
	old := document(validate.Accepted)
	old.Validator = &validate.Validator{Result: "OK"}
	old.Gateway = &validate.GatewayAnswer{Operation: "validation", Accepted: true, Finding: -1, Scope: validate.OfSubmission}
	refused := document(validate.Refused, finding("SCH-LAB-ERRORE-1", 3, "ERRORE-1| x"))
	refused.Validator = &validate.Validator{Result: "SEMANTIC_ERROR", Messages: []string{"[ERRORE-1| x]"}}
	refused.Gateway = &validate.GatewayAnswer{Operation: "validation", Answer: lint.Answer{ID: "VA-08", Status: 422, Detail: "[ERRORE-1| x]"}}

	d := compare.Documents(old, refused)
	assert.Equal(t, &compare.Change{Old: "accepted", New: "refused"}, d.Verdict)
	assert.Equal(t, &compare.Change{Old: "OK", New: "SEMANTIC_ERROR"}, d.Validator)
	require.NotNil(t, d.Gateway)
	assert.Same(t, old.Gateway, d.Gateway.Old)
	assert.Same(t, refused.Gateway, d.Gateway.New)
	assert.Equal(t, "referto.xml", d.Path)
	assert.False(t, d.Fault)

	reworded := document(validate.Refused, finding("SCH-LAB-ERRORE-1", 3, "ERRORE-1| y"))
	reworded.Validator = &validate.Validator{Result: "SEMANTIC_ERROR", Messages: []string{"[ERRORE-1| y]"}}
	reworded.Gateway = &validate.GatewayAnswer{Operation: "validation", Answer: lint.Answer{ID: "VA-08", Status: 422, Detail: "[ERRORE-1| y]"}}
	d = compare.Documents(refused, reworded)
	assert.Nil(t, d.Verdict)
	assert.Nil(t, d.Gateway, "other words are no other answer")
	require.Len(t, d.Reworded, 1)
	assert.Equal(t, "ERRORE-1| x", d.Reworded[0].Before.Message.In("en"))
	assert.Equal(t, "ERRORE-1| y", d.Reworded[0].Example.Message.In("en"))

	unknown := document(validate.Fault)
	unknown.Fault = &validate.Failure{Kind: validate.TimedOut}
	d = compare.Documents(old, unknown)
	assert.True(t, d.Fault)
	assert.Equal(t, &compare.Change{Old: "OK"}, d.Validator)
	assert.Nil(t, d.Gateway.New)
}
