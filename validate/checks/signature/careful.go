package signaturecheck

import (
	"fmt"
	"strings"
	"time"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
	"github.com/fselint/fselint/validate"
)

// careful reports what a careful reader says beside the gateway: the specification digest's SG-01 to SG-20.
type careful struct {
	*validate.Pass
	options Options
	now     time.Time
	gateway *pades.Judgement
	report  *profile.Report
	cda     *xmltree.Doc // nil when there is no CDA that can be read
}

func (c *careful) run() {
	signed := c.report.Signed()
	if len(signed) == 0 {
		return
	}
	c.anyPAdES(signed)
	for _, s := range signed {
		c.place(s)
		c.integrity(s)
		c.form(s)
		if s.Kind == profile.DocumentSignature {
			c.date(s)
		}
		if s.Message == nil {
			continue
		}
		c.algorithms(s)
		if s.Kind == profile.DocumentSignature {
			c.message(s)
			c.attributes(s)
			c.times(s)
			c.certificate(s)
			c.signer(s)
		}
		c.stamps(s)
		c.trust(s)
	}
	c.after(signed)
	if c.report.Encrypted {
		c.Report(lint.Finding{Rule: ruleEncrypted, Location: lint.Location{Source: lint.SourcePDF, Path: "trailer /Encrypt"}})
	}
}

// finding is a finding about one signature. entry names what was looked at: an entry of the dictionary, an attribute. why is the id of
// the words about what is wrong in it, "" where the rule says all; some have a cure of their own.
func (c *careful) finding(rule *lint.Rule, s *profile.Signature, entry, why string) lint.Finding {
	f := lint.Finding{Rule: rule, Location: lint.Location{Source: lint.SourcePDF, Path: placeOf(&s.Facts, entry)}}
	if why != "" {
		f.Message = texts.Text("detail", lint.Values{"title": rule.Title, "why": texts.Text(why, nil)})
		if id := "fix-" + why; texts.Has(id) {
			f.Fix = texts.Text(id, nil)
		}
	}
	return f
}

// placeOf names a signature field, the object of its dictionary, and an entry.
func placeOf(s *pades.Signature, entry string) string {
	var words []string
	if s.Field != "" {
		words = append(words, s.Field)
	}
	object := s.Value
	if object == 0 {
		object = s.Object
	}
	if object != 0 {
		words = append(words, fmt.Sprintf("(%d 0 obj)", object))
	}
	if entry != "" {
		words = append(words, entry)
	}
	return strings.Join(words, " ")
}

// decided tells that the gateway refuses the document because of this very field, which the finding about that says.
func (c *careful) decided(s *profile.Signature) bool {
	return c.gateway.Decision == pades.Invalid && s.InForm && s.Facts.Reached && s.Facts.Outcome == c.gateway.Reason &&
		s.Facts.Field == c.gateway.Field
}

// anyPAdES is SG-01.
func (c *careful) anyPAdES(signed []*profile.Signature) {
	var first *profile.Signature
	for _, s := range signed {
		if s.Facts.SubFilter == profile.SubFilterCAdES {
			return
		}
		if first == nil && s.Kind == profile.DocumentSignature {
			first = s
		}
	}
	if first == nil {
		first = signed[0]
	}
	f := c.finding(ruleSubFilter, first, "/SubFilter", "")
	if c.options.Profile == fse.Toscana {
		f.Severity = lint.Error
	}
	f.Expected, f.Actual = lint.Same("/"+profile.SubFilterCAdES), name(first.Facts.SubFilter)
	c.Report(f)
}

// name writes a name of a PDF, or that there is none.
func name(s string) lint.Text {
	if s == "" {
		return texts.Text("missing", nil)
	}
	return lint.Same("/" + s)
}

// integrity reports what is broken though the gateway does not say so.
func (c *careful) integrity(s *profile.Signature) {
	if s.Integrity == profile.Intact || c.decided(s) {
		return
	}
	f := c.finding(ruleBroken, s, "", wordID("cause", s.Cause))
	if SaysMore(s) {
		f.Actual = lint.Same(s.Detail)
	}
	if s.Integrity == profile.Indeterminate {
		f.Severity = lint.Warning
	}
	if c.gateway.Decision == pades.OK {
		f.Notes = append(f.Notes, c.whyAccepted(s))
	}
	c.Report(f)
}

// whyAccepted says why the gateway accepts a document with a signature that is not intact.
func (c *careful) whyAccepted(s *profile.Signature) lint.Text {
	switch {
	case !s.InForm:
		return texts.Text("accepts-not-in-form", nil)
	case !s.Facts.TopLevel:
		return texts.Text("accepts-nested", nil)
	case s.Facts.Outcome == pades.ReasonSignatureWrong:
		return texts.Text("accepts-wrong-value", nil)
	case s.Message != nil && len(s.Message.Signers) > 1:
		return texts.Text("accepts-first-signer", nil)
	}
	return texts.Text("accepts", nil)
}

// SaysMore tells that the detail of a signature that is not intact says more than its cause does.
func SaysMore(s *profile.Signature) bool {
	plain := s.Cause == profile.HashFailure || s.Cause == profile.CryptoFailure
	return !plain || s.Message != nil && len(s.Message.Signers) > 1
}
