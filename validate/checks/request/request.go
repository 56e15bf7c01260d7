// Package requestcheck judges the request body of an operation: its JSON, its fields and their code tables, in the gateway's order.
//
// Source: specification digest, 03-request-body.
package requestcheck

import (
	"context"
	"slices"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/metadata/oid"
	"github.com/fselint/fselint/metadata/rawjson"
	"github.com/fselint/fselint/metadata/request"
	"github.com/fselint/fselint/validate"
	tokencheck "github.com/fselint/fselint/validate/checks/token"
)

// Body is the request body.
var Body = validate.NewFact[*request.Body]("request")

// rules are those of bodies and of what stands in them.
var rules = slices.Concat(request.Rules(), rawjson.Rules(), hl7id.Rules(), oid.Rules(), fiscalcode.Rules())

// Options say what the request is for.
type Options struct {
	Operation fse.Operation
	Profile   fse.Profile
	Gateway   fse.Generation
	Stage     bool      // the test environment
	At        time.Time // the clock; the zero time is now
	SendsBody bool
}

// Check returns the check.
func Check(o Options) *validate.Check {
	return &validate.Check{
		Stage: "request", Uses: []validate.Key{tokencheck.Signature}, Rules: rules,
		Run: Body.From(func(_ context.Context, p *validate.Pass) (*request.Body, error) {
			data, given := p.Bundle.Parts[lint.SourceRequest]
			if !given && (o.SendsBody || p.Bundle.PathID == nil) {
				reason := texts.Text("the-request-body-was-not-given", nil)
				if !o.SendsBody {
					reason = texts.Text("the-operation-has-no-request-body", nil)
				}
				return nil, &validate.Skip{Absent: true, Reason: reason}
			}
			body := request.Read(data)
			for _, f := range request.Judge(o.Operation, body, o.context(p)) {
				p.Report(f)
			}
			return body, nil
		}),
	}
}

// context takes from the signature token what the body must agree with.
func (o *Options) context(p *validate.Pass) request.Context {
	now := o.At
	if now.IsZero() {
		now = time.Now()
	}
	c := request.Context{Profile: o.Profile, Generation: o.Gateway, Now: now, PathID: p.Bundle.PathID, Test: o.Stage}
	if t, ok := tokencheck.Signature.Lookup(p); ok {
		documentType := t.String("resource_hl7_type")
		c.Type = &documentType
		c.Region = t.String("subject_organization_id")
		c.Purpose = t.String("purpose_of_use")
	}
	return c
}
