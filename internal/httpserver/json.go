package httpserver

import (
	_ "embed"
	"encoding/json"
	"errors"
	"io"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// DecodeJSON reads one JSON value and nothing else; a field that into does not know is an error.
func DecodeJSON(r io.Reader, into any) error {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return texts.Error("not-json", lint.Values{"err": err})
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return texts.Error("more-than-json", nil)
	}
	return nil
}
