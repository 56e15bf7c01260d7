package trust_test

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/pades/trust"
)

var (
	// statements of a qualified certificate in a device, for signatures: QcCompliance, QcSSCD, QcType esign.
	statements = []byte{0x30, 0x29,
		0x30, 0x08, 0x06, 0x06, 0x04, 0x00, 0x8e, 0x46, 0x01, 0x01,
		0x30, 0x08, 0x06, 0x06, 0x04, 0x00, 0x8e, 0x46, 0x01, 0x04,
		0x30, 0x13, 0x06, 0x06, 0x04, 0x00, 0x8e, 0x46, 0x01, 0x06, 0x30, 0x09, 0x06, 0x07, 0x04, 0x00, 0x8e, 0x46, 0x01, 0x06, 0x01}
	oidQCStatements = []int{1, 3, 6, 1, 5, 5, 7, 1, 3}
)

// qualifiedBench is a qualified authority with a signer, and the signer of lists.
type qualifiedBench struct {
	ca, signer, lister *trusttest.Identity
	question           trust.Question
}

func newQualified(tb testing.TB, options ...trusttest.Option) *qualifiedBench {
	b := &qualifiedBench{ca: trusttest.Root(tb, "CA Qualificata"), lister: trusttest.Root(tb, "Firma della lista")}
	b.signer = b.ca.Issue(tb, "Rossi Maria", options...)
	b.question = trust.Question{Certificate: b.signer.DER(), Others: [][]byte{b.ca.DER()}, At: trusttest.Signed, CRLs: [][]byte{b.ca.List(tb, day(0), day(7), nil)}}
	return b
}

func (b *qualifiedBench) service(status string) trusttest.Service {
	return trusttest.Service{Type: "CA/QC", Status: status, Since: trusttest.From.AddDate(-1, 0, 0), Identity: b.ca, Uses: []string{"ForeSignatures"}}
}

func (b *qualifiedBench) list(tb testing.TB, services ...trusttest.Service) []byte {
	return trusttest.TrustedList{Services: services}.Sign(tb, b.lister)
}

// lists is a store of lists whose signer is named.
func lists(tb testing.TB, signer *trusttest.Identity, data ...[]byte) *trust.Store {
	s := trust.New(trust.Options{Now: now, ListSigners: [][]byte{signer.DER()}})
	for _, d := range data {
		require.NoError(tb, s.Add("lista.xml", d))
	}
	return s
}

func qualifiedCertificate() trusttest.Option {
	return trusttest.Extra(oidQCStatements, false, statements)
}

func TestTrustedList(t *testing.T) {
	b := newQualified(t, qualifiedCertificate())
	a := judge(b.question, lists(t, b.lister, b.list(t, b.service("granted"))))
	requireWord(t, a, trust.Trusted, trust.OK)
	require.NotNil(t, a.Anchor.Service)
	assert.Equal(t, "CA Qualificata", a.Anchor.Service.Name)
	assert.True(t, a.Anchor.ListSigner)
	assert.Equal(t, trust.Trusted, a.Qualified.Word, a.Qualified.Detail)
	assert.Equal(t, trust.Trusted, a.Qualified.Device)
	assert.Equal(t, "esign", a.Qualified.Type)
	assert.True(t, a.Statements.Compliance)
}

// TestIssuerFromList: the list has the issuer's certificate, so that the document need not.
func TestIssuerFromList(t *testing.T) {
	b := newQualified(t, qualifiedCertificate())
	b.question.Others = nil
	a := judge(b.question, lists(t, b.lister, b.list(t, b.service("granted"))))
	requireWord(t, a, trust.Trusted, trust.OK)
	assert.Equal(t, "lista.xml", a.Links[1].Origin)
}

func TestListStates(t *testing.T) {
	b := newQualified(t, qualifiedCertificate())
	later := b.service("withdrawn")
	later.Since, later.Earlier = day(1), []trusttest.Service{{Type: "CA/QC", Status: "granted", Since: trusttest.From}}
	young := b.service("granted")
	young.Since = day(1)
	cases := []struct {
		name    string
		service trusttest.Service
		word    trust.Word
		reason  trust.Reason
	}{
		{"withdrawn", b.service("withdrawn"), trust.NotTrusted, trust.ServiceStatus},
		{"granted then, withdrawn now", later, trust.Trusted, trust.OK},
		{"not yet listed", young, trust.NotTrusted, trust.ServiceStatus},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := judge(b.question, lists(t, b.lister, b.list(t, c.service)))
			requireWord(t, a, c.word, c.reason)
			assert.Equal(t, c.word, a.Qualified.Word, a.Qualified.Detail)
		})
	}
}

// TestListSigner: a list is worth what its signer is worth.
func TestListSigner(t *testing.T) {
	b := newQualified(t, qualifiedCertificate())
	signed := b.list(t, b.service("granted"))

	a := judge(b.question, store(t, signed))
	requireWord(t, a, trust.NotJudged, trust.ListSigner)
	assert.Contains(t, a.Detail, "authentic to its own embedded key only")
	assert.Equal(t, trust.NotJudged, a.Qualified.Word)

	s := store(t, signed, b.lister.DER()) // named by being among what is trusted
	requireWord(t, judge(b.question, s), trust.Trusted, trust.OK)

	forged := []byte(strings.Replace(string(signed), "Test Agency", "Other Agency", 1))
	requireWord(t, judge(b.question, lists(t, b.lister, forged)), trust.NotJudged, trust.ListBroken)

	other := trusttest.Root(t, "Firma della lista")
	requireWord(t, judge(b.question, lists(t, other, signed)), trust.NotJudged, trust.ListSigner)
}

// TestListOfLists: the list of lists names the signers of the national ones.
func TestListOfLists(t *testing.T) {
	b := newQualified(t, qualifiedCertificate())
	commission := trusttest.Root(t, "Firma della lista delle liste")
	of := trusttest.TrustedList{Territory: "EU", Type: "EUlistofthelists", Pointers: []trusttest.Pointer{{Territory: "IT", Signer: b.lister}}}
	s := lists(t, commission, b.list(t, b.service("granted")), of.Sign(t, commission))
	requireWord(t, judge(b.question, s), trust.Trusted, trust.OK)

	of.Pointers[0].Territory = "FR" // who signs for one country does not sign for another
	s = lists(t, commission, b.list(t, b.service("granted")), of.Sign(t, commission))
	requireWord(t, judge(b.question, s), trust.NotJudged, trust.ListSigner)

	of.Pointers[0].Territory = "IT"
	s = lists(t, commission, b.list(t, b.service("granted")), of.Sign(t, trusttest.Root(t, "Un altro")))
	requireWord(t, judge(b.question, s), trust.NotJudged, trust.ListSigner)
}

func TestQualified(t *testing.T) {
	qualifiers := func(assert string, names ...string) string {
		var b strings.Builder
		b.WriteString(`<Extension Critical="true"><q:Qualifications xmlns:q="http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#"><q:QualificationElement><q:Qualifiers>`)
		for _, n := range names {
			b.WriteString(`<q:Qualifier uri="http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/` + n + `"/>`)
		}
		return b.String() + `</q:Qualifiers><q:CriteriaList assert="` + assert + `"><q:KeyUsage><q:KeyUsageBit name="nonRepudiation">true</q:KeyUsageBit></q:KeyUsage></q:CriteriaList></q:QualificationElement></q:Qualifications></Extension>`
	}
	cases := []struct {
		name, extensions string
		options          []trusttest.Option
		word, device     trust.Word
	}{
		{"no statements", "", nil, trust.NotTrusted, trust.NotTrusted},
		{"the list says so", qualifiers("all", "QCStatement", "QCWithQSCD", "QCForESig"), nil, trust.Trusted, trust.Trusted},
		{"the list says so of others", qualifiers("none", "QCStatement"), nil, trust.NotTrusted, trust.NotTrusted},
		{"the list says no", qualifiers("all", "NotQualified"), []trusttest.Option{qualifiedCertificate()}, trust.NotTrusted, trust.NotTrusted},
		{"the list says no device", qualifiers("all", "QCNoQSCD"), []trusttest.Option{qualifiedCertificate()}, trust.Trusted, trust.NotTrusted},
		{"criteria that nobody knows", strings.Replace(qualifiers("all", "NotQualified"), "q:KeyUsage>", "q:Moon>", 2), []trusttest.Option{qualifiedCertificate()}, trust.NotJudged, trust.NotJudged},
		{"malformed statements", "", []trusttest.Option{trusttest.Extra(oidQCStatements, false, []byte{0x30, 2, 5, 0})}, trust.NotJudged, trust.NotJudged},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newQualified(t, c.options...)
			service := b.service("granted")
			service.Extensions = c.extensions
			a := judge(b.question, lists(t, b.lister, b.list(t, service)))
			requireWord(t, a, trust.Trusted, trust.OK)
			assert.Equal(t, c.word, a.Qualified.Word, a.Qualified.Detail)
			assert.Equal(t, c.device, a.Qualified.Device)
		})
	}
}

// TestTimeStampService: the certificate of a time stamp may be the very one in the list.
func TestTimeStampService(t *testing.T) {
	b := newQualified(t)
	unit := b.ca.Issue(t, "TSU di Prova", trusttest.Use(x509.KeyUsageDigitalSignature), trusttest.Extended(x509.ExtKeyUsageTimeStamping))
	service := trusttest.Service{Type: "TSA/QTST", Status: "granted", Since: trusttest.From, Identity: unit}
	q := trust.Question{Certificate: unit.DER(), At: trusttest.Signed, Usage: trust.TimeStamping}
	s := lists(t, b.lister, b.list(t, service))
	requireWord(t, judge(q, s), trust.Trusted, trust.OK)
	q.Usage = trust.Signing
	requireWord(t, judge(q, s), trust.NotJudged, trust.IssuerMissing)
}

func TestExpiredList(t *testing.T) {
	b := newQualified(t)
	list := trusttest.TrustedList{Services: []trusttest.Service{b.service("granted")}, Issued: trusttest.From, Next: trusttest.From.Add(time.Hour)}
	a := judge(b.question, lists(t, b.lister, list.Sign(t, b.lister)))
	requireWord(t, a, trust.Trusted, trust.OK)
	require.Len(t, a.Notes, 1)
	assert.Equal(t, trust.NoteListExpired, a.Notes[0].Kind)
}
