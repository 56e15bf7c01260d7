package fix

import (
	"slices"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/vocabulary"
)

// coded repairs codes that a dictionary lacks, and versions that are not managed.
func (s Source) coded(f *lint.Finding) []Fix {
	if s.Vocabulary == nil {
		return nil
	}
	n := s.element(f.Location)
	codes := vocabulary.Extract(s.Doc, nil)
	outcome := s.Vocabulary.Judge(codes)
	for _, p := range outcome.Problems {
		c := &codes[p.Code]
		if c.Element != n || c.Offset > 0 || c.Substituted {
			continue
		}
		switch p.Step {
		case vocabulary.StepVersion:
			return s.version(c)
		case vocabulary.StepCode:
			return s.code(c, p.Version)
		}
	}
	return nil
}

// version writes the newest managed version, or leaves it to the gateway to take that.
func (s Source) version(c *vocabulary.Code) []Fix {
	if c.VersionAttr == xmltree.NoAttr {
		return nil
	}
	fixes := []Fix{s.remove(c.VersionAttr)}
	if _, newest := s.Vocabulary.Versions(c.System); newest != "" {
		fixes = slices.Insert(fixes, 0, s.write(c.VersionAttr, newest))
	}
	return fixes
}

// code writes a code that is near to the one that is not known, with its display name.
func (s Source) code(c *vocabulary.Code, version string) []Fix {
	if c.CodeAttr == xmltree.NoAttr {
		return nil
	}
	var fixes []Fix
	for _, known := range s.Vocabulary.Near(c.System, version, c.Code) {
		fix := s.write(c.CodeAttr, known.Value)
		if shown := s.named(c.Element, "displayName"); shown != xmltree.NoAttr && known.Display != "" && known.Display != s.Doc.Value(shown) {
			fix.Edits = append(fix.Edits, s.write(shown, known.Display).Edits...)
			slices.SortFunc(fix.Edits, func(a, b Edit) int { return a.From - b.From })
		}
		if known.Display != "" {
			fix.Title = texts.Text("write-code", lint.Values{"attribute": "code", "value": known.Value, "display": known.Display})
		}
		fixes = append(fixes, fix)
	}
	return fixes
}
