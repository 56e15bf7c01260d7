package profile

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/trusttest"
)

// TestFields finds signatures wherever they stand.
func TestFields(t *testing.T) {
	w := newWorkshop(t)
	form := func(edit func(f padestest.Form) padestest.Form) []byte {
		return w.sign(w.document(), with(w, func(o *padestest.Options) { o.Layout.Form = edit }))
	}
	for name, c := range map[string]struct {
		pdf              []byte
		inForm, top      bool
		page             int
		visible          bool
		field            string
		signed, elements int
	}{
		"plain": {form(nil), true, true, 1, false, "Signature1", 1, 1},
		"visible": {form(func(f padestest.Form) padestest.Form {
			f.Field = strings.Replace(f.Field, "[0 0 0 0]", "[10 10 90 40.5]", 1)
			return f
		}), true, true, 1, true, "Signature1", 1, 1},
		"nested": {form(func(f padestest.Form) padestest.Form {
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R]>>", f.Free)
			f.Extra = []string{fmt.Sprintf("<</T(firme)/Kids[%d 0 R]>>", f.FieldNumber)}
			f.Field = strings.Replace(f.Field, "/FT/Sig", fmt.Sprintf("/Parent %d 0 R/FT/Sig", f.Free), 1)
			return f
		}), true, false, 1, false, "firme.Signature1", 1, 1},
		"on a page only": {form(func(f padestest.Form) padestest.Form {
			f.AcroForm = "<</Fields[]>>"
			return f
		}), false, false, 1, false, "Signature1", 1, 1},
		"no form at all": {form(func(f padestest.Form) padestest.Form {
			f.AcroForm = ""
			return f
		}), false, false, 1, false, "Signature1", 1, 1},
		"a mere widget on the page": {form(func(f padestest.Form) padestest.Form {
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R]>>", f.Free)
			f.Extra = []string{fmt.Sprintf("<</FT/Sig/T(Firma)/V %d 0 R/Kids[%d 0 R]>>", f.SignatureNumber, f.FieldNumber)}
			f.Field = fmt.Sprintf("<</Type/Annot/Subtype/Widget/Parent %d 0 R/Rect[0 0 9 9]>>", f.Free)
			return f
		}), true, true, 1, true, "Firma", 1, 1},
		"an empty field beside it": {form(func(f padestest.Form) padestest.Form {
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R %d 0 R]>>", f.FieldNumber, f.Free)
			f.Extra = []string{"<</FT/Sig/T(vuoto)>>"}
			return f
		}), true, true, 1, false, "Signature1", 1, 2},
		"two fields with one signature": {form(func(f padestest.Form) padestest.Form {
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R %d 0 R]>>", f.FieldNumber, f.Free)
			f.Extra = []string{fmt.Sprintf("<</FT/Sig/T(copia)/V %d 0 R>>", f.SignatureNumber)}
			return f
		}), true, true, 1, false, "Signature1", 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, c.pdf)
			require.Len(t, r.Signatures, c.elements)
			require.Len(t, r.Signed(), c.signed)
			s := r.Signatures[0]
			assert.Equal(t, c.field, s.Facts.Field)
			assert.Equal(t, c.inForm, s.InForm)
			assert.Equal(t, c.top, s.Facts.TopLevel && s.InForm)
			assert.Equal(t, c.page, s.Page)
			assert.Equal(t, c.visible, s.Visible)
			for _, s := range r.Signed() {
				assert.Equal(t, Intact, s.Integrity, s.Detail)
				assert.Equal(t, "B-B", s.Level)
			}
		})
	}
}

// TestWeaknesses signs with what is too weak.
func TestWeaknesses(t *testing.T) {
	w := newWorkshop(t)
	rsa := func(bits int, hash crypto.Hash) func(o *padestest.Options) {
		key := trusttest.NewRSA(t, bits)
		cert, err := padestest.SelfSigned(key, "Prova", 1, day.AddDate(-1, 0, 0), day.AddDate(1, 0, 0))
		require.NoError(t, err)
		return func(o *padestest.Options) { o.CMS.Key, o.CMS.Certificate, o.CMS.Hash = key, cert, hash }
	}
	edwards := func(hash crypto.Hash) func(o *padestest.Options) {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		require.NoError(t, err)
		cert, err := padestest.SelfSigned(key, "Prova", 1, day.AddDate(-1, 0, 0), day.AddDate(1, 0, 0))
		require.NoError(t, err)
		return func(o *padestest.Options) { o.CMS.Key, o.CMS.Certificate, o.CMS.Hash = key, cert, hash }
	}
	for name, c := range map[string]struct {
		edit func(o *padestest.Options)
		want []Weakness
	}{
		"P-256":           {func(*padestest.Options) {}, nil},
		"RSA-2048":        {rsa(2048, crypto.SHA512), nil},
		"RSA-1024":        {rsa(1024, crypto.SHA256), []Weakness{{ShortKey, "RSA-1024"}}},
		"SHA-1":           {rsa(2048, crypto.SHA1), []Weakness{{BrokenDigest, "SHA1"}}},
		"MD5 and a short": {rsa(1024, crypto.MD5), []Weakness{{BrokenDigest, "MD5"}, {ShortKey, "RSA-1024"}}},
		"Ed25519":         {edwards(0), nil},
		"Ed25519 SHA-256": {edwards(crypto.SHA256), []Weakness{{OtherDigest, "Ed25519 with SHA256"}}},
		"SHA-224":         {rsa(2048, crypto.SHA224), []Weakness{{ShortDigest, "SHA224"}}},
	} {
		t.Run(name, func(t *testing.T) {
			s := one(t, w.sign(w.document(), with(w, c.edit)))
			assert.Equal(t, Intact, s.Integrity, s.Detail)
			assert.Equal(t, c.want, s.Signer().Weaknesses)
		})
	}
}

// TestCertification reads the permission of documents that are certified.
func TestCertification(t *testing.T) {
	data, err := os.ReadFile("../../testdata/pdf/revisions/certified-annotation.pdf")
	require.NoError(t, err)
	assert.Equal(t, 3, read(t, data).Certification)
	w := newWorkshop(t)
	assert.Zero(t, read(t, w.sign(w.document(), w.options())).Certification)
}

func TestTimes(t *testing.T) {
	assert.True(t, Time{day, FromTimeStamp}.Proven())
	assert.True(t, Time{day, FromDocumentTimeStamp}.Proven())
	assert.False(t, Time{day, FromM}.Proven())
}
