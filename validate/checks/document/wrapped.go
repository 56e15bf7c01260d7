package documentcheck

import (
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
)

// wrapped names what a file is that stands in the place of a PDF, with its cure.
func wrapped(f *lint.Finding, data []byte) {
	if what, fix := WrappingTexts(pades.WrappingOf(data)); !what.IsZero() {
		f.Message, f.Public, f.Fix = what, what, fix
	}
}

// WrappingTexts say what a file is that is no PDF, and what to do about it; both are zero for pades.NotWrapped.
func WrappingTexts(w pades.Wrapping) (what, fix lint.Text) {
	if w == pades.NotWrapped {
		return what, fix
	}
	return texts.Text("wrapped-"+string(w), nil), texts.Text("wrapped-"+string(w)+"-fix", nil)
}

// reencoded says that a PDF was treated as text.
func reencoded(f *lint.Finding) {
	f.Message, f.Fix = texts.Text("wrapped-reencoded", nil), texts.Text("wrapped-reencoded-fix", nil)
	f.Public, f.Severity = f.Message, lint.Error
	if f.Rule == ruleRepaired {
		f.Group = lint.Standard
	}
}
