package checks

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/lint"
)

// sharedText names the rules that may share a why or a fix with another, with the reason.
var sharedText = map[string]string{}

// withoutAddress are documents that are public but have no address.
const withoutAddress = "Regione Toscana, FSE 2.0 privati"

// internalSource matches what users cannot open: chapters of internal notes.
var internalSource = regexp.MustCompile(`^\d\d[a-z]?-|OQ-\d|^\d\d §|contract|digest`)

// TestRulesSayTheirOwn refuses a rule without its own reason, cure, example and public sources in both languages.
func TestRulesSayTheirOwn(t *testing.T) {
	said := map[string]string{} // text → rule
	for _, r := range Rules() {
		problems := textProblems(r)
		for _, lang := range []string{"it", "en"} {
			for part, text := range map[string]string{"why": r.Why.In(lang), "fix": r.Fix.In(lang)} {
				other := said[lang+part+text]
				if other != "" && text != "" && sharedText[r.ID] == "" && sharedText[other] == "" {
					problems = append(problems, "shares its "+part+" with "+other)
				}
				said[lang+part+text] = r.ID
			}
		}
		assert.Empty(t, problems, r.ID)
	}
}

// textProblems says what is missing in the texts of a rule.
func textProblems(r *lint.Rule) []string {
	var problems []string
	for _, lang := range []string{"it", "en"} {
		before, after := r.Example(lang)
		for part, text := range map[string]string{"title": r.Title.In(lang), "why": r.Why.In(lang), "fix": r.Fix.In(lang), "before": before, "after": after} {
			if strings.TrimSpace(text) == "" || text == r.ID+" "+part {
				problems = append(problems, part+" is missing in "+lang)
			}
		}
		if before == after {
			problems = append(problems, "the example changes nothing")
		}
	}
	sources := r.References()
	if len(sources) == 0 {
		problems = append(problems, "no source")
	}
	for _, s := range sources {
		if s.URL == "" && !strings.HasPrefix(s.Document, withoutAddress) || internalSource.MatchString(s.Document) {
			problems = append(problems, "a source that nobody can open: "+s.String())
		}
	}
	return problems
}
