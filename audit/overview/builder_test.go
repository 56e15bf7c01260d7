package overview

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
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

func TestFolder(t *testing.T) {
	for _, c := range []struct {
		path  string
		depth int
		want  string
	}{
		{"a/b/c.xml", 9, "a/b"}, {"a/b/c.xml", 1, "a/b"}, {"a/b/c.xml", 0, "a"}, {"c.xml", 3, ""}, {"/a/b/c.xml", 1, "/a"}, {"/a/b/c.xml", 0, ""}, {"", 0, ""},
	} {
		assert.Equal(t, c.want, Folder(c.path, c.depth), c)
	}
}

// Folders are as deep as their number allows, and no document is lost when they are joined.
func TestFoldersAreJoined(t *testing.T) {
	var b Builder
	const years, days, each = 5, 100, 3
	for y := range years {
		for d := range days {
			for i := range each {
				e := entry(validate.Refused, "LAB", "", "")
				e.Path = fmt.Sprintf("archive/%d/%d/%d.pdf", 2020+y, d, i)
				b.Add(e)
			}
		}
	}
	late := entry(validate.Accepted, "LAB", "", "")
	late.Path = "archive/2020/late/deep/er/x.pdf"
	b.Add(late)
	var o Overview
	b.Finish(&o)
	assert.Equal(t, 1, o.Depth)
	assert.Equal(t, []string{"archive/2020", "archive/2021", "archive/2022", "archive/2023", "archive/2024"}, keys(o.Folders))
	assert.Equal(t, days*each+1, o.Folders[0].Counts.Documents)
	assert.Equal(t, 1, o.Folders[0].Counts.Accepted)
	assert.Equal(t, days*each, o.Folders[0].Counts.Refused)
	for _, f := range o.Folders {
		assert.Equal(t, f.Key, Folder(f.Key+"/x.pdf", o.Depth), "who knows the depth finds the folder of a path")
	}
}

func TestRefusals(t *testing.T) {
	var b Builder
	for _, status := range []int{422, 422, 400, 0} {
		e := entry(validate.Refused, "LAB", "", "")
		if status != 0 {
			e.Gateway = &validate.GatewayAnswer{Answer: lint.Answer{Status: status, Type: "/msg/semantic", Title: "T"}}
		}
		b.Add(e)
	}
	b.Add(entry(validate.Accepted, "LAB", "", ""))
	var o Overview
	b.Finish(&o)
	assert.Equal(t, []report.Refusal{{Status: 422, Type: "/msg/semantic", Title: "T", Documents: 2}, {Documents: 1}, {Status: 400, Type: "/msg/semantic", Title: "T", Documents: 1}}, o.Refusals)
	assert.Equal(t, "422 /msg/semantic", o.Refusals[0].Key())
	assert.Empty(t, o.Refusals[1].Key())
}
