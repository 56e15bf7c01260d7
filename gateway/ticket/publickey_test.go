package ticket

import (
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/certtest"
)

func publicKey(t *testing.T) *PublicKey {
	return &PublicKey{
		Facility: "Casa di cura Prova", Supplier: "ACME srl", Subject: "[CART #4711] Abilitazione FSE 2.0", Answers: "<4711@regione.toscana.it>", Date: noon,
		Certificates: []*x509.Certificate{certtest.System(t, "A1#09012345678903REFALFA048017", 1, nil).Cert, certtest.System(t, "S1#09012345678903REFALFA048017", 2, nil).Cert},
	}
}

// TestPublicKey: to cartdesk alone, in its thread, with nothing but what is public.
func TestPublicKey(t *testing.T) {
	data, err := publicKey(t).Bytes()
	require.NoError(t, err)
	head, text, parts := read(t, data)
	assert.Equal(t, "cartdesk@regione.toscana.it", strings.Trim(head.Get("To"), "<>"))
	assert.Empty(t, head.Get("Cc"))
	assert.Empty(t, head.Get("Bcc"))
	assert.NotContains(t, string(data), "fseprivati")
	assert.Equal(t, "Re: [CART #4711] Abilitazione FSE 2.0", head.Get("Subject"))
	assert.Equal(t, "<4711@regione.toscana.it>", head.Get("In-Reply-To"))
	assert.Contains(t, text, "S1#09012345678903REFALFA048017")
	require.Len(t, parts, 4)
	for i, kind := range []string{"PUBLIC KEY", "CERTIFICATE", "PUBLIC KEY", "CERTIFICATE"} {
		block, rest := pem.Decode(parts[i].data)
		require.NotNil(t, block)
		assert.Equal(t, kind, block.Type)
		assert.Empty(t, rest)
	}
	assert.Equal(t, "A1_09012345678903REFALFA048017-chiave-pubblica.pem", parts[0].name)
	again, err := publicKey(t).Bytes()
	require.NoError(t, err)
	assert.Equal(t, len(data), len(again))
}

func TestPublicKeyRefuses(t *testing.T) {
	for want, change := range map[string]func(*PublicKey){
		"no facility":    func(m *PublicKey) { m.Facility = " " },
		"no subject":     func(m *PublicKey) { m.Subject = "" },
		"no certificate": func(m *PublicKey) { m.Certificates = nil },
		"Message-ID":     func(m *PublicKey) { m.Answers = "<a b>\r\nBcc: x@y" },
		"sender":         func(m *PublicKey) { m.From = "nobody" },
		"expired":        func(m *PublicKey) { m.Date = m.Certificates[0].NotAfter.AddDate(0, 0, 1) },
	} {
		m := publicKey(t)
		change(m)
		_, err := m.Bytes()
		assert.ErrorContains(t, err, want)
	}
}
