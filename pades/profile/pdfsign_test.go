package profile

import (
	"bytes"
	"testing"

	"github.com/digitorus/pdfsign/verify"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
)

// TestAgreesWithPdfsign asks github.com/digitorus/pdfsign for a second opinion on what it can judge: RSA and the NIST curves,
// the handler Adobe.PPKLite, attributes in DER. It trusts the system's authorities only, and none of ours.
func TestAgreesWithPdfsign(t *testing.T) {
	w := newWorkshop(t)
	key, cert := padestest.Identity()
	rsa := with(w, func(o *padestest.Options) { o.CMS.Key, o.CMS.Certificate = key, cert })
	changed := bytes.Replace(w.sign(w.document(), rsa), []byte("ClinicalDocument"), []byte("clinicalDocument"), 1)
	for name, pdf := range map[string][]byte{
		"RSA":            w.sign(w.document(), rsa),
		"P-256":          w.sign(w.document(), w.options()),
		"stamped":        w.stamped(w.document(), w.options(), nil),
		"changed":        changed,
		"wrong value":    w.sign(w.document(), with(w, func(o *padestest.Options) { o.CMS.Edit = func(b []byte) []byte { b[len(b)-1] ^= 1; return b } })),
		"two signatures": w.sign(w.sign(w.document(), w.options()), with(w, func(o *padestest.Options) { o.Field = "Signature2" })),
	} {
		t.Run(name, func(t *testing.T) {
			theirs, err := verify.VerifyWithOptions(bytes.NewReader(pdf), int64(len(pdf)), verify.DefaultVerifyOptions())
			ours := read(t, pdf).Signed()
			if err != nil {
				assert.Equal(t, Broken, ours[0].Integrity, "%v", err)
				return
			}
			require.Len(t, theirs.Signers, len(ours))
			for i, s := range theirs.Signers {
				assert.Equal(t, s.ValidSignature, ours[i].Integrity == Intact, "%s", ours[i].Detail)
				if stamps := ours[i].Signer().Stamps; len(stamps) > 0 {
					require.NotNil(t, s.TimeStamp)
					assert.True(t, s.TimeStamp.Time.Equal(stamps[0].Time))
				}
			}
		})
	}
}
