package checks

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/validate"
)

// TestUnknownTypeComesFirst holds that a typeId without a schema set is answered before the document is parsed.
func TestUnknownTypeComesFirst(t *testing.T) {
	unknown := strings.Replace(string(sample(t, "cda/LAB-valid.xml")), "POCD_MT000040UV02", "POCD_MT000040", 1)
	known := string(sample(t, "cda/LAB-valid.xml"))
	const noSet, failed = "Schema with version POCD_MT000040 not found on database.", "Error while executing validation on xsd schema"
	runner := starterRunner(t)
	for name, c := range map[string]struct{ cda, message, error string }{
		"well-formed":         {unknown, noSet, "VA-02"},
		"a DOCTYPE":           {strings.Replace(unknown, "<ClinicalDocument", "<!DOCTYPE ClinicalDocument><ClinicalDocument", 1), noSet, "VA-02"},
		"an unknown entity":   {strings.Replace(unknown, "<title>", "<title>&nbsp;", 1), noSet, "VA-02"},
		"cut off":             {unknown[:len(unknown)/2], noSet, "VA-02"},
		"known, not complete": {known[:len(known)/2], failed, "VA-03"},
	} {
		t.Run(name, func(t *testing.T) {
			d := runner.Document(context.Background(), validate.Bytes("a.xml", []byte(c.cda))).Document
			require.NotNil(t, d.Gateway)
			assert.Equal(t, c.error, d.Gateway.Answer.ID)
			assert.Equal(t, c.message, d.Gateway.Answer.Detail)
		})
	}
}
