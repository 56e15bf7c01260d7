package signaturecheck

import (
	"fmt"
	"strconv"
	"time"

	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
	"github.com/fselint/fselint/pades/revision"
)

// place is SG-16 and SG-17: what the gateway makes of where the signature stands.
func (c *careful) place(s *profile.Signature) {
	switch {
	case !s.InForm:
		c.Report(c.finding(ruleNested, s, "", "nested-page"))
	case !s.Facts.TopLevel:
		c.Report(c.finding(ruleNested, s, "/Parent", "nested-parent"))
	case s.Kind == profile.DocumentTimeStamp:
		f := c.finding(ruleDocTimeStamp, s, "/SubFilter", "")
		f.Actual = name(s.Facts.SubFilter)
		c.Report(f)
	}
}

// form is SG-02 and SG-03: the dictionary.
func (c *careful) form(s *profile.Signature) {
	switch s.Facts.Filter {
	case "Adobe.PPKLite":
	case "":
		f := c.finding(ruleFilter, s, "/Filter", "filter-missing")
		f.Severity, f.Group = lint.Warning, lint.Standard
		c.Report(f)
	default:
		f := c.finding(ruleFilter, s, "/Filter", "")
		f.Expected, f.Actual = lint.Same("/Adobe.PPKLite"), name(s.Facts.Filter)
		c.Report(f)
	}
	for _, problem := range s.Geometry.Problems {
		f := c.finding(ruleByteRange, s, "/ByteRange", wordID("range", problem))
		if problem == profile.GapWhiteSpace {
			f.Severity = lint.Warning // ISO 32000 allows it, the gateway does not read it
		}
		f.Actual = lint.Same(ranges(s))
		c.Report(f)
	}
}

func ranges(s *profile.Signature) string {
	text := "["
	for i, r := range s.Geometry.Ranges[:min(len(s.Geometry.Ranges), 4)] {
		if i > 0 {
			text += " "
		}
		text += fmt.Sprintf("%d %d", r[0], r[1])
	}
	if len(s.Geometry.Ranges) > 4 {
		text += " …"
	}
	return text + "]"
}

// pdfDate is the form of ISO 32000-1 7.9.4, from the year to the offset.
var pdfDate = lazyregexp.New(`^D:\d{4}(\d\d(\d\d(\d\d(\d\d(\d\d)?)?)?)?)?(Z|[+-]\d\d('(\d\d'?)?)?|Z00'00'?)?$`)

// clockSkew is how far in the future a signing date may be: a day, so that no time zone matters.
const clockSkew = 24 * time.Hour

// date is SG-09.
func (c *careful) date(s *profile.Signature) {
	if c.decided(s) && c.gateway.Reason == pades.ReasonDate {
		return
	}
	m, at := s.Facts.M, s.Facts.MParsed
	why := ""
	severity := lint.Error
	switch {
	case m == "":
		why = "date-missing"
	case at.IsZero():
		why = "date-unreadable"
	case at.After(c.now.Add(clockSkew)):
		why = "date-future"
	case !pdfDate().MatchString(m):
		why, severity = "date-form", lint.Warning
	default:
		return
	}
	f := c.finding(ruleDate, s, "/M", why)
	f.Severity, f.Actual = severity, lint.Same(m)
	f.Expected = lint.Same("D:20260131104500+01'00'")
	c.Report(f)
}

// after is SG-04, SG-05 and SG-19: what happened after signing.
func (c *careful) after(signed []*profile.Signature) {
	var last *profile.Signature
	for _, s := range signed {
		if last == nil || s.Geometry.End >= last.Geometry.End {
			last = s
		}
		c.changes(s)
		c.ofCDA(s)
	}
	c.tail(last)
}

func (c *careful) tail(last *profile.Signature) {
	if last.Geometry.CoversEnd || len(last.Geometry.Ranges) == 0 || last.Geometry.End == 0 {
		return
	}
	f := c.finding(ruleCoverage, last, "/ByteRange", "")
	f.Actual = texts.Text("bytes-behind", lint.Values{"n": int(int64(len(c.Data)) - last.Geometry.End)})
	if v := last.Coverage; v != nil {
		f.Notes = append(f.Notes, TailText(v.Tail))
		switch {
		case v.Tail == revision.TailBlank:
			f.Severity = lint.Warning
		case v.Tail == revision.TailUpdates && v.State == revision.Covered && len(v.Refused()) == 0:
			f.Severity, f.Group = lint.Info, lint.Advice
			f.Message = texts.Text("coverage-permitted", nil)
		}
	}
	c.Report(f)
}

// maxListed bounds the changes named in one finding.
const maxListed = 10

func (c *careful) changes(s *profile.Signature) {
	v := s.Coverage
	if v == nil {
		return
	}
	for _, a := range v.Attacks {
		f := c.finding(ruleAttack, s, object(a.Object), wordID("attack", a.Kind))
		f.Actual = lint.Same(a.Detail)
		c.Report(f)
	}
	for _, o := range v.Overlays {
		f := c.finding(ruleChanged, s, object(o.Object), "")
		f.Severity, f.Group, f.Message, f.Fix = lint.Info, lint.Advice, OverlayText(o), texts.Text("look-underneath", nil)
		c.Report(f)
	}
	refused := v.Refused()
	if len(refused) == 0 {
		switch v.State {
		case revision.Unreadable, revision.Repaired, revision.TooMuch:
			f := c.finding(ruleChanged, s, "", "changed-unknown")
			f.Severity, f.Actual = lint.Warning, lint.Same(v.Detail)
			c.Report(f)
		}
		return
	}
	f := c.finding(ruleChanged, s, "", "")
	f.Actual = describeChange(&refused[0])
	for i := 1; i < min(len(refused), maxListed); i++ {
		f.Notes = append(f.Notes, describeChange(&refused[i]))
	}
	if more := len(refused) - maxListed; more > 0 {
		f.Notes = append(f.Notes, texts.Text("more-changes", lint.Values{"n": more}))
	}
	c.Report(f)
}

// OverlayText says that a later signature covers a large part of a page.
func OverlayText(o revision.Overlay) lint.Text {
	v := lint.Values{"field": strconv.Quote(o.Field), "part": int(o.Part*100 + 0.5), "page": o.Page}
	if o.Page > 0 {
		return texts.Text("overlay-page", v)
	}
	return texts.Text("overlay", v)
}

func object(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d 0 obj", n)
}

// describeChange names object, part and place of a change.
func describeChange(ch *revision.Change) lint.Text {
	none := lint.Known("")
	v := lint.Values{"part": Part(ch.What), "happened": Happened(ch.Kind), "object": none, "path": none, "why": none}
	if ch.Object != 0 {
		v["object"] = lint.Known(" (" + object(ch.Object) + ")")
	}
	if ch.Path != "" {
		v["path"] = ", " + ch.Path
	}
	if id := wordID("forbidden", ch.Reason); texts.Has(id) {
		v["why"] = texts.Text("colon", lint.Values{"why": texts.Text(id, nil)})
	}
	return texts.Text("change", v)
}

// ofCDA is SG-19, for each signature.
func (c *careful) ofCDA(s *profile.Signature) {
	if s.Coverage == nil {
		return
	}
	at := s.Coverage.CDA
	switch at.State {
	case revision.CDAChanged, revision.CDAOutside, revision.CDAMoved:
	default:
		return
	}
	f := c.finding(ruleCDAOutside, s, object(at.Object), wordID("cda", at.State))
	if at.State == revision.CDAMoved {
		f.Severity = lint.Warning
	}
	f.Actual = texts.Text("cda-stands", lint.Values{"at": at.Offset, "end": s.Geometry.End})
	c.Report(f)
}
