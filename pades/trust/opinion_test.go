package trust_test

import (
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/pades/trust"
)

// TestSecondOpinion compares paths with crypto/x509 on authorities with random faults. The anchor's own validity is left alone: x509
// looks at it, this package does not.
func TestSecondOpinion(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 12))
	flip := func(n int) bool { return random.IntN(n) == 0 }
	trusted := 0
	for round := range 300 {
		var faults []string
		fault := func(name string, n int, o trusttest.Option) []trusttest.Option {
			if !flip(n) {
				return nil
			}
			faults = append(faults, name)
			return []trusttest.Option{o}
		}
		old := trusttest.Valid(day(-300), day(-200))
		root := trusttest.Root(t, "Radice", fault("root allows none below", 8, trusttest.CA(0))...)
		pool, issuer, others := x509.NewCertPool(), root, [][]byte(nil)
		for level := range random.IntN(4) {
			options := []trusttest.Option{trusttest.CA(random.IntN(4) - 1)}
			options = append(options, fault("authority expired", 8, old)...)
			options = append(options, fault("authority may not sign", 8, trusttest.Use(x509.KeyUsageCRLSign))...)
			options = append(options, fault("no authority", 8, func(c *x509.Certificate) { c.IsCA, c.MaxPathLen, c.MaxPathLenZero = false, 0, false })...)
			next := issuer.Issue(t, fmt.Sprintf("CA %d", level), options...)
			faults = append(faults, fmt.Sprintf("limit %d", next.Cert.MaxPathLen))
			if flip(12) {
				faults = append(faults, "authority left out")
			} else {
				pool.AddCert(next.Cert)
				others = append(others, next.DER())
			}
			issuer = next
		}
		signer := issuer.Issue(t, "Rossi Maria", fault("expired", 8, old)...)
		if flip(10) {
			faults = append(faults, "another root")
			root = trusttest.Root(t, "Radice")
		}
		roots := x509.NewCertPool()
		roots.AddCert(root.Cert)
		_, err := signer.Cert.Verify(x509.VerifyOptions{Roots: roots, Intermediates: pool, CurrentTime: trusttest.Signed, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
		a := judge(trust.Question{Certificate: signer.DER(), Others: others, At: trusttest.Signed}, store(t, root.DER()))
		require.Equal(t, err == nil, a.Path.Word == trust.Trusted, "round %d: %s: x509 says %v, here %q", round, strings.Join(faults, ", "), err, a.Path.Detail)
		if err == nil {
			trusted++
		}
	}
	require.Greater(t, trusted, 30, "too few good paths to mean anything")
}
