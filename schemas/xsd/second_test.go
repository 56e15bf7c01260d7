//go:build libxml2

package xsd

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas/xsd/libxml2"
)

// TestMutationsAgainstLibxml2 compares verdicts with those of libxml2 over mutations of the corpus, $FSELINT_XSD_MUTATIONS of
// them (2000) from the seed $FSELINT_XSD_SEED. Every difference must be one that is known.
func TestMutationsAgainstLibxml2(t *testing.T) {
	documents := corpus(t)
	seconds := map[string]*libxml2.Schema{}
	for _, set := range nationalSets {
		files, err := readSet(filepath.Join(shared.Dir(t, "catalog", "schema"), set))
		require.NoError(t, err)
		seconds[set], err = libxml2.Compile(files, "CDA.xsd")
		require.NoError(t, err)
	}
	m := newMutator(t, uint64(envInt("FSELINT_XSD_SEED", 1)), documents)
	m.rnd = rand.New(rand.NewPCG(uint64(envInt("FSELINT_XSD_SEED", 1)), 7))
	compared, reasons := 0, map[string]int{}
	for i := range envInt("FSELINT_XSD_MUTATIONS", 2000) {
		d := documents[m.rnd.IntN(len(documents))]
		text := m.mutate(slices.Clone(d.text))
		doc, err := xmltree.Parse(text, xmltree.Limits{})
		if err != nil {
			continue
		}
		r, err := national(t, d.TypeID).Validate(doc, Options{})
		require.NoError(t, err)
		valid, err := seconds[d.TypeID].Valid(text)
		if errors.Is(err, libxml2.ErrNone) {
			reasons["no opinion"]++
			continue
		}
		require.NoError(t, err)
		compared++
		if valid == r.Valid() {
			continue
		}
		reason := known(doc, r)
		if reasons[reason]++; reason == "" {
			keep(t, i, text)
			t.Errorf("%d %s: libxml2 %v: %s", i, d.File, valid, summary(r))
		}
	}
	t.Logf("%d compared; differences %v", compared, reasons)
}

// known says why libxml2 judges a document otherwise than the reference, "" when it is not known. r is the judgement of
// package
func known(doc *xmltree.Doc, r *Result) string {
	for i := range r.Errors {
		e := &r.Errors[i]
		switch {
		case strings.HasSuffix(strings.ToLower(e.Type), "uri") || e.Type == "url":
			return "addresses are read otherwise"
		case e.Kind == DuplicateID || e.Kind == UnresolvedReference:
			return "IDs are not compared"
		case e.Kind == BadPattern && strings.Contains(e.Limit, "{"):
			return "counts in patterns admit too much"
		case e.Kind == UnexpectedElement && (e.Element == "qualifier" || e.Element == "translation"):
			return "what a restriction leaves out by maxOccurs=0 is admitted"
		case e.Kind == BadLength && strings.HasPrefix(e.Type, "xs:NMTOKENS"):
			return "empty lists are admitted"
		case e.Kind == BadDatatype && (strings.Contains(e.Type, "double") || strings.Contains(e.Type, "base64") || e.Type == "real"):
			return "malformed numbers and Base64 are admitted"
		}
	}
	source := doc.Source()
	switch {
	case r.Valid() && odd.Match(source):
		return "addresses are read otherwise"
	case longNumber.Match(source):
		return "numbers of more than 24 digits are refused"
	case blankType.Match(source):
		return "blanks around xsi:type and xsi:nil"
	case bytes.Contains(source, []byte("<![CDATA[")):
		return "white space in CDATA sections is text"
	case bytes.Contains(source, []byte(`version="1.1"`)), bytes.Contains(source, []byte(`version='1.1'`)):
		return "XML 1.1 is not known"
	}
	return ""
}

var (
	longNumber = regexp.MustCompile(`[0-9]{25}`)
	odd        = regexp.MustCompile("=[\"'][a-zA-Z][a-zA-Z0-9+.-]*:[^\"']*[][{}|\\\\^<>#%` ]")
	blankType  = regexp.MustCompile(`:(type|nil)\s*=\s*(["']\s|"[^"]*\s"|'[^']*\s'|["'][^"']*&#)`)
)
