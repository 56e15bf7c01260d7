package report

import (
	_ "embed"
	"strings"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

// texts are the fixed texts of the formats for people.
var texts = lint.NewCatalog(data)

// counted is a number with its noun.
func counted(lang, noun string, n int) string { return texts.In(lang, noun, lint.Values{"n": n}) }

// word is a fixed text by its id.
func word(lang, id string) string { return texts.In(lang, id, nil) }

// StageTitle names a stage for people.
func StageTitle(lang, name string) string { return stageTitle(lang, name) }

func stageTitle(lang, name string) string { return printable(known(lang, "stage.", name)) }

// known says a word of a judgement, as it is when it is none of those known.
func known(lang, list, name string) string {
	if id := list + strings.ReplaceAll(name, " ", "-"); texts.Has(id) {
		return word(lang, id)
	}
	return name
}
