package signaturecheck

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
	"github.com/fselint/fselint/pades/revision"
)

// place is SG-16 and SG-17: what the gateway makes of where the signature stands.
func (c *careful) place(s *profile.Signature) {
	switch {
	case !s.InForm:
		c.Report(c.finding(ruleNested, s, "", lint.Text{IT: "il campo è su una pagina ma non in /AcroForm /Fields", EN: "the field is on a page but not in /AcroForm /Fields"}))
	case !s.Facts.TopLevel:
		c.Report(c.finding(ruleNested, s, "/Parent", lint.Text{IT: "il campo sta sotto un campo padre", EN: "the field stands below a parent field"}))
	case s.Kind == profile.DocumentTimeStamp:
		f := c.finding(ruleDocTimeStamp, s, "/SubFilter", lint.Text{})
		f.Actual = name(s.Facts.SubFilter)
		c.Report(f)
	}
}

// form is SG-02 and SG-03: the dictionary.
func (c *careful) form(s *profile.Signature) {
	switch s.Facts.Filter {
	case "Adobe.PPKLite":
	case "":
		f := c.finding(ruleFilter, s, "/Filter", lint.Text{IT: "manca, ed è obbligatorio", EN: "it is missing, and it is required"})
		f.Severity, f.Group = lint.Warning, lint.Standard
		c.Report(f)
	default:
		f := c.finding(ruleFilter, s, "/Filter", lint.Text{})
		f.Expected, f.Actual = lint.Same("/Adobe.PPKLite"), name(s.Facts.Filter)
		c.Report(f)
	}
	for _, problem := range s.Geometry.Problems {
		f := c.finding(ruleByteRange, s, "/ByteRange", GeometryText(problem))
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
var pdfDate = regexp.MustCompile(`^D:\d{4}(\d\d(\d\d(\d\d(\d\d(\d\d)?)?)?)?)?(Z|[+-]\d\d('(\d\d'?)?)?|Z00'00'?)?$`)

// clockSkew is how far in the future a signing date may be: a day, so that no time zone matters.
const clockSkew = 24 * time.Hour

// date is SG-09.
func (c *careful) date(s *profile.Signature) {
	if c.decided(s) && c.gateway.Reason == pades.ReasonDate {
		return
	}
	m, at := s.Facts.M, s.Facts.MParsed
	var message lint.Text
	severity := lint.Error
	switch {
	case m == "":
		message = lint.Text{IT: "manca", EN: "it is missing"}
	case at.IsZero():
		message = lint.Text{IT: "il gateway non la sa leggere", EN: "the gateway cannot read it"}
	case at.After(c.now.Add(clockSkew)):
		message = lint.Text{IT: "è nel futuro", EN: "it is in the future"}
	case !pdfDate.MatchString(m):
		message, severity = lint.Text{IT: "non è nella forma delle date PDF, anche se il gateway la legge", EN: "it is not in the form of PDF dates, although the gateway reads it"}, lint.Warning
	default:
		return
	}
	f := c.finding(ruleDate, s, "/M", message)
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
	f := c.finding(ruleCoverage, last, "/ByteRange", lint.Text{})
	f.Actual = count(int64(len(c.Data))-last.Geometry.End, "byte dopo i byte firmati", "bytes behind the signed ones")
	if v := last.Coverage; v != nil {
		f.Notes = append(f.Notes, TailText(v.Tail))
		switch {
		case v.Tail == revision.TailBlank:
			f.Severity = lint.Warning
		case v.Tail == revision.TailUpdates && v.State == revision.Covered && len(v.Refused()) == 0:
			f.Severity, f.Group = lint.Info, lint.Advice
			f.Message = lint.Text{IT: "dopo l'ultima firma c'è una revisione che la firma permette", EN: "after the last signature there is a revision that it permits"}
			f.Public = f.Message
		}
	}
	c.Report(f)
}

func count(n int64, it, en string) lint.Text {
	return lint.Text{IT: fmt.Sprintf("%d %s", n, it), EN: fmt.Sprintf("%d %s", n, en)}
}

// maxListed bounds the changes named in one finding.
const maxListed = 10

func (c *careful) changes(s *profile.Signature) {
	v := s.Coverage
	if v == nil {
		return
	}
	for _, a := range v.Attacks {
		f := c.finding(ruleAttack, s, object(a.Object), Attack(a.Kind))
		f.Actual = lint.Same(a.Detail)
		c.Report(f)
	}
	for _, o := range v.Overlays {
		f := c.finding(ruleChanged, s, object(o.Object), OverlayText(o))
		f.Severity, f.Group, f.Message, f.Fix = lint.Info, lint.Advice, OverlayText(o), lookUnderneath
		f.Public = f.Message
		c.Report(f)
	}
	refused := v.Refused()
	if len(refused) == 0 {
		switch v.State {
		case revision.Unreadable, revision.Repaired, revision.TooMuch:
			f := c.finding(ruleChanged, s, "", lint.Text{IT: "non si può confrontare con ciò che è stato firmato", EN: "it cannot be compared with what was signed"})
			f.Severity, f.Actual = lint.Warning, lint.Same(v.Detail)
			c.Report(f)
		}
		return
	}
	f := c.finding(ruleChanged, s, "", lint.Text{})
	f.Actual = describeChange(&refused[0])
	for i := 1; i < min(len(refused), maxListed); i++ {
		f.Notes = append(f.Notes, describeChange(&refused[i]))
	}
	if more := len(refused) - maxListed; more > 0 {
		f.Notes = append(f.Notes, count(int64(more), "altri cambiamenti", "more changes"))
	}
	c.Report(f)
}

var lookUnderneath = lint.Text{
	IT: "guardate la pagina senza l'aspetto della firma; fate mettere le firme visibili dove non coprono il testo",
	EN: "look at the page without the appearance of the signature; have visible signatures put where they cover no text",
}

// OverlayText says that a later signature covers a large part of a page.
func OverlayText(o revision.Overlay) lint.Text {
	part, field := int(o.Part*100+0.5), strconv.Quote(o.Field)
	page := lint.Text{IT: "di una pagina", EN: "a page"}
	if o.Page > 0 {
		page = lint.Text{IT: fmt.Sprintf("della pagina %d", o.Page), EN: fmt.Sprintf("page %d", o.Page)}
	}
	return lint.Text{
		IT: fmt.Sprintf("l'aspetto della firma successiva %s copre il %d%% %s", field, part, page.IT),
		EN: fmt.Sprintf("the appearance of the later signature %s covers %d%% of %s", field, part, page.EN),
	}
}

func object(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d 0 obj", n)
}

// describeChange names object, part and place of a change.
func describeChange(ch *revision.Change) lint.Text {
	text := func(lang string) string {
		s := Part(ch.What).In(lang) + " " + Happened(ch.Kind).In(lang)
		if ch.Object != 0 {
			s += " (" + object(ch.Object) + ")"
		}
		if ch.Path != "" {
			s += ", " + ch.Path
		}
		if why := forbidden[ch.Reason]; !why.IsZero() {
			s += ": " + why.In(lang)
		}
		return s
	}
	return lint.Text{IT: text("it"), EN: text("en")}
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
	f := c.finding(ruleCDAOutside, s, object(at.Object), CDAText(at.State))
	if at.State == revision.CDAMoved {
		f.Severity = lint.Warning
	}
	f.Actual = lint.Text{
		IT: fmt.Sprintf("il CDA sta al byte %d, i byte firmati finiscono al %d", at.Offset, s.Geometry.End),
		EN: fmt.Sprintf("the CDA stands at byte %d, the signed bytes end at %d", at.Offset, s.Geometry.End),
	}
	c.Report(f)
}
