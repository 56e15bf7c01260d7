package evidence_test

import (
	"math/big"
	"testing"

	"golang.org/x/crypto/ocsp"

	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/trust/internal/evidence"
)

// FuzzRead reads foreign bytes as a list and as a response.
func FuzzRead(f *testing.F) {
	ca := trusttest.Root(f, "CA Prova")
	signer := ca.Issue(f, "Rossi Maria", trusttest.Points("", "", "http://crl.example/1.crl"))
	c, err := cms.ParseCertificate(signer.DER())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(ca.List(f, trusttest.From, trusttest.Until, nil))
	f.Add(ca.Respond(f, ca, signer, ocsp.Response{Status: ocsp.Revoked, ThisUpdate: trusttest.From, RevokedAt: trusttest.From, RevocationReason: 4}))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if l, err := evidence.ReadCRL(data, "fuzz"); err == nil {
			for _, serial := range []*big.Int{c.Serial, big.NewInt(-1), new(big.Int)} {
				if e, err := l.Find(serial); err == nil && e != nil {
					_ = e.Effective()
				}
			}
			_ = l.Scope(c, true)
		}
		if r, err := evidence.ReadOCSP(data, "fuzz"); err == nil {
			for i := range r.Singles {
				_ = r.Singles[i].About(c, c)
			}
			_ = r.NamedBy(c)
		}
	})
}

// TestSecondOpinion: golang.org/x/crypto reads the same out of a response.
func TestSecondOpinion(t *testing.T) {
	ca := trusttest.Root(t, "CA Prova")
	signer := ca.Issue(t, "Rossi Maria")
	der := ca.Respond(t, ca, signer, ocsp.Response{Status: ocsp.Revoked, ThisUpdate: trusttest.From, NextUpdate: trusttest.Until, RevokedAt: trusttest.From, RevocationReason: 4})
	want, err := ocsp.ParseResponse(der, ca.Cert)
	if err != nil {
		t.Fatal(err)
	}
	got, err := evidence.ReadOCSP(der, "")
	if err != nil || len(got.Singles) != 1 {
		t.Fatal(err, got)
	}
	s := got.Singles[0]
	if s.Status != want.Status || s.Reason != want.RevocationReason || !s.RevokedAt.Equal(want.RevokedAt) || s.Serial.Cmp(want.SerialNumber) != 0 ||
		!s.ThisUpdate.Equal(want.ThisUpdate) || !s.NextUpdate.Equal(want.NextUpdate) || !got.ProducedAt.Equal(want.ProducedAt) {
		t.Errorf("%+v, want %+v", s, want)
	}
}
