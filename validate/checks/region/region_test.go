package regioncheck

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }

// found collects what a judgement reports, as "ID severity".
func found(o Options, do func(*judgement)) []string {
	var all []string
	do(&judgement{Options: o, report: func(f lint.Finding) {
		f.Complete()
		all = append(all, f.ID+" "+f.Severity.String())
	}})
	return all
}

func TestPatient(t *testing.T) {
	for name, c := range map[string]struct {
		ids  string
		want []string
	}{
		"fiscal code":                 {`<id root="2.16.840.1.113883.2.9.4.3.2" extension="RSSMRA80A01H501U"/>`, nil},
		"a wrong fiscal code":         {`<id root="2.16.840.1.113883.2.9.4.3.2" extension="X"/>`, nil},
		"STP of Tuscany":              {`<id root="2.16.840.1.113883.2.9.2.90.4.1.1" extension="STP0901234567890"/>`, []string{"RT-PATIENT error"}},
		"STP of Tuscany, other arc":   {`<id root="2.16.840.1.113883.2.9.2.090.4.1" extension="stp0901234567890"/>`, []string{"RT-PATIENT error"}},
		"ENI of another region":       {`<id root="2.16.840.1.113883.2.9.2.120.4.1.1" extension="ENI1201234567890"/>`, []string{"RT-PATIENT error"}},
		"an internal number":          {`<id root="2.16.840.1.113883.2.9.2.90.4.9" extension="123"/>`, []string{"RT-PATIENT error"}},
		"STP, national":               {`<id root="2.16.840.1.113883.2.9.4.3.17" extension="STP0901234567890"/>`, []string{"RT-PATIENT warning"}},
		"foreign card":                {`<id root="2.16.840.1.113883.2.9.4.3.7" extension="8038000000001"/>`, []string{"RT-PATIENT warning"}},
		"a fiscal code beside":        {`<id root="2.16.840.1.113883.2.9.2.90.4.9" extension="123"/><id root="2.16.840.1.113883.2.9.4.3.2" extension="RSSMRA80A01H501U"/>`, nil},
		"none":                        {``, nil},
		"a foreign card beside an id": {`<id root="2.16.840.1.113883.2.9.4.3.7" extension="1"/><id root="2.16.840.1.113883.2.9.2.90.4.9" extension="123"/>`, []string{"RT-PATIENT warning"}},
	} {
		doc, err := xmltree.Parse([]byte(`<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole>`+c.ids+`</patientRole></recordTarget></ClinicalDocument>`), xmltree.Limits{})
		require.NoError(t, err)
		assert.Equal(t, c.want, found(Options{Profile: fse.Toscana}, func(j *judgement) { j.patient(doc) }), name)
	}
}

func TestMethod(t *testing.T) {
	for op, want := range map[fse.Operation][]string{
		fse.ValidateAndCreate: nil, fse.Replace: nil, fse.Update: nil, fse.Delete: nil,
		fse.Validation: {"RT-METHOD error"}, fse.Create: {"RT-METHOD error"}, fse.ValidateAndReplace: {"RT-METHOD error"},
	} {
		assert.Equal(t, want, found(Options{Operation: op}, (*judgement).method), op)
	}
}

func TestCertificates(t *testing.T) {
	named := func(cn string) *x509.Certificate {
		if cn == "" {
			return nil
		}
		return &x509.Certificate{Subject: pkix.Name{CommonName: cn}}
	}
	const plant = "09012345678903REFALFA048017"
	for name, c := range map[string]struct {
		channel, signer string
		single          bool
		want            []string
	}{
		"a pair":          {"A1#" + plant, "S1#" + plant, false, nil},
		"nothing known":   {"", "", false, nil},
		"only the signer": {"", "S1#" + plant, false, nil},
		"two plants":      {"A1#09012345678903REFBETA048017", "S1#" + plant, false, []string{"CRT-CN-PAIR warning"}},
		"two numbers":     {"A2#" + plant, "S1#" + plant, false, []string{"CRT-CN-PAIR-NUMBER info"}},
		"one for both":    {"S1#" + plant, "S1#" + plant, true, nil},
	} {
		o := Options{Channel: named(c.channel), Single: c.single}
		assert.Equal(t, c.want, found(o, func(j *judgement) { j.certificates(named(c.signer)) }), name)
	}
}
