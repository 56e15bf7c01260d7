package compose

import (
	"fmt"
	"io"

	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/lint"
)

// Write says in words what was made and what is left to do.
func (m *Made) Write(w io.Writer, lang string) {
	say := func(id string, v lint.Values) { fmt.Fprintln(w, texts.In(lang, id, v)) }
	say("made-results", lint.Values{"file": lint.Known(dossier.DataFile), "n": m.Results})
	say("made-cells", lint.Values{"file": lint.Known(checklist.Name), "n": m.Cells})
	if n := len(m.Copied); n > 0 {
		say("made-copies", lint.Values{"folder": lint.Known(dossier.FilesFolder), "n": n})
	}
	if len(m.Open) == 0 {
		say("nothing-open", nil)
		return
	}
	say("open", lint.Values{"n": len(m.Open)})
	for _, o := range m.Open {
		fmt.Fprintln(w, "  "+o.In(lang))
	}
}
