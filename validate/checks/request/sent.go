package requestcheck

import (
	"context"
	"net/http"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Bundle makes a submission of a call as it was sent: header fields, body and the identifier in the address, "" for none. Tokens and
// parts that were not sent are empty, not absent: the gateway misses them.
func Bundle(path string, op fse.Operation, id string, h http.Header, s *wire.Sent) *validate.Bundle {
	b := &validate.Bundle{Path: path}
	if s.File != nil {
		b = validate.Bytes(path, s.File)
	}
	b.Sent = s.Findings
	b.Parts = map[string][]byte{
		lint.SourceAuthenticationToken: []byte(h.Get("Authorization")),
		lint.SourceSignatureToken:      []byte(h.Get(wire.HeaderSignature)),
	}
	if op.SendsRequest() {
		b.Parts[lint.SourceRequest] = s.Request
	}
	if id != "" {
		b.PathID = &id
	}
	return b
}

// Sent returns the check that reports how the parts were sent.
func Sent() *validate.Check {
	return &validate.Check{Name: "request.sent", Stage: "request", Rules: wire.Rules(), Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
		for _, f := range p.Bundle.Sent {
			p.Report(f)
		}
		return nil
	})}
}
