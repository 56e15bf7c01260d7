package signaturecheck

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades/trust"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
)

var now = trusttest.Signed.AddDate(0, 0, 1)

// judge runs the checks that this one needs, and it.
func judge(t *testing.T, data []byte, o Options) *validate.Document {
	checks := documentcheck.Checks(documentcheck.Options{Operation: fse.ValidateAndCreate})
	stages := []validate.Stage{{Name: "pdf"}, {Name: "signature"}, {Name: "cda"}}
	runner, err := validate.New(stages, append(checks, Check(o)), validate.Options{})
	require.NoError(t, err)
	return runner.Document(context.Background(), validate.Bytes("a.pdf", data)).Document
}

// found returns the rules of this package that a document breaks, with their severities.
func found(d *validate.Document) []string {
	var out []string
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Rule.Family == "SIG" {
			out = append(out, f.ID+" "+f.Severity.String())
		}
	}
	slices.Sort(out)
	return out
}

func finding(t *testing.T, d *validate.Document, id string) *lint.Finding {
	for i := range d.Findings {
		if d.Findings[i].ID == id {
			return &d.Findings[i]
		}
	}
	require.Fail(t, id+" is not reported", "%v", found(d))
	return nil
}

func signed(t *testing.T, cda string, edit func(*padestest.Options)) []byte {
	key, cert := padestest.Identity()
	o := padestest.Options{CMS: padestest.CMS{Key: key, Certificate: cert}, Time: trusttest.Signed}
	if edit != nil {
		edit(&o)
	}
	out, err := padestest.Sign(padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(cda)}), o)
	require.NoError(t, err)
	return out
}

const smallCDA = `<ClinicalDocument xmlns="urn:hl7-org:v3"/>`

func by(who *trusttest.Identity, chain ...*trusttest.Identity) func(*padestest.Options) {
	return func(o *padestest.Options) {
		o.CMS.Key, o.CMS.Certificate = who.Key, who.Cert
		for _, c := range chain {
			o.CMS.Chain = append(o.CMS.Chain, c.Cert)
		}
	}
}

// careful readers' checks by the numbers of the specification, with the rules that report them.
var requirements = map[string]*lint.Rule{
	"SG-01": ruleSubFilter, "SG-02": ruleFilter, "SG-03": ruleByteRange, "SG-04": ruleCoverage, "SG-05": ruleChanged, "SG-06": ruleCMS,
	"SG-07": ruleAttributes, "SG-08": ruleSigningTime, "SG-09": ruleDate, "SG-10": ruleChain, "SG-11": ruleValidity, "SG-12": ruleKeyUsage,
	"SG-13": ruleRevocation, "SG-14": ruleAlgorithm, "SG-15": ruleQualified, "SG-16": ruleDocTimeStamp, "SG-17": ruleNested,
	"SG-18": ruleEncrypted, "SG-19": ruleCDAOutside, "SG-20": ruleSigner,
}

// TestEveryRequirementHasARule wants a rule for each, and of every rule what it must say.
func TestEveryRequirementHasARule(t *testing.T) {
	assert.Empty(t, texts.Check())
	assert.Len(t, requirements, 20)
	rules := Check(Options{}).Rules
	for number, r := range requirements {
		assert.Contains(t, rules, r, number)
	}
	for _, r := range rules {
		before, after := r.Example("en")
		for _, text := range []lint.Text{r.Title, r.Why, r.Fix} {
			assert.NotEmpty(t, text.In("it"), r.ID)
			assert.NotEmpty(t, text.In("en"), r.ID)
		}
		assert.NotEmpty(t, before, r.ID)
		assert.NotEmpty(t, after, r.ID)
		assert.NotEmpty(t, r.References(), r.ID)
		assert.Equal(t, r.Group == lint.Gateway, r.Error != "", "%s predicts an answer of the gateway", r.ID)
	}
}

// TestSamplesAreInOrder looks at the repository's signed samples: nothing may be said of them but what is true.
func TestSamplesAreInOrder(t *testing.T) {
	files, err := filepath.Glob("../../../testdata/pdf/*.pdf")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		d := judge(t, data, Options{Now: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)})
		assert.Equal(t, []string{"SIG-QUALIFIED info"}, found(d), file)
		assert.Equal(t, "intact", d.Signature.Integrity)
		assert.Equal(t, "not judged", d.Signature.Trust)
		require.Len(t, d.Signature.Signatures, 1)
		assert.Equal(t, "B-B", d.Signature.Signatures[0].Level)
		assert.Equal(t, "none", d.Signature.Signatures[0].Changes)
		assert.Equal(t, "M", d.Signature.Signatures[0].TimeSource)
	}
}

func TestFindings(t *testing.T) {
	root := trusttest.Root(t, "Radice di prova")
	signer := root.Issue(t, "Prova Firma")
	with := func(edit func(*padestest.Options)) []byte { return signed(t, smallCDA, edit) }
	clean := "SIG-QUALIFIED info"
	for name, c := range map[string]struct {
		data    []byte
		options Options
		want    []string
	}{
		"good":          {with(nil), Options{}, []string{clean}},
		"PDF signature": {with(func(o *padestest.Options) { o.SubFilter = "adbe.pkcs7.detached" }), Options{}, []string{clean, "SIG-SUBFILTER warning"}},
		"PDF signature in Tuscany": {with(func(o *padestest.Options) { o.SubFilter = "adbe.pkcs7.detached" }), Options{Profile: fse.Toscana},
			[]string{clean, "SIG-SUBFILTER error"}},
		"no filter":            {with(replace("/Filter/Adobe.PPKLite", "")), Options{}, []string{"SIG-FILTER warning", clean}},
		"other filter":         {with(replace("Adobe.PPKLite", "Adobe.PPKMS")), Options{}, []string{"SIG-FILTER info", clean}},
		"in the future":        {with(func(o *padestest.Options) { o.Time = now.AddDate(0, 0, 3) }), Options{}, []string{"SIG-DATE error", clean}},
		"date of another form": {with(func(o *padestest.Options) { o.M = "(2025-06-01T12:00:00Z)" }), Options{}, []string{"SIG-DATE warning", clean}},
		"signing time":         {with(func(o *padestest.Options) { o.CMS.SigningTime = trusttest.Signed }), Options{}, []string{clean, "SIG-SIGNING-TIME warning"}},
		"BER":                  {with(func(o *padestest.Options) { o.CMS.BER = true }), Options{}, []string{"SIG-CMS error", clean}},
		"issuer not embedded":  {with(by(signer)), Options{}, []string{"SIG-CHAIN warning", clean}},
		"issuer embedded":      {with(by(signer, root)), Options{}, []string{clean}},
		"not for signing":      {with(by(root.Issue(t, "Server", trusttest.Use(x509.KeyUsageKeyEncipherment)), root)), Options{}, []string{"SIG-KEY-USAGE warning", clean}},
		"expired at /M": {with(by(root.Issue(t, "Ieri", trusttest.Valid(trusttest.From, trusttest.Signed.AddDate(0, 0, -1))), root)), Options{},
			[]string{clean, "SIG-VALIDITY error"}},
		"expired since": {with(by(root.Issue(t, "Domani", trusttest.Valid(trusttest.From, trusttest.Signed.Add(time.Hour))), root)), Options{},
			[]string{clean, "SIG-VALIDITY warning"}},
		"qualified, it says": {with(by(root.Issue(t, "Qualificata", trusttest.Extra(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 3}, false,
			padestest.Seq(padestest.Seq(padestest.OID("0.4.0.1862.1.1"))))), root)), Options{}, nil},
		"trusted, revocation unknown": {with(by(signer, root)), Options{Trust: store(t, root)}, []string{clean, "SIG-REVOCATION warning"}},
		"trusted, not revoked": {with(by(signer, root)), Options{Trust: store(t, root, root.List(t, trusttest.Signed.Add(-time.Hour), now.AddDate(0, 1, 0), nil))},
			[]string{clean}},
		"revoked": {with(by(signer, root)), Options{Trust: store(t, root, root.List(t, trusttest.Signed.Add(-time.Hour), now.AddDate(0, 1, 0),
			[]x509.RevocationListEntry{signer.Revoke(trusttest.Signed.Add(-2*time.Hour), 1)}))}, []string{clean, "SIG-REVOCATION error"}},
		"not trusted": {with(nil), Options{Trust: store(t, root)}, []string{clean, "SIG-TRUST warning"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.options.Now = now
			d := judge(t, c.data, c.options)
			assert.Equal(t, c.want, found(d))
			for i := range d.Findings {
				if f := &d.Findings[i]; f.Rule.Family == "SIG" {
					assert.NotEmpty(t, f.Message.In("it"), f.ID)
					assert.NotEqual(t, lint.Gateway, f.Group, f.ID)
					assert.True(t, strings.HasPrefix(f.Location.Path, "Signature1 ("), f.Location.Path)
				}
			}
		})
	}
}

func replace(old, replacement string) func(*padestest.Options) {
	return func(o *padestest.Options) {
		o.Layout.Dictionary = func(text string) string { return strings.Replace(text, old, replacement, 1) }
	}
}

func store(t *testing.T, root *trusttest.Identity, more ...[]byte) *trust.Store {
	s := trust.New(trust.Options{Now: func() time.Time { return now }})
	require.NoError(t, s.Add("root.pem", root.PEM()))
	for _, data := range more {
		require.NoError(t, s.Add("more.crl", data))
	}
	return s
}

// TestRefusedThoughIntact wants the finding of the gateway's refusal to say what other readers see, and only where they do.
func TestRefusedThoughIntact(t *testing.T) {
	unsorted := signed(t, smallCDA, func(o *padestest.Options) {
		o.CMS.Unsorted = true
		o.CMS.Attributes = func(a [][]byte) [][]byte { return [][]byte{a[2], a[1], a[0]} }
	})
	notes := func(data []byte) (it, en string) {
		for _, n := range finding(t, judge(t, data, Options{Now: now}), "SIG-INVALID").Notes {
			it, en = it+n.In("it")+"\n", en+n.In("en")+"\n"
		}
		return it, en
	}
	it, en := notes(unsorted)
	assert.Contains(t, en, "the gateway decided at step 6")
	assert.Contains(t, en, "Acrobat and other readers verify the signed attributes as they were sent")
	assert.Contains(t, it, "Acrobat e altri lettori verificano gli attributi firmati così come sono scritti")
	assert.Contains(t, finding(t, judge(t, unsorted, Options{Now: now}), "SIG-CMS").Message.In("en"), "not sorted")

	_, en = notes(signed(t, smallCDA, func(o *padestest.Options) {
		o.Layout.Form = func(f padestest.Form) padestest.Form {
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R %d 0 R]>>", f.FieldNumber, f.Free)
			f.Extra = []string{"<</FT/Sig/T(vuoto)>>"}
			return f
		}
	}))
	assert.Contains(t, en, "other readers do not mind fields without a signature")

	changed := []byte(strings.Replace(string(signed(t, smallCDA, nil)), "ClinicalDocument", "clinicalDocument", 1))
	_, en = notes(changed)
	assert.Contains(t, en, "the gateway decided at step 5")
	assert.NotContains(t, en, "other readers")
}

// TestSigner compares the fiscal code of the certificate with the people of the CDA.
func TestSigner(t *testing.T) {
	const code, other = "RSSMRA80A01H501U", "VRDLGU75B02F205A"
	cda := func(code string) string {
		return `<ClinicalDocument xmlns="urn:hl7-org:v3"><author><assignedAuthor><id extension="` + code + `"/></assignedAuthor></author></ClinicalDocument>`
	}
	subject := func(attribute asn1.ObjectIdentifier, value string) func(*padestest.Options) {
		root := trusttest.Root(t, "Prova", func(c *x509.Certificate) {
			c.KeyUsage |= x509.KeyUsageContentCommitment
			c.Subject.ExtraNames = append(c.Subject.ExtraNames, namePart(attribute, value))
		})
		return by(root)
	}
	serial, common, qualifier := asn1.ObjectIdentifier{2, 5, 4, 5}, asn1.ObjectIdentifier{2, 5, 4, 3}, asn1.ObjectIdentifier{2, 5, 4, 46}
	for name, c := range map[string]struct {
		edit   func(*padestest.Options)
		cda    string
		report bool
	}{
		"same":                       {subject(serial, "TINIT-"+code), cda(code), false},
		"same, small letters":        {subject(serial, "tinit-"+strings.ToLower(code)), cda(strings.ToLower(code)), false},
		"other":                      {subject(serial, "TINIT-"+code), cda(other), true},
		"other, older form":          {subject(serial, "IT:"+code), cda(other), true},
		"other, in the qualifier":    {subject(qualifier, code), cda(other), true},
		"no code in the certificate": {subject(common, "Prova"), cda(other), false},
		"wrong check character":      {subject(serial, "TINIT-RSSMRA80A01H501A"), cda(other), false},
		"nobody in the CDA":          {subject(serial, "TINIT-"+code), smallCDA, false},
		"no CDA":                     {subject(serial, "TINIT-"+code), "no XML", false},
	} {
		t.Run(name, func(t *testing.T) {
			d := judge(t, signed(t, c.cda, c.edit), Options{Now: now})
			assert.Equal(t, c.report, slices.Contains(found(d), "SIG-SIGNER warning"), "%v", found(d))
		})
	}
}

func namePart(oid asn1.ObjectIdentifier, value string) pkix.AttributeTypeAndValue {
	return pkix.AttributeTypeAndValue{Type: oid, Value: value}
}
