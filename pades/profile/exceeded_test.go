package profile

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/internal/testkit/pdftest"
)

// TestExceeded meets the limits of this package: the report says so, whatever else it says.
func TestExceeded(t *testing.T) {
	w := newWorkshop(t)
	several := func(n int) [][]byte {
		list := make([][]byte, n)
		for i := range list {
			list[i] = fmt.Appendf(bytes.Clone(w.signer.Cert.Raw), "%d", i) // all different
		}
		return list
	}
	keys := make([]string, maxVRI+1)
	for i := range keys {
		keys[i] = fmt.Sprintf("%040X", i)
	}
	deep := pdftest.New()
	deep.Object(1, "<</Type/Catalog/Pages 2 0 R>>")
	deep.Object(2, strings.Repeat("<</Type/Pages/Count 1/Kids[", maxPageDepth+2)+strings.Repeat("]>>", maxPageDepth+2))
	signed := w.sign(w.document(), w.options())
	for name, pdf := range map[string][]byte{
		"time stamps":       w.stampedOften(maxStamps + 1),
		"certificates":      w.withDSS(signed, several(maxEvidence+1), nil, nil),
		"revocation lists":  w.withDSS(signed, nil, several(maxEvidence+1), nil),
		"streams":           w.withDSS(signed, several(maxStoreStreams+1), nil, nil),
		"entries of a /VRI": w.withDSS(signed, nil, nil, nil, keys...),
		"levels of pages":   deep.Finish("/Root 1 0 R"),
	} {
		assert.NotEmpty(t, read(t, pdf).Exceeded(), name)
	}
	assert.Empty(t, read(t, signed).Exceeded())
}
