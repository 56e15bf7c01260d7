package trust

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/pem"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/fselint/fselint/pades/internal/ber"
	"github.com/fselint/fselint/pades/trust/internal/evidence"
)

// Fetcher gets what certificates point at. Package online has one.
type Fetcher interface {
	// Get returns the content of an address.
	Get(ctx context.Context, url string) ([]byte, error)
	// Post sends body to an address and returns the answer.
	Post(ctx context.Context, url, contentType string, body []byte) ([]byte, error)
}

// generalURI is the tag of an address among GeneralNames (RFC 5280 4.2.1.6).
const generalURI = 6

// maxFetches bounds the requests for one question.
const maxFetches = 20

// fetch does one request, once for each address and body.
func (j *judge) fetch(url string, body []byte) ([]byte, bool) {
	key := url + "\x00" + string(body)
	if j.fetched[key] || len(j.fetched) >= maxFetches {
		return nil, false
	}
	j.fetched[key] = true
	var data []byte
	var err error
	if body == nil {
		data, err = j.store.options.Fetcher.Get(j.ctx, url)
	} else {
		data, err = j.store.options.Fetcher.Post(j.ctx, url, "application/ocsp-request", body)
	}
	if err != nil {
		j.note(NoteFetch, url, err.Error())
		return nil, false
	}
	return data, true
}

// fetchIssuers gets the certificates that c says its issuer has published (RFC 5280 4.2.2.1). True when there are new ones.
func (j *judge) fetchIssuers(c *certificate) bool {
	if j.store.options.Fetcher == nil {
		return false
	}
	added := false
	for _, url := range accessPoints(c, oidCaIssuers) {
		data, ok := j.fetch(url, nil)
		if !ok {
			continue
		}
		ders, err := Certificates(data)
		if err != nil {
			j.note(NoteFetch, url, err.Error())
		}
		for _, der := range ders {
			if got, err := readCertificate(der, url); err == nil {
				added = j.pool.add(got) || added
			}
		}
	}
	return added
}

// fetchEvidence asks the responders that c names, then gets the lists that it names. True when there is something new.
func (j *judge) fetchEvidence(c, issuer *certificate) bool {
	if j.store.options.Fetcher == nil {
		return false
	}
	before := len(j.ocsps) + len(j.crls)
	for _, url := range accessPoints(c, oidOCSP) {
		if data, ok := j.fetch(url, ocspRequest(c, issuer)); ok {
			j.addOCSP(data, url)
		}
	}
	if len(j.ocsps)+len(j.crls) > before && j.decide(c, j.evidenceFor(c, issuer)).Word != NotJudged {
		return true
	}
	for _, name := range evidence.PointsOf(c.Certificate) {
		n, err := ber.ReadAll(name)
		if err != nil || !n.IsContext() || n.Tag != generalURI || n.Constructed {
			continue
		}
		if data, ok := j.fetch(string(n.Content), nil); ok {
			j.addCRL(unarmour(data), string(n.Content))
		}
	}
	return len(j.ocsps)+len(j.crls) > before
}

// unarmour takes a single PEM block off its armour.
func unarmour(data []byte) []byte {
	if block, _ := pem.Decode(data); block != nil && bytes.HasPrefix(bytes.TrimSpace(data), []byte("-----BEGIN")) {
		return block.Bytes
	}
	return data
}

// accessPoints returns the addresses of one kind in the authority information access.
func accessPoints(c *certificate, method string) []string {
	value, _, ok := c.Extension(oidInformationAccess)
	if !ok {
		return nil
	}
	n, err := ber.ReadAll(value)
	if err != nil {
		return nil
	}
	var urls []string
	for _, d := range n.Children {
		location := d.Child(1)
		if d.Child(0).Is(ber.TagOID) && oidOf(d.Child(0)) == method && location.IsContext() && location.Tag == generalURI && !location.Constructed {
			urls = append(urls, string(location.Content))
		}
	}
	return urls
}

// ocspRequest asks for one certificate (RFC 6960 4.1.1), named by SHA-1 as RFC 5019 wants it. There is no nonce: responders
// that answer from a cache refuse it.
func ocspRequest(c, issuer *certificate) []byte {
	name, key := sha1.Sum(c.Issuer.Raw()), sha1.Sum(issuer.PublicKeyBits())
	b := cryptobyte.NewBuilder(nil)
	sequence := func(b *cryptobyte.Builder, f cryptobyte.BuilderContinuation) { b.AddASN1(asn1.SEQUENCE, f) }
	sequence(b, func(b *cryptobyte.Builder) { // OCSPRequest
		sequence(b, func(b *cryptobyte.Builder) { // TBSRequest
			sequence(b, func(b *cryptobyte.Builder) { // requestList
				sequence(b, func(b *cryptobyte.Builder) { // Request
					sequence(b, func(b *cryptobyte.Builder) { // CertID
						sequence(b, func(b *cryptobyte.Builder) {
							b.AddASN1ObjectIdentifier([]int{1, 3, 14, 3, 2, 26})
							b.AddASN1NULL()
						})
						b.AddASN1OctetString(name[:])
						b.AddASN1OctetString(key[:])
						b.AddASN1BigInt(c.Serial)
					})
				})
			})
		})
	})
	return b.BytesOrPanic()
}
