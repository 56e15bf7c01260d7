package ticket

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
)

// PublicKey is the message that brings the public keys of new certificates to CART: to cartdesk alone, nobody in copy, in the thread of the
// ticket that CART has opened (specifiche tecniche privati, v1.2 paragraph 5). Nothing secret can be in it: it holds certificates.
type PublicKey struct {
	Facility     string // structure that joined
	Supplier     string
	Subject      string // of CART's message: the thread
	Answers      string // its Message-ID, with angle brackets; may be empty
	From         string // address of the sender; empty for one that the mail program replaces
	Certificates []*x509.Certificate
	Date         time.Time
}

var messageID = lazyregexp.New(`^<[!-;=?-~]+@[!-;=?-~]+>$`)

// Check says what is missing or does not fit.
func (m *PublicKey) Check() error {
	for _, v := range []struct{ name, value string }{{"facility", m.Facility}, {"supplier", m.Supplier}, {"subject", m.Subject}} {
		if err := checkText(v.name, v.value); err != nil {
			return err
		}
	}
	if m.Answers != "" && (len(m.Answers) > most || !messageID().MatchString(m.Answers)) {
		return texts.Error("message-id", lint.Values{"id": strconv.Quote(m.Answers)})
	}
	if len(m.Certificates) == 0 {
		return texts.Error("no-certificates", nil)
	}
	for _, c := range m.Certificates {
		if m.Date.After(c.NotAfter) {
			return texts.Error("certificate-expired", lint.Values{"name": certificate.Name(c), "date": c.NotAfter.Format(time.DateOnly)})
		}
	}
	return checkSender(m.From)
}

// Bytes returns the message. The same values give the same bytes. Errors are those of Check.
func (m *PublicKey) Bytes() ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	subject := clean(m.Subject)
	if !strings.HasPrefix(strings.ToLower(subject), "re:") && !strings.HasPrefix(strings.ToLower(subject), "r:") {
		subject = "Re: " + subject
	}
	l := &lines{}
	l.put("Buongiorno,\n\nin allegato la chiave pubblica dei certificati di produzione del FSE 2.0, per la configurazione su CART.\n")
	l.value("Struttura", m.Facility)
	l.value("Fornitore software", m.Supplier)
	var files []File
	for _, c := range m.Certificates {
		key, err := x509.MarshalPKIXPublicKey(c.PublicKey)
		if err != nil {
			return nil, err
		}
		l.put("")
		l.value("Common name", certificate.Name(c))
		l.value("Numero di serie", fmt.Sprintf("%X", c.SerialNumber))
		l.value("Valido", c.NotBefore.Format(time.DateOnly)+" / "+c.NotAfter.Format(time.DateOnly))
		l.value("Impronta SHA-256", fmt.Sprintf("%X", sha256.Sum256(c.Raw)))
		name := fileName(certificate.Name(c))
		files = append(files,
			File{name + "-chiave-pubblica.pem", "application/x-pem-file", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: key})},
			File{name + ".pem", "application/x-pem-file", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})},
		)
	}
	l.put("\nAllegati:")
	for _, f := range files {
		l.put("- %s", f.Name)
	}
	e := envelope{from: sender(m.From, m.Supplier), to: cartdesk, subject: subject, answers: m.Answers, date: m.Date}
	return e.write(l.b.String(), files), nil
}

// fileName makes a file name of a common name.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-') {
			return r
		}
		return '_'
	}, s)
}
