package cda

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
)

func TestValidationKey(t *testing.T) {
	const src = `<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1" extension="2"/><title>T</title><legalAuthenticator typeCode="LA"><time value="1"/><signatureCode code="S"/><n> <g>Anna</g> </n></legalAuthenticator></ClinicalDocument>`
	key := func(edits ...string) string {
		doc, err := xmltree.Parse([]byte(strings.NewReplacer(edits...).Replace(src)), xmltree.Limits{})
		require.NoError(t, err)
		return ValidationKey(doc)
	}
	for name, c := range map[string]struct {
		edits []string
		same  bool
	}{
		"nothing":                        {[]string{"x", "x"}, true},
		"time of the signature":          {[]string{`time value="1"`, `time value="2"`}, true},
		"a text in it":                   {[]string{"Anna", "Berta"}, true},
		"a text goes":                    {[]string{"Anna", ""}, true},
		"attribute of the authenticator": {[]string{`typeCode="LA"`, `typeCode="X"`}, true},
		"a signature comes":              {[]string{"<signatureCode", "<Signature>x<a/></Signature><signatureCode"}, true},
		"quotes":                         {[]string{`root="1"`, `root='1'`}, true},
		"a prolog":                       {[]string{"<ClinicalDocument", "<?xml version='1.0'?><ClinicalDocument"}, true},
		"a value elsewhere":              {[]string{`extension="2"`, `extension="3"`}, false},
		"a text elsewhere":               {[]string{">T<", ">U<"}, false},
		"white space elsewhere":          {[]string{"<title>", " <title>"}, false},
		"white space between elements":   {[]string{"<n> <g>", "<n><g>"}, false},
		"an element in it":               {[]string{"<g>", "<g/><g>"}, false},
		"an attribute in it":             {[]string{`value="1"`, `value="1" unit="a"`}, false},
		"a signature elsewhere":          {[]string{"<title>", "<Signature/><title>"}, false},
		"a text into an attribute":       {[]string{`root="1" extension="2"`, `root="1@extension" x="2"`}, false},
	} {
		assert.Equal(t, c.same, key() == key(c.edits...), name)
	}
	assert.Len(t, key(), 44)
}

func BenchmarkValidationKey(b *testing.B) {
	doc, err := xmltree.Parse([]byte("<a>"+strings.Repeat(`<b c="d">e</b>`, 3000)+"</a>"), xmltree.Limits{})
	require.NoError(b, err)
	for b.Loop() {
		ValidationKey(doc)
	}
}
