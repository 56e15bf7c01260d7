package trust

import (
	"bytes"
	"context"
	"encoding/pem"

	"golang.org/x/crypto/ocsp"
)

// Fetcher gets what certificates point at. Client is one.
type Fetcher interface {
	// Get returns the content of an address.
	Get(ctx context.Context, url string) ([]byte, error)
	// Post sends body to an address and returns the answer.
	Post(ctx context.Context, url, contentType string, body []byte) ([]byte, error)
}

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
	for _, url := range c.IssuingCertificateURL {
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
	// named by SHA-1 as RFC 5019 wants it, without a nonce: responders that answer from a cache refuse one
	request, err := ocsp.CreateRequest(c.Certificate, issuer.Certificate, nil)
	for _, url := range c.OCSPServer {
		if err != nil {
			j.note(NoteFetch, url, err.Error())
		} else if data, ok := j.fetch(url, request); ok {
			j.addOCSP(data, url)
		}
	}
	if len(j.ocsps)+len(j.crls) > before && j.decide(c, j.evidenceFor(c, issuer)).Word != NotJudged {
		return true
	}
	for _, url := range c.CRLDistributionPoints {
		if data, ok := j.fetch(url, nil); ok {
			if block, _ := pem.Decode(data); block != nil && bytes.HasPrefix(bytes.TrimSpace(data), []byte("-----BEGIN")) {
				data = block.Bytes
			}
			j.addCRL(data, url)
		}
	}
	return len(j.ocsps)+len(j.crls) > before
}
