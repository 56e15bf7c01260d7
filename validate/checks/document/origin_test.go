package documentcheck

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/validate"
)

func TestOrigin(t *testing.T) {
	device := func(inner string) string {
		return "<author><assignedAuthor><assignedAuthoringDevice>" + inner + "</assignedAuthoringDevice></assignedAuthor></author>"
	}
	for name, test := range map[string]struct {
		body string
		want validate.Origin
	}{
		"nothing":            {"", validate.Origin{}},
		"time":               {`<effectiveTime value="20260102030405+0100"/>`, validate.Origin{Time: "20260102030405+0100"}},
		"custodian":          {"<custodian><assignedCustodian><representedCustodianOrganization><id/><name> Casa\n di  Cura </name></representedCustodianOrganization></assignedCustodian></custodian>", validate.Origin{Custodian: "Casa di Cura"}},
		"a person as author": {"<author><assignedAuthor><assignedPerson><name>X</name></assignedPerson></assignedAuthor></author>", validate.Origin{}},
		"software":           {device("<manufacturerModelName>Mod</manufacturerModelName><softwareName>Lis &amp; Co</softwareName>"), validate.Origin{Software: "Lis & Co"}},
		"model alone":        {device("<manufacturerModelName>Mod</manufacturerModelName><softwareName/>"), validate.Origin{Software: "Mod"}},
		"the second author":  {device("<manufacturerModelName>Mod</manufacturerModelName>") + device("<softwareName>S</softwareName>"), validate.Origin{Software: "S"}},
		"bounded":            {device("<softwareName>" + strings.Repeat("à", 5000) + "</softwareName>"), validate.Origin{Software: strings.Repeat("à", 100)}},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := xmltree.Parse([]byte("<ClinicalDocument>"+test.body+"</ClinicalDocument>"), xmltree.DefaultLimits())
			require.NoError(t, err)
			assert.Equal(t, test.want, origin(doc, doc.DocumentElement()))
		})
	}
}
