package trustlist_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/internal/testkit/work"
	"github.com/fselint/fselint/pades/trustlist"
)

func sample(tb testing.TB) (list trusttest.TrustedList, signer *trusttest.Identity) {
	ca := trusttest.Root(tb, "CA Qualificata di Prova")
	return trusttest.TrustedList{Services: []trusttest.Service{{
		Type: "CA/QC", Status: "granted", Since: date(2020), Identity: ca, Uses: []string{"ForeSignatures"},
		Earlier: []trusttest.Service{{Type: "CA/QC", Status: "undersupervision", Since: date(2012)}, {Type: "CA/QC", Status: "withdrawn", Since: date(2018)}},
		Extensions: `<Extension Critical="true"><q:Qualifications xmlns:q="http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#"><q:QualificationElement>
<q:Qualifiers><q:Qualifier uri="http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/QCWithQSCD"/></q:Qualifiers><q:CriteriaList assert="all"><q:KeyUsage><q:KeyUsageBit name="nonRepudiation">true</q:KeyUsageBit></q:KeyUsage>
<q:PolicySet><q:PolicyIdentifier><x:Identifier xmlns:x="http://uri.etsi.org/01903/v1.3.2#" Qualifier="OIDAsURN">urn:oid:1.3.76.99.1</x:Identifier></q:PolicyIdentifier></q:PolicySet></q:CriteriaList></q:QualificationElement></q:Qualifications></Extension>`,
	}}}, trusttest.Root(tb, "Firma della lista")
}

func date(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }

func TestParse(t *testing.T) {
	list, signer := sample(t)
	l, err := trustlist.Parse(list.Sign(t, signer))
	require.NoError(t, err)
	assert.Empty(t, l.Signature.Problem)
	assert.True(t, l.Signature.Intact)
	assert.Equal(t, signer.DER(), l.Signature.Certificate)
	assert.Equal(t, "C=IT, O=Prova, CN=Firma della lista", l.Signature.Signer)
	assert.Equal(t, "SHA256withECDSA", l.Signature.Algorithm)
	assert.Equal(t, trusttest.From, l.Signature.SigningTime)
	assert.Equal(t, "Test Agency", l.Operator)
	assert.Equal(t, "IT", l.Territory)
	assert.Equal(t, "EUgeneric", l.Type)
	assert.Equal(t, []int{5, 7}, []int{l.Version, l.Sequence})
	assert.Equal(t, trusttest.Until, l.NextUpdate)
	require.Len(t, l.Services, 1)
	s := l.Services[0]
	assert.Equal(t, "Prova & Figli", s.Provider)
	assert.Equal(t, "CA Qualificata di Prova", s.Name)
	assert.Equal(t, trustlist.TypeCAQC, s.Type)
	require.Len(t, s.Identities, 1)
	assert.Empty(t, l.Problems)

	for year, want := range map[int]string{2012: "undersupervision", 2019: "withdrawn", 2021: "granted"} {
		assert.Equal(t, want, s.At(date(year)).Status, year)
		assert.Equal(t, want != "withdrawn", s.At(date(year)).Granted())
	}
	assert.Nil(t, s.At(date(2011)))
	now := s.At(date(2025))
	assert.True(t, now.Has("ForeSignatures"))
	require.Len(t, now.Qualifications, 1)
	assert.Equal(t, []string{"QCWithQSCD"}, now.Qualifications[0].Names())
	for policy, want := range map[string]bool{"1.3.76.99.1": true, "1.3.76.99.2": false} {
		got, known := now.Qualifications[0].Applies(trustlist.Facts{KeyUsage: map[string]bool{"nonRepudiation": true}, Policies: []string{policy}})
		assert.Equal(t, want, got)
		assert.True(t, known)
	}
}

// TestTampering changes a signed list in ways that an attacker would; none may stay intact.
func TestTampering(t *testing.T) {
	list, signer := sample(t)
	list2, other := sample(t)
	signed := string(list.Sign(t, signer))
	foreign := string(list2.Sign(t, other))
	signature := cut(signed, "<ds:Signature ", "</ds:Signature>")
	cases := map[string]string{
		"status":             strings.Replace(signed, "withdrawn", "granted", 1),
		"attribute":          strings.Replace(signed, `Id="list"`, `Id="other"`, 1),
		"blank":              strings.Replace(signed, "Test Agency", "Test  Agency", 1),
		"instruction":        strings.Replace(signed, "<TrustServiceStatusList", "<?x y?><TrustServiceStatusList", 1),
		"no signature":       strings.Replace(signed, signature, "", 1),
		"two signatures":     strings.Replace(signed, signature, signature+signature, 1),
		"other signature":    strings.Replace(signed, signature, cut(foreign, "<ds:Signature ", "</ds:Signature>"), 1),
		"no envelope":        strings.Replace(signed, `<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>`, "", 1),
		"other certificate":  strings.Replace(signed, cut(signed, "<ds:KeyInfo>", "</ds:KeyInfo>"), cut(foreign, "<ds:KeyInfo>", "</ds:KeyInfo>"), 1),
		"signing time":       strings.Replace(signed, "<xades:SigningTime>2024", "<xades:SigningTime>2023", 1),
		"forged digest name": strings.Replace(signed, "xmlenc#sha256", "xmldsig#sha1", 1),
		// what is verified must be what is read: the good SignedInfo stands in an element that only looks like the signature
		"decoy": strings.Replace(strings.Replace(signed, "withdrawn", "granted", 1), "<ds:Signature ", `<x:Signature xmlns:x="urn:x">`+
			cut(signed, "<ds:SignedInfo ", "</ds:SignedInfo>")+`</x:Signature><ds:Signature `, 1),
		"decoy inside": strings.Replace(signed, "<ds:SignedInfo ", `<x:SignedInfo xmlns:x="urn:x"/><ds:SignedInfo `, 1),
		// wrapping: the signed list is moved inside an unsigned one that takes its place
		"wrapped": `<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#">` + cut(foreign, "<SchemeInformation>", "</TrustServiceProviderList>") +
			`<Old>` + strings.Replace(strings.TrimPrefix(signed, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), signature, "", 1) + `</Old>` + signature + `</TrustServiceStatusList>`,
	}
	for name, text := range cases {
		t.Run(name, func(t *testing.T) {
			require.NotEqual(t, signed, text, "the change did not happen")
			l, err := trustlist.Parse([]byte(text))
			require.NoError(t, err)
			assert.False(t, l.Signature.Intact)
			assert.NotEmpty(t, l.Signature.Problem)
		})
	}
	harmless := strings.Replace(signed, "Test Agency", "Test <!-- not signed, and not read -->Agency", 1)
	l, err := trustlist.Parse([]byte(harmless))
	require.NoError(t, err)
	assert.True(t, l.Signature.Intact, l.Signature.Problem)
	assert.Equal(t, "Test Agency", l.Operator)
}

// TestPartOnly: a reference to a part of the list is a good XML signature and says nothing about the list.
func TestPartOnly(t *testing.T) {
	list, signer := sample(t)
	signed := string(list.Sign(t, signer))
	text := strings.Replace(signed, `<ds:Reference URI="">`, `<ds:Reference URI="#properties">`, 1)
	l, err := trustlist.Parse([]byte(text))
	require.NoError(t, err)
	assert.False(t, l.Signature.Intact)
}

func cut(s, from, to string) string {
	start := strings.Index(s, from)
	end := strings.Index(s[start:], to)
	return s[start : start+end+len(to)]
}

// TestSignedElsewhere reads lists that xmlsec1, an independent implementation, has signed: each with another canonicalisation or algorithm.
func TestSignedElsewhere(t *testing.T) {
	files, err := filepath.Glob("testdata/signed-*.xml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			l, err := trustlist.Parse(data)
			require.NoError(t, err)
			assert.True(t, l.Signature.Intact, l.Signature.Problem)
			assert.Equal(t, "C=IT, O=Prova, CN=Firma della lista di prova", l.Signature.Signer)
			text := strings.Replace(string(data), "SchemeTerritory>IT<", "SchemeTerritory>FR<", 1)
			l, err = trustlist.Parse([]byte(text))
			require.NoError(t, err)
			assert.False(t, l.Signature.Intact)
		})
	}
}

func TestNotAList(t *testing.T) {
	for name, text := range map[string]string{
		"empty":   "",
		"other":   "<a/>",
		"doctype": `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#">&b;</TrustServiceStatusList>`,
		"deep":    strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100),
		"no time": `<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"><SchemeInformation/></TrustServiceStatusList>`,
	} {
		_, err := trustlist.Parse([]byte(text))
		require.ErrorIs(t, err, trustlist.ErrNotAList, name)
	}
}

// TestManyDeclarations: namespace declarations that make canonicalisation costly are refused, not worked through.
func TestManyDeclarations(t *testing.T) {
	list, signer := sample(t)
	text := list.XML()
	var open, end strings.Builder
	for level := range 40 {
		open.WriteString("<a")
		for i := range 60 {
			fmt.Fprintf(&open, ` xmlns:p%d-%d="u"`, level, i)
		}
		open.WriteString(">")
		end.WriteString("</a>")
	}
	at := strings.LastIndex(text, "</")
	text = text[:at] + open.String() + strings.Repeat("<b/>", 100_000) + end.String() + text[at:]
	signature := cut(string(list.Sign(t, signer)), "<ds:Signature ", "</ds:Signature>")
	at = strings.LastIndex(text, "</")
	data := []byte(text[:at] + signature + text[at:])
	work.Within(t, 256<<20, func() {
		l, err := trustlist.Parse(data)
		require.NoError(t, err)
		assert.False(t, l.Signature.Intact)
	})
}

func FuzzParse(f *testing.F) {
	list, signer := sample(f)
	f.Add(list.Sign(f, signer))
	f.Add([]byte(list.XML()))
	files, _ := filepath.Glob("testdata/signed-*.xml")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := trustlist.Parse(data)
		if err == nil && l.Signature.Intact && l.Signature.Certificate == nil {
			t.Fatal("intact without a signer")
		}
	})
}

func BenchmarkParse(b *testing.B) {
	ca := trusttest.RootWith(b, trusttest.NewRSA(b, 2048), "CA Qualificata di Prova")
	var list trusttest.TrustedList
	for range 3000 {
		list.Services = append(list.Services, trusttest.Service{Type: "CA/QC", Status: "granted", Since: date(2020), Identity: ca, Uses: []string{"ForeSignatures"},
			Earlier: []trusttest.Service{{Type: "CA/QC", Status: "undersupervision", Since: date(2012)}}})
	}
	data := list.Sign(b, trusttest.RootWith(b, trusttest.NewRSA(b, 2048), "Firma della lista"))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		l, err := trustlist.Parse(data)
		if err != nil || !l.Signature.Intact {
			b.Fatal(err, l.Signature.Problem)
		}
	}
}
