package documentcheck_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

// TestOrders judges the prescription in a laboratory report. Where a finding expects a root, it is put in its place: that cures it.
func TestOrders(t *testing.T) {
	src, err := os.ReadFile("../../../testdata/cda/LAB-valid.xml")
	require.NoError(t, err)
	text := string(src)
	start, end := strings.Index(text, "<inFulfillmentOf"), strings.LastIndex(text, "</inFulfillmentOf>")
	require.Positive(t, start)
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	require.NoError(t, err)
	runner, err := checks.NewRunner(checks.Config{Catalog: catalog})
	require.NoError(t, err)
	find := func(content string) map[string]string {
		found := map[string]string{}
		d := runner.Document(context.Background(), validate.Bytes("a.xml", []byte(text[:start]+"<inFulfillmentOf>"+content+text[end:])))
		for _, f := range d.Findings {
			if strings.HasPrefix(f.ID, "CDA-ORDER") {
				found[f.ID] = f.Expected.In("en")
			}
		}
		return found
	}
	const nre, rur, document = "2.16.840.1.113883.2.9.4.3.9", "2.16.840.1.113883.2.9.4.3.4", "2.16.840.1.113883.2.9.4.3.8"
	order := func(root, number string) string {
		return `<order><id root="` + root + `" extension="` + number + `"/></order>`
	}
	for name, c := range map[string]struct{ content, id, expected string }{
		"an electronic prescription":     {content: order(nre, "0900A4000000123")},
		"of digits":                      {content: order(nre, "180987654321012")},
		"a red prescription":             {content: order(rur, "050001001716692")},
		"an admission":                   {content: order("2.16.840.1.113883.2.9.2.123456.4.8", "123")},
		"unknown":                        {content: `<order><id nullFlavor="UNK"/></order>`},
		"a placeholder":                  {order(nre, "[NRE]"), "CDA-ORDER-FORM", "NRE, 15"},
		"too short":                      {order(nre, "030A292929292"), "CDA-ORDER-FORM", "NRE, 15"},
		"lower case":                     {order(nre, "0900a4000000123"), "CDA-ORDER-FORM", "NRE, 15"},
		"no such region":                 {order(nre, "7770A4000000123"), "CDA-ORDER-FORM", "NRE, 15"},
		"empty":                          {order(nre, ""), "CDA-ORDER-FORM", "NRE, 15"},
		"one bar code":                   {order(rur, "1001716692"), "CDA-ORDER-FORM", "RUR, 15"},
		"an NRE as a red prescription":   {order(rur, "0900A4000000123"), "CDA-ORDER-ROOT", nre},
		"the prescription as a document": {order(document, "0900A4000000123"), "CDA-ORDER-ROOT", nre},
		"two orders":                     {order(nre, "0900A4000000123") + order(nre, "0900A4000000124"), "CDA-ORDER-SEVERAL", ""},
		"two numbers":                    {order(nre, "0900A4000000123, 0900A4000000124"), "CDA-ORDER-SEVERAL", ""},
		"two numbers in brackets":        {order(nre, "[0900A4000000123,0900A4000000124]"), "CDA-ORDER-SEVERAL", ""},
	} {
		t.Run(name, func(t *testing.T) {
			found := find(c.content)
			if c.id == "" {
				assert.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			assert.Contains(t, found[c.id], c.expected)
			if c.id == "CDA-ORDER-ROOT" {
				assert.Empty(t, find(order(found[c.id], "0900A4000000123")))
			}
		})
	}
}
