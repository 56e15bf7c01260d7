package selftest

import (
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/dead"
	"github.com/fselint/fselint/schemas/outline"
)

// grammarsOf reads the schema sets by which a document may be valid. One that is not understood could allow anything, so
// then there are none.
func (r *run) grammarsOf() []dead.Grammar {
	names, err := r.catalog.SchemaSets()
	if err != nil {
		return nil
	}
	var list []dead.Grammar
	for _, name := range names {
		set, ok, err := r.catalog.SchemaSet(name)
		if err != nil || !ok {
			continue // no document is judged with it
		}
		g, err := outline.NewGrammar(set.Files, set.Root)
		if err != nil {
			return nil
		}
		list = append(list, g)
	}
	return list
}

// deadRules names rules that never fire, and asserts that never or always report.
func (r *run) deadRules(file string, s *schematron.Schema) {
	for _, f := range dead.Find(s, r.grammars()) {
		kind, line, subject := kindRuleNever, f.Rule.Pos.Line, schematron.Normalise(f.Rule.Context)
		if f.Assert != nil {
			kind, line, subject = kindAssertNever, f.Assert.Pos.Line, f.Assert.NationalID()
			if f.Reason == dead.Fails {
				kind = kindAssertAlways
			}
		}
		r.add(kind, file, subject, why(f)).Line = line
	}
}

// why says on what the proof rests.
func why(f dead.Finding) Text {
	switch f.Reason {
	case dead.Shadowed:
		var lines []string
		for _, by := range f.By {
			lines = append(lines, fmt.Sprint(by.Pos.Line))
		}
		at := strings.Join(lines, ", ")
		return Text{
			"nello stesso pattern scatta sempre prima la regola alla riga " + at,
			"the rule of the same pattern on line " + at + " always fires first",
		}
	case dead.Impossible:
		return Text{
			"nessuno schema ammette un elemento in questo contesto",
			"no schema set allows an element in this context",
		}
	case dead.Contrary:
		return Text{"le condizioni del contesto si contraddicono", "the conditions of the context contradict each other"}
	}
	test := "test: " + schematron.Normalise(f.Assert.Test)
	if f.ByGrammar {
		return Text{
			"in ogni documento valido per gli schemi l'esito è lo stesso; " + test,
			"in every document that is valid by the schema sets the outcome is the same; " + test,
		}
	}
	return Text{"l'esito non dipende dal documento; " + test, "the outcome does not depend on the document; " + test}
}
