package profile

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ocsp"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/trust"
)

func trustChain(root *trusttest.Identity) []*x509.Certificate { return []*x509.Certificate{root.Cert} }

func one(tb testing.TB, pdf []byte) *Signature {
	r := read(tb, pdf)
	require.NotEmpty(tb, r.Signed())
	return r.Signed()[0]
}

func (w *workshop) list(revoked ...x509.RevocationListEntry) []byte {
	return w.root.List(w, day.Add(-time.Hour), day.AddDate(0, 1, 0), revoked)
}

func TestLevels(t *testing.T) {
	w := newWorkshop(t)
	basic := w.sign(w.document(), w.options())
	withTime := w.stamped(w.document(), w.options(), nil)
	certs, lists := [][]byte{w.root.DER()}, [][]byte{w.list()}
	longTerm := w.withDSS(withTime, certs, lists, nil)
	answer := func(about *trusttest.Identity) []byte {
		return w.root.Respond(w, w.root, about, ocsp.Response{Status: ocsp.Good, ThisUpdate: day, NextUpdate: day.AddDate(0, 1, 0)})
	}
	for name, c := range map[string]struct {
		pdf    []byte
		level  string
		source TimeSource
	}{
		"basic":                       {basic, "B-B", FromM},
		"stamped":                     {withTime, "B-T", FromTimeStamp},
		"stamped document":            {w.archived(basic), "B-T", FromDocumentTimeStamp},
		"broken stamp":                {w.stamped(w.document(), w.options(), func(b []byte) []byte { return w.token([]byte("other")) }), "B-B", FromM},
		"store without stamp":         {w.withDSS(basic, certs, lists, nil), "B-B", FromM},
		"long term":                   {longTerm, "B-LT", FromTimeStamp},
		"long term by OCSP":           {w.withDSS(withTime, certs, nil, [][]byte{answer(w.signer), answer(w.authority)}), "B-LT", FromTimeStamp},
		"OCSP for the signer only":    {w.withDSS(withTime, certs, nil, [][]byte{answer(w.signer)}), "B-T", FromTimeStamp},
		"empty store":                 {w.withDSS(withTime, nil, nil, nil), "B-T", FromTimeStamp},
		"archived":                    {w.archived(longTerm), "B-LTA", FromTimeStamp},
		"archived with the store":     {w.archived(withTime, w.storeBeside(certs, lists)), "B-LTA", FromTimeStamp},
		"archived as a signature":     {w.archived(longTerm, dictionary("/Type/DocTimeStamp", "/Type/Sig")), "B-LT", FromTimeStamp},
		"store after the archiving":   {w.withDSS(w.archived(withTime), certs, lists, nil), "B-LT", FromTimeStamp},
		"other kind, never a level":   {w.sign(w.document(), with(w, func(o *padestest.Options) { o.SubFilter = SubFilterPKCS7 })), "", FromM},
		"no /M":                       {w.sign(w.document(), with(w, func(o *padestest.Options) { o.Time = time.Time{} })), "", NoTime},
		"BER":                         {w.sign(w.document(), with(w, func(o *padestest.Options) { o.CMS.BER = true })), "", FromM},
		"signing-time":                {w.sign(w.document(), with(w, func(o *padestest.Options) { o.CMS.SigningTime = day })), "", FromM},
		"unsorted signed attributes":  {w.sign(w.document(), with(w, unsorted)), "", FromM},
		"encapsulated":                {w.sign(w.document(), with(w, func(o *padestest.Options) { o.CMS.Content = []byte("x") })), "", FromM},
		"changed after signing, B-B ": {append(bytes.Clone(basic), "\n% later\n"...), "B-B", FromM},
	} {
		t.Run(name, func(t *testing.T) {
			s := one(t, c.pdf)
			assert.Equal(t, Intact, s.Integrity, s.Detail)
			assert.Equal(t, c.level, s.Level, "%v", s.MissingForBaseline)
			assert.Equal(t, c.source, s.Time.Source)
		})
	}
}

// storeBeside puts a document security store into the revision of a time stamp, behind the gap.
func (w *workshop) storeBeside(certs, lists [][]byte) func(*padestest.Options) {
	return func(o *padestest.Options) {
		o.Layout.Form = func(f padestest.Form) padestest.Form {
			stream := func(data []byte) string {
				f.Extra = append(f.Extra, fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(data), data))
				return fmt.Sprintf("%d 0 R ", f.Free+len(f.Extra)-1)
			}
			f.AcroForm += fmt.Sprintf("/DSS<</Type/DSS/Certs[%s]/CRLs[%s]>>", stream(certs[0]), stream(lists[0]))
			return f
		}
	}
}

func with(w *workshop, edit func(*padestest.Options)) padestest.Options {
	o := w.options()
	edit(&o)
	return o
}

// unsorted signs the attributes in an order that DER does not have.
func unsorted(o *padestest.Options) {
	o.CMS.Unsorted = true
	o.CMS.Attributes = func(attrs [][]byte) [][]byte { return [][]byte{attrs[2], attrs[1], attrs[0]} }
}

func TestUnsortedIsIntactThoughTheGatewayRefusesIt(t *testing.T) {
	w := newWorkshop(t)
	pdf := w.sign(w.document(), with(w, unsorted))
	f, err := pdffile.Open(pdf, pdffile.Limits{})
	require.NoError(t, err)
	j := pades.Decide(f, fse.May2026)
	assert.Equal(t, pades.Invalid, j.Decision)
	assert.Equal(t, 6, j.Step)
	s := Read(f, j.Signatures).Signed()[0]
	assert.Equal(t, Intact, s.Integrity)
	assert.False(t, s.Signer().Sorted)
	assert.Contains(t, s.MissingForBaseline, NeedsDER)
}

func TestIntegrity(t *testing.T) {
	w := newWorkshop(t)
	for name, c := range map[string]struct {
		edit      func(o *padestest.Options)
		then      func(pdf []byte) []byte
		integrity Integrity
		cause     Cause
	}{
		"good": {integrity: Intact},
		"byte changed": {then: func(p []byte) []byte {
			return bytes.Replace(p, []byte("ClinicalDocument"), []byte("clinicalDocument"), 1)
		}, integrity: Broken, cause: HashFailure},
		"wrong value":           {edit: func(o *padestest.Options) { o.CMS.Edit = func(b []byte) []byte { b[len(b)-1] ^= 1; return b } }, integrity: Broken, cause: CryptoFailure},
		"certificate missing":   {edit: func(o *padestest.Options) { o.CMS.Certificates = [][]byte{w.root.DER()} }, integrity: Indeterminate, cause: NoCertificate},
		"unknown algorithm":     {edit: func(o *padestest.Options) { o.CMS.SignatureAlgorithm = padestest.Seq(padestest.OID("1.2.3.4")) }, integrity: Indeterminate, cause: UnknownMethod},
		"no message digest":     {edit: func(o *padestest.Options) { o.CMS.Attributes = func(a [][]byte) [][]byte { return a[:1] } }, integrity: Broken, cause: FormatFailure},
		"no signed attributes":  {edit: func(o *padestest.Options) { o.CMS.Attributes = func([][]byte) [][]byte { return nil } }, integrity: Intact},
		"second signer broken":  {edit: func(o *padestest.Options) { o.CMS.SignerInfos = secondBroken }, integrity: Broken, cause: HashFailure},
		"no signer":             {edit: func(o *padestest.Options) { o.CMS.SignerInfos = func([][]byte) [][]byte { return nil } }, integrity: Broken, cause: FormatFailure},
		"no byte range":         {edit: dictionary("/ByteRange"+padestest.ByteRangeMark, ""), integrity: Broken, cause: FormatFailure},
		"range beyond the file": {then: func(p []byte) []byte { return p[:len(p)-3] }, integrity: Broken, cause: FormatFailure},
		"old kind":              {edit: func(o *padestest.Options) { o.SubFilter = SubFilterX509 }, integrity: Indeterminate, cause: UnknownMethod},
		"mask of another hash":  {edit: otherMask, integrity: Indeterminate, cause: UnknownMethod},
		"superfluous octet":     {edit: func(o *padestest.Options) { o.CMS.SignerInfos = superfluous }, integrity: Indeterminate, cause: FormatFailure},
		"SHA-1 inside":          {edit: sha1Inside, integrity: Broken, cause: HashFailure},
	} {
		t.Run(name, func(t *testing.T) {
			o := w.options()
			if c.edit != nil {
				c.edit(&o)
			}
			pdf := w.sign(w.document(), o)
			if c.then != nil {
				pdf = c.then(pdf)
			}
			s := one(t, pdf)
			assert.Equal(t, c.integrity, s.Integrity, s.Detail)
			assert.Equal(t, c.cause, s.Cause, s.Detail)
			assert.NotEmpty(t, s.Detail)
			if c.integrity != Intact {
				assert.Empty(t, s.Level)
			}
		})
	}
}

// secondBroken adds a copy of the signer whose message digest is another.
func secondBroken(infos [][]byte) [][]byte {
	other := bytes.Clone(infos[0])
	at := bytes.Index(other, padestest.OID(padestest.OIDMessageDigest))
	other[at+len(padestest.OID(padestest.OIDMessageDigest))+6] ^= 1
	return append(infos, other)
}

// superfluous writes the version of the signer with an octet more than it needs.
func superfluous(infos [][]byte) [][]byte {
	var parts asn1.RawValue
	if _, err := asn1.Unmarshal(infos[0], &parts); err != nil {
		panic(err) // it was just made
	}
	return [][]byte{padestest.Seq([]byte{padestest.TagInteger, 2, 0, 1}, parts.Bytes[3:])}
}

// otherMask names RSASSA-PSS with SHA-256 and a mask by another hash function, which the gateway refuses.
func otherMask(o *padestest.Options) {
	key, cert := padestest.Identity()
	hash := padestest.Seq(padestest.OID("2.16.840.1.101.3.4.2.1"))
	mask := padestest.Seq(padestest.OID("1.2.840.113549.1.1.8"), padestest.Seq(padestest.OID("1.3.14.3.2.26")))
	o.CMS.Key, o.CMS.Certificate = key, cert
	o.CMS.SignatureAlgorithm = padestest.Seq(padestest.OID("1.2.840.113549.1.1.10"), padestest.Seq(padestest.TLV(0xA0, hash), padestest.TLV(0xA1, mask)))
}

func dictionary(old, replacement string) func(o *padestest.Options) {
	return func(o *padestest.Options) {
		o.Layout.Dictionary = func(text string) string { return strings.Replace(text, old, replacement, 1) }
	}
}

func sha1Inside(o *padestest.Options) {
	o.SubFilter = SubFilterSHA1
	o.CMS.Content = []byte("not the SHA-1 of the document")
}

func TestGeometry(t *testing.T) {
	w := newWorkshop(t)
	ranges := func(text string) func(o *padestest.Options) {
		return func(o *padestest.Options) {
			o.Layout.Ranges = func(open, closed, size int) ([]int, string) {
				return []int{0, open, closed, size - closed}, text
			}
		}
	}
	for name, c := range map[string]struct {
		edit func(o *padestest.Options)
		want []GeometryProblem
	}{
		"sound":          {nil, nil},
		"missing":        {dictionary("/ByteRange"+padestest.ByteRangeMark, ""), []GeometryProblem{NoByteRange}},
		"two numbers":    {ranges("[0 10]"), []GeometryProblem{NotFourNumbers}},
		"six numbers":    {ranges("[0 1 2 3 4 5]"), []GeometryProblem{NotFourNumbers, GapNotContents}},
		"reals":          {ranges("[0.0 10 20 5]"), []GeometryProblem{NotIntegers, GapNotContents}},
		"from elsewhere": {ranges("[3 10 20 5]"), []GeometryProblem{NotFromStart, GapNotContents}},
		"overlap":        {ranges("[0 100 50 5]"), []GeometryProblem{RangesOverlap}},
		"negative":       {ranges("[0 -5 20 5]"), []GeometryProblem{OutsideFile}},
		"huge":           {ranges("[0 9223372036854775807 9223372036854775807 9223372036854775807]"), []GeometryProblem{OutsideFile}},
		"wrong kind":     {ranges("[/a (b) null true]"), []GeometryProblem{NotIntegers, OutsideFile}},
		"line break": {func(o *padestest.Options) {
			o.Layout.Hex = func(d []byte) []byte { d[len(d)-2] = '\n'; d[len(d)-1] = '0'; return d }
		}, []GeometryProblem{GapWhiteSpace}},
	} {
		t.Run(name, func(t *testing.T) {
			o := w.options()
			if c.edit != nil {
				c.edit(&o)
			}
			s := one(t, w.sign(w.document(), o))
			assert.Equal(t, c.want, s.Geometry.Problems, "%v", s.Geometry)
		})
	}
}

// TestGapOfAnother has the byte range of a second signature leave out the string of the first.
func TestGapOfAnother(t *testing.T) {
	w := newWorkshop(t)
	first := w.sign(w.document(), w.options())
	at := one(t, first).Geometry
	second := w.sign(first, with(w, func(o *padestest.Options) {
		o.Field = "Signature2"
		o.Layout.Ranges = func(_, _, size int) ([]int, string) {
			end := int(at.Gap[1])
			return []int{0, int(at.Gap[0]), end, 10}, "[0 " + big.NewInt(at.Gap[0]).String() + " " + big.NewInt(at.Gap[1]).String() + " 10]"
		}
	}))
	assert.Equal(t, []GeometryProblem{GapOtherContents}, read(t, second).Signed()[1].Geometry.Problems)
}

func TestTimeStampsAsDigitorusReadsThem(t *testing.T) {
	w := newWorkshop(t)
	ours, err := timestamp.Parse(w.token([]byte("data")))
	require.NoError(t, err)
	assert.True(t, ours.Time.Equal(day))

	sum := sha256.Sum256([]byte("data"))
	theirs := timestamp.Timestamp{HashAlgorithm: crypto.SHA256, HashedMessage: sum[:], Time: day, Accuracy: 1500 * time.Millisecond,
		Policy: []int{1, 2, 3}, SerialNumber: big.NewInt(5), Nonce: big.NewInt(9), AddTSACertificate: true}
	response, err := theirs.CreateResponseWithOpts(w.authority.Cert, w.authority.Key, crypto.SHA256)
	require.NoError(t, err)
	parsed, err := timestamp.ParseResponse(response)
	require.NoError(t, err)
	got := readTimeStamp(&budget{left: MaxBytes}, parsed.RawToken, [][]byte{[]byte("da"), []byte("ta")})
	assert.Equal(t, Intact, got.Integrity, got.Detail)
	assert.True(t, got.ImprintMatches)
	assert.True(t, got.Time.Equal(day))
	assert.Equal(t, 1500*time.Millisecond, got.Accuracy)
	assert.Equal(t, "1.2.3", got.Policy)
	assert.True(t, got.Purpose)
	assert.Equal(t, w.authority.DER(), got.Authority().Raw)

	other := readTimeStamp(&budget{left: MaxBytes}, parsed.RawToken, [][]byte{[]byte("other")})
	assert.Equal(t, Broken, other.Integrity)
	assert.Equal(t, HashFailure, other.Cause)
	assert.Equal(t, Broken, readTimeStamp(&budget{left: MaxBytes}, []byte{0x30, 0}, nil).Integrity)
}

func TestDSS(t *testing.T) {
	w := newWorkshop(t)
	basic := w.sign(w.document(), w.options())
	contents := one(t, basic).Message.Bytes
	padded := append(bytes.Clone(contents), make([]byte, 6000-len(contents))...)
	for _, of := range [][]byte{contents, padded} {
		vri := read(t, w.withDSS(basic, nil, nil, nil, strings.ToLower(vriKey(of)))).DSS.VRI
		require.Len(t, vri, 1)
		assert.Equal(t, "Signature1", vri[0].Field)
	}
	pdf := w.withDSS(basic, [][]byte{w.root.DER()}, [][]byte{w.list()}, nil, vriKey(padded), "0123456789ABCDEF0123456789ABCDEF01234567")
	dss := read(t, pdf).DSS
	require.NotNil(t, dss)
	assert.Equal(t, [][]byte{w.root.DER()}, dss.Certificates, "a stream in two places counts once")
	assert.Len(t, dss.CRLs, 1)
	assert.ElementsMatch(t, []VRI{
		{Key: "0123456789ABCDEF0123456789ABCDEF01234567", Certificates: 1, CRLs: 1},
		{Key: vriKey(padded), Field: "Signature1", Matched: true, Certificates: 1, CRLs: 1},
	}, dss.VRI)
	assert.Greater(t, dss.End, int64(len(basic)))
	assert.Nil(t, read(t, basic).DSS)
}

func TestJudge(t *testing.T) {
	w := newWorkshop(t)
	pdf := w.archived(w.withDSS(w.stamped(w.document(), w.options(), nil), [][]byte{w.root.DER()}, [][]byte{w.list()}, nil))
	f, err := pdffile.Open(pdf, pdffile.Limits{})
	require.NoError(t, err)
	facts := pades.Decide(f, fse.May2026).Signatures

	nobody := Judge(context.Background(), f, facts, nil)
	assert.Equal(t, Intact, nobody.Integrity())
	assert.Equal(t, trust.NotJudged, nobody.TrustWord())

	store := trust.New(trust.Options{Now: func() time.Time { return day.AddDate(0, 0, 1) }})
	require.NoError(t, store.Add("root.pem", w.root.PEM()))
	somebody := Judge(context.Background(), f, facts, store)
	assert.Equal(t, trust.Trusted, somebody.TrustWord(), "%+v", somebody.Signed()[0].Trust)

	revoked := w.stamped(w.document(), w.options(), nil)
	revoked = w.withDSS(revoked, nil, [][]byte{w.list(w.signer.Revoke(day.Add(-time.Minute), 1))}, nil)
	f, err = pdffile.Open(revoked, pdffile.Limits{})
	require.NoError(t, err)
	assert.Equal(t, trust.NotTrusted, Judge(context.Background(), f, pades.Decide(f, fse.May2026).Signatures, store).TrustWord())
}

// BenchmarkManyFields reads documents with more and more signature fields that share one signature: twice the fields, twice the work.
func BenchmarkManyFields(b *testing.B) {
	for _, n := range []int{10_000, 20_000, 40_000} {
		var fields strings.Builder
		objects := []string{"", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R>>"}
		for i := range n {
			fmt.Fprintf(&fields, "%d 0 R ", i+4)
			objects = append(objects, fmt.Sprintf("<</FT/Sig/T(f%d)/V %d 0 R>>", i, n+4))
		}
		objects[0] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" + fields.String() + "]>>>>"
		objects = append(objects, "<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 10 20 30]/Contents<3000>/M(D:20260101000000Z)>>")
		f, err := pdffile.Open(padestest.Assemble(objects...), pdffile.Limits{})
		require.NoError(b, err)
		facts := pades.Decide(f, fse.May2026).Signatures
		require.Len(b, facts, n)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				profile := Judge(context.Background(), f, facts, nil)
				require.Len(b, profile.Signatures, n)
			}
		})
	}
}
