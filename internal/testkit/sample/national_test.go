package sample

import (
	"context"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/vocabulary"
	"github.com/fselint/fselint/schemas/xsd"
)

// TestNational checks every CDA against the national catalog: the valid ones must break nothing, the broken ones exactly
// what they are meant to break. The few that are no XML in UTF-8 are left to the tests of decoding.
func TestNational(t *testing.T) {
	n := national{tb: t, sets: map[string]*xsd.Schema{}, rules: map[string]*schematron.Schema{}}
	var err error
	n.catalog, err = schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	set := makeAll(t)
	fired := map[*schematron.Rule]bool{}
	for _, e := range set.Expectations {
		if path.Ext(e.File) != ".xml" || strings.Contains(e.File, "encoding") {
			continue
		}
		t.Run(e.File, func(t *testing.T) {
			result, rules := n.judge(t, set.Files[e.File], fired)
			assert.Equal(t, e.Result, result)
			if e.Rule != "" {
				assert.Equal(t, []string{e.Rule}, rules)
			} else {
				assert.Empty(t, rules)
			}
		})
	}
	n.unfired(fired)
}

type national struct {
	tb      testing.TB
	catalog *schemas.Catalog
	sets    map[string]*xsd.Schema
	rules   map[string]*schematron.Schema
}

// judge returns the outcome by the gateway's name and the national ids of what the document breaks, and notes the rules
// that found something to judge.
func (n *national) judge(t *testing.T, doc []byte, fired map[*schematron.Rule]bool) (string, []string) {
	root, typeID, hasRoot, hasType := cda.HeaderIDs(doc)
	if !hasRoot || !hasType {
		return "EXCEPTION", nil
	}
	tree, err := xmltree.Parse(doc, xmltree.DefaultLimits())
	if err != nil {
		return "SYNTAX_ERROR", nil
	}
	r, err := n.set(t, typeID).Validate(tree, xsd.Options{})
	require.NoError(t, err)
	if !r.Valid() {
		return "SYNTAX_ERROR", nil
	}
	s := n.schematron(t, root)
	if s == nil {
		return "SEMANTIC_ERROR", nil
	}
	hits, err := s.Run(context.Background(), tree)
	require.NoError(t, err)
	require.Nil(t, hits.Err)
	firings, err := s.Firings(context.Background(), tree)
	require.NoError(t, err)
	for _, f := range firings {
		fired[f.Rule] = true
	}
	if ids := idsOf(hits.Failures); ids != nil {
		return "SEMANTIC_ERROR", ids
	}
	words, err := n.catalog.Vocabulary()
	require.NoError(t, err)
	if o := words.Judge(vocabulary.Extract(tree, nil)); !o.OK {
		return "VOCABULARY_ERROR", nil
	}
	if ids := idsOf(hits.Reports); ids != nil {
		return "SEMANTIC_WARNING", ids
	}
	return "OK", nil
}

func idsOf(hits []schematron.Hit) []string {
	var ids []string
	for _, h := range hits {
		ids = append(ids, h.NationalID)
	}
	return ids
}

func (n *national) set(t *testing.T, typeID string) *xsd.Schema {
	if n.sets[typeID] == nil {
		s, ok, err := n.catalog.SchemaSet(typeID)
		require.NoError(t, err)
		require.True(t, ok)
		n.sets[typeID], err = xsd.Compile(s.Files, s.Root)
		require.NoError(t, err)
	}
	return n.sets[typeID]
}

func (n *national) schematron(t *testing.T, root string) *schematron.Schema {
	if _, known := n.rules[root]; !known {
		s, ok, err := n.catalog.Schematron(root)
		require.NoError(t, err)
		n.rules[root] = nil
		if ok {
			n.rules[root], err = schematron.Compile(s.Content, schematron.ReadOptions{Name: s.Name})
			require.NoError(t, err)
		}
	}
	return n.rules[root]
}

// unfired checks that the samples give every rule of every national Schematron something to judge, but for those that
// cannot fire in a valid document.
func (n *national) unfired(fired map[*schematron.Rule]bool) {
	infos, err := n.catalog.Schematrons()
	require.NoError(n.tb, err)
	for _, info := range infos {
		s := n.rules[info.TemplateRoot]
		if !assert.NotNil(n.tb, s, "no sample for %s", info.Name) {
			continue
		}
		for _, pattern := range s.Model.Patterns {
			for _, rule := range pattern.Rules {
				if fired[rule] || neverFires(rule) {
					continue
				}
				assert.Fail(n.tb, "no sample for a rule", "%s: %s", info.Name, rule.Context)
			}
		}
	}
}

// neverFires names the rules without a case in a valid document: the one whose only assert is false, and three that stand
// behind a rule that takes all their elements.
func neverFires(rule *schematron.Rule) bool {
	context := strings.ReplaceAll(rule.Context, "hl7:", "")
	return strings.Contains(context, "addr[@use='H' or @use='HP' or @use='HV']") ||
		strings.HasPrefix(context, "//") && strings.HasSuffix(context, "rganization/addr")
}
