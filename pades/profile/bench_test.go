package profile

import (
	"crypto/sha256"
	"encoding/asn1"
	"fmt"
	"maps"
	"math/big"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/pades/cms"
)

// workshop makes documents that are signed, stamped and provided with validation data by made-up authorities.
type workshop struct {
	testing.TB
	root, signer, authority *trusttest.Identity
}

func newWorkshop(tb testing.TB) *workshop {
	root := trusttest.Root(tb, "Radice di prova")
	purpose, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}})
	require.NoError(tb, err)
	return &workshop{
		TB: tb, root: root, signer: root.Issue(tb, "Prova Firma"),
		authority: root.Issue(tb, "TSA di prova", trusttest.Extra(asn1.ObjectIdentifier{2, 5, 29, 37}, true, purpose)),
	}
}

var day = trusttest.Signed

// options signs with the workshop's signer.
func (w *workshop) options() padestest.Options {
	return padestest.Options{
		CMS:  padestest.CMS{Key: w.signer.Key, Certificate: w.signer.Cert, Chain: trustChain(w.root)},
		Time: day, ContentsSize: 6000,
	}
}

func (w *workshop) document() []byte {
	return padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(`<ClinicalDocument xmlns="urn:hl7-org:v3"/>`)})
}

func (w *workshop) sign(pdf []byte, o padestest.Options) []byte {
	out, err := padestest.Sign(pdf, o)
	require.NoError(w, err)
	return out
}

// info is the content of a time stamp of data.
func (w *workshop) info(data []byte, at time.Time) []byte {
	sum := sha256.Sum256(data)
	return padestest.Seq(
		padestest.Int(big.NewInt(1)), padestest.OID("1.2.3.4"),
		padestest.Seq(padestest.Seq(padestest.OID("2.16.840.1.101.3.4.2.1"), padestest.Null()), padestest.Octets(sum[:])),
		padestest.Int(big.NewInt(77)), padestest.TLV(padestest.TagGeneralized, []byte(at.UTC().Format("20060102150405Z"))),
		padestest.Seq(padestest.Int(big.NewInt(2)), padestest.TLV(0x80, []byte{5})),
	)
}

// tokenCMS is a time-stamp token around info.
func (w *workshop) tokenCMS(info []byte) padestest.CMS {
	return padestest.CMS{
		Key: w.authority.Key, Certificate: w.authority.Cert, ContentType: oidTSTInfo, Content: info,
		Digest: func([]byte) []byte { sum := sha256.Sum256(info); return sum[:] },
	}
}

func (w *workshop) token(data []byte) []byte {
	c := w.tokenCMS(w.info(data, day))
	token, err := c.Marshal(nil)
	require.NoError(w, err)
	return token
}

// stamped signs and stamps the signature value: keys on curves sign the same twice.
func (w *workshop) stamped(pdf []byte, o padestest.Options, edit func(token []byte) []byte) []byte {
	first := read(w, w.sign(pdf, o))
	signed := first.Signed()
	token := w.token(signed[len(signed)-1].Signer().Info.Signature)
	if edit != nil {
		token = edit(token)
	}
	o.CMS.Unsigned = [][]byte{padestest.Attribute(cms.OIDSignatureTimeStamp, token)}
	return w.sign(pdf, o)
}

// archived appends a document time stamp.
func (w *workshop) archived(pdf []byte, edits ...func(*padestest.Options)) []byte {
	var covered []byte
	o := padestest.Options{Field: "Marca", SubFilter: SubFilterTimeStamp, ContentsSize: 6000}
	for _, edit := range edits {
		edit(&o)
	}
	o.CMS = w.tokenCMS(nil)
	o.CMS.Digest = func(content []byte) []byte { covered = content; return make([]byte, 32) }
	w.sign(pdf, o)
	o.CMS = w.tokenCMS(w.info(covered, day.Add(time.Hour)))
	return w.sign(pdf, o)
}

// withDSS appends a document security store.
func (w *workshop) withDSS(pdf []byte, certs, crls, ocsps [][]byte, vri ...string) []byte {
	f, err := pdffile.Open(pdf, pdffile.Limits{})
	require.NoError(w, err)
	u, err := pdfwrite.New(f)
	require.NoError(w, err)
	streams := func(list [][]byte) types.Array {
		var out types.Array
		for _, data := range list {
			n := u.Reserve()
			u.Raw(n, fmt.Appendf(nil, "<</Length %d>>\nstream\n%s\nendstream", len(data), data))
			out = append(out, *types.NewIndirectRef(n, 0))
		}
		return out
	}
	store := types.Dict{"Type": types.Name("DSS"), "Certs": streams(certs), "CRLs": streams(crls), "OCSPs": streams(ocsps)}
	entries := types.Dict{}
	for _, key := range vri {
		entries[key] = types.Dict{"Cert": store["Certs"], "CRL": store["CRLs"]}
	}
	store["VRI"] = entries
	catalog := maps.Clone(f.Catalog())
	catalog["DSS"] = u.Add(store)
	u.Set(u.Root(), catalog)
	return u.Bytes()
}
