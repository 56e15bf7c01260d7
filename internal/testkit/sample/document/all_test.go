package document

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWellFormed reads every document and checks that its references to the narrative lead somewhere.
func TestWellFormed(t *testing.T) {
	for name, doc := range All() {
		t.Run(name, func(t *testing.T) {
			data := string(doc.Bytes())
			dec := xml.NewDecoder(strings.NewReader(data))
			for {
				token, err := dec.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				require.NoError(t, err)
				start, ok := token.(xml.StartElement)
				if !ok || start.Name.Local != "reference" {
					continue
				}
				for _, a := range start.Attr {
					if target, local := strings.CutPrefix(a.Value, "#"); local && a.Name.Local == "value" {
						assert.Contains(t, data, `ID="`+target+`"`, "reference to %s", target)
					}
				}
			}
		})
	}
}

// TestFiscalCodes checks the check characters against codes that were published as examples.
func TestFiscalCodes(t *testing.T) {
	for _, code := range []string{"RSSMRA80A01H501U", "VRDGPP13R10B293P"} {
		assert.Equal(t, code, fiscalCode(code[:15]))
	}
}
