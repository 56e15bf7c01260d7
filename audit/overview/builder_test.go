package overview

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

var (
	plainRule    = &lint.Rule{ID: "T-1", Family: "T", Title: lint.Same("title")}
	nationalRule = &lint.Rule{ID: "SCH-ERROR", Family: "SCH", Title: lint.Same("a national rule")}
)

func entry(verdict validate.Verdict, kind, software, time string, findings ...lint.Finding) *Entry {
	return &Entry{Document: &validate.Document{
		Verdict: verdict, DocumentType: kind, Origin: validate.Origin{Software: software, Time: time}, Findings: findings,
	}}
}

func TestBuilder(t *testing.T) {
	f := lint.Finding{Rule: plainRule, ID: "T-1", Severity: lint.Error}
	n := lint.Finding{Rule: nationalRule, ID: "SCH-LAB-1", Severity: lint.Warning, Message: lint.Same("its words")}
	var b Builder
	b.Add(entry(validate.Refused, "LAB", "A", "20260131", f, f, n))
	b.Add(entry(validate.Refused, "LAB", "", "202512", f))
	b.Add(entry(validate.Accepted, "RSA", "A", "nonsense"))
	var o Overview
	b.Finish(&o)
	assert.Equal(t, 3, o.Total.Documents)
	assert.Equal(t, []string{"LAB", "RSA"}, keys(o.Types))
	assert.Equal(t, []string{"A", ""}, keys(o.Software))
	assert.Equal(t, []string{"2025-12", "2026-01", ""}, keys(o.Months))
	assert.Equal(t, []RuleCount{
		{ID: "T-1", Family: "T", Severity: lint.Error, Title: lint.Same("title"), Documents: 2, Findings: 3},
		{ID: "SCH-LAB-1", Family: "SCH", Severity: lint.Warning, Title: lint.Same("its words"), Documents: 1, Findings: 1},
	}, o.Rules)
	assert.Nil(t, o.Trend)
}

func keys(groups []Group) []string {
	var list []string
	for _, g := range groups {
		list = append(list, g.Key)
	}
	return list
}

func TestBuilderBounds(t *testing.T) {
	var b Builder
	for i := range mostGroups + 10 {
		b.Add(entry(validate.Accepted, "LAB", fmt.Sprint(i), ""))
	}
	var o Overview
	b.Finish(&o)
	assert.Len(t, o.Software, mostGroups+1)
	last := o.Software[mostGroups]
	assert.True(t, last.Other)
	assert.Equal(t, 10, last.Counts.Documents)
}

func TestBuilderComparisons(t *testing.T) {
	old := entry(validate.Accepted, "LAB", "", "").Document
	worse := entry(validate.Refused, "LAB", "", "", lint.Finding{Rule: plainRule, ID: "T-1", Severity: lint.Error})
	b := Builder{Trend: &Comparison{Name: "before"}, Against: &Comparison{Name: "new"}}
	d := compare.Documents(old, worse.Document)
	worse.Trend = &d
	b.Add(worse)
	same := entry(validate.Accepted, "LAB", "", "")
	e := compare.Documents(old, same.Document)
	same.Trend, same.Against = &e, &d
	b.Add(same)
	added := entry(validate.Accepted, "LAB", "", "")
	added.Added = true
	b.Add(added)
	var o Overview
	b.Finish(&o)
	assert.Equal(t, []Move{{validate.Accepted, validate.Refused, 1}}, o.Trend.Moves)
	assert.Equal(t, [3]int{1, 1, 1}, [3]int{o.Trend.Same, o.Trend.Different, o.Trend.Added})
	assert.Equal(t, "T-1", o.Trend.Come[0].ID)
	assert.Empty(t, o.Trend.Gone)
	assert.Equal(t, 1, o.Against.Different)
}

func TestMonth(t *testing.T) {
	for in, want := range map[string]string{"": "", "2026": "", "202601": "2026-01", "20261301": "", "20260012": "", "2026-01-01": "", "20260131101500+0100": "2026-01"} {
		assert.Equal(t, want, month(in), in)
	}
}
