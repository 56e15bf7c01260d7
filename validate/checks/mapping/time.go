package mappingcheck

import (
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
)

// time judges a time stamp as the engine's reader of HL7 times takes it.
func (h *hinter) time(n xmltree.Node) {
	if !h.isTime(n) {
		return
	}
	for c := h.doc.FirstChild(n); c != xmltree.None; c = h.doc.NextSibling(c) {
		if h.is(c, "center") || h.is(c, "width") {
			h.add("", n, lint.Finding{Rule: ruleInterval})
			break
		}
	}
	value, ok := h.doc.AttrValue(n, "value")
	if !ok || value == "" {
		return
	}
	t := readTime(value)
	f := lint.Finding{Actual: lint.Same(strings.Clone(value))}
	switch {
	case !t.sound:
		f.Rule = ruleTime
		if !t.epoch.IsZero() {
			f.Expected = lint.Same(t.epoch.In(italy).Format("20060102150405-0700"))
			f.Notes = append(f.Notes, texts.Text("epoch", nil))
		}
		h.add(value, n, f)
	case t.zone || t.digits < 10:
	case t.digits < 14:
		f.Rule = ruleTimeZone
		h.add("", n, f)
	default:
		f.Rule = ruleTimeLocal
		h.add("", n, f)
	}
}

// isTime reports whether an element holds a time: by its name, by its data type, or as a bound of such an element.
func (h *hinter) isTime(n xmltree.Node) bool {
	switch h.doc.Local(h.doc.Name(n)) {
	case "effectiveTime", "time", "birthTime":
		return true
	case "value":
		t := h.xsiType(n)
		return t == "TS" || t == "IVL_TS"
	}
	parent := h.doc.Parent(n) // low, high, center
	return parent != xmltree.Root && (h.is(parent, "effectiveTime") || h.is(parent, "time") || h.xsiType(parent) == "IVL_TS")
}

func (h *hinter) xsiType(n xmltree.Node) string {
	first, last := h.doc.Attrs(n)
	for a := first; a < last; a++ {
		if name := h.doc.AttrName(a); h.doc.Local(name) == "type" && h.doc.Space(name) != "" {
			return strings.TrimSpace(h.doc.Value(a))
		}
	}
	return ""
}

// timeStamp is what there is to say of a time.
type timeStamp struct {
	digits      int
	zone, sound bool
	epoch       time.Time // where it looks like seconds or milliseconds since 1970
}

// italy is the zone in which a replacement is proposed: times are the user's, and winter time is as good as any for an example.
var italy = time.FixedZone("CET", 60*60)

// readTime reads YYYYMMDDHHMMSS.s+ZZZZ, cut off anywhere between two fields.
func readTime(value string) timeStamp {
	main, zone, hasZone := strings.Cut(value, "+")
	if !hasZone {
		main, zone, hasZone = strings.Cut(value, "-")
	}
	digits, fraction, hasFraction := strings.Cut(main, ".")
	t := timeStamp{digits: len(digits), zone: hasZone}
	if !isDigits(digits) || hasFraction && (!isDigits(fraction) || len(digits) != 14) || hasZone && (!isDigits(zone) || len(zone) != 4) {
		return t
	}
	if t.sound = soundDigits(digits); !t.sound && !hasZone && !hasFraction {
		t.epoch = epoch(digits)
	}
	return t
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// soundDigits tests the fields: a year in which somebody that lives can have been born, or soon will be, and what the calendar has.
func soundDigits(digits string) bool {
	layout := "20060102150405"
	if len(digits) > len(layout) || len(digits) < 4 || len(digits)%2 != 0 {
		return false
	}
	at, err := time.Parse(layout[:len(digits)], digits)
	return err == nil && at.Year() >= 1850 && at.Year() < 2200
}

// epoch reads seconds or milliseconds since 1970, in years for which that is likely.
func epoch(digits string) time.Time {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return time.Time{}
	}
	at := time.Unix(n, 0)
	if len(digits) > 11 {
		at = time.UnixMilli(n)
	}
	if y := at.Year(); len(digits) < 9 || y < 1975 || y > 2100 {
		return time.Time{}
	}
	return at
}
