package dossier

import (
	"strconv"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/rawjson"
)

// said reads errors.json, what the automatic tests said of the dossier the last time: a list of errors, some with the number of a
// case. It stays among the findings until it is gone.
func said(data []byte) []lint.Finding {
	r := &reading{}
	root := r.read(data)
	items := root.Items
	if root.Kind == rawjson.Object {
		items = []rawjson.Value{*root}
	}
	for i := range items {
		item := &items[i]
		text := func(name string) string {
			if v, ok := item.Get(name); ok {
				return v.Text
			}
			return ""
		}
		f := ruleSaid.Found(text("error"), "")
		f.NationalID = text("error")
		f.Values = lint.Values{"id": text("id"), "description": lint.Value(text("description"))}
		r.report(r.at(item.Start, rawjson.Pointer("", strconv.Itoa(i))), f)
	}
	return r.findings
}
