package pades

import (
	"strings"
	"time"
	"unicode"
)

// ParseDate reads the /M entry of a signature dictionary as the gateway does, with PDFBox's DateConverter: the PDF form
// (ISO 32000-1 7.9.4), ISO 8601 and a handful of forms that old producers wrote; no field may exceed its range. A date
// without a time zone is taken as UTC; fractions of a second are dropped. now tells to which century a year of two
// digits belongs (from 80 years before to 20 after). It returns false when the gateway finds no date in s.
func ParseDate(s string, now time.Time) (time.Time, bool) {
	if strings.TrimFunc(s, javaSpace) == "" {
		return time.Time{}, false
	}
	p := &dateParser{text: []rune(s), now: now}
	p.skip(" ")
	p.skipString("D:")
	c := p.date()
	if c == nil || p.pos != len(p.text) {
		return time.Time{}, false
	}
	return time.UnixMilli(c.millis).UTC(), true
}

// javaSpace tells what String.trim removes.
func javaSpace(r rune) bool { return r <= ' ' }

// dateParser walks over the text of a date.
type dateParser struct {
	text []rune
	pos  int
	now  time.Time
}

// moment is a parsed date: an instant that a time zone found later still shifts.
type moment struct {
	millis int64 // since 1970-01-01T00:00:00Z
}

// date is DateConverter.parseDate: the form that consumes the whole text wins, else the one that consumes the most.
func (p *dateParser) date() *moment {
	if strings.TrimFunc(string(p.text), javaSpace) == "D:" {
		return nil
	}
	p.skip(" ")
	start := p.pos
	if start >= len(p.text) {
		return nil
	}
	c, longest := p.bigEndian(), -1
	best := c
	if c == nil || !p.atEndOrZone(c) {
		best = nil
	} else if longest = p.pos; longest == len(p.text) {
		return c
	}
	p.pos = start
	forms := alphaForms
	if unicode.IsDigit(p.text[start]) {
		forms = digitForms
	}
	c = p.simple(forms)
	if c != nil && p.atEndOrZone(c) && p.pos > longest {
		return c
	}
	if best != nil {
		p.pos = longest
		return best
	}
	p.pos = start
	return c
}

func (p *dateParser) atEndOrZone(c *moment) bool { return p.pos == len(p.text) || p.zone(c) }

// bigEndian reads year (four digits), month, day, hour, minute, second, fraction, each of the later ones optional. It
// moves on only when the date is one.
func (p *dateParser) bigEndian() *moment {
	start := p.pos
	year := p.number(4, 0)
	if p.pos != start+4 {
		p.pos = start
		return nil
	}
	p.skip("/- ")
	month := p.number(2, 1)
	p.skip("/- ")
	day := p.number(2, 1)
	p.skip(" T")
	hour := p.number(2, 0)
	p.skip(": ")
	minute := p.number(2, 0)
	p.skip(": ")
	second := p.number(2, 0)
	if p.skip(".") == '.' {
		p.number(19, 0)
	}
	millis, ok := strictTime(year, month, day, hour, minute, second)
	if !ok {
		p.pos = start
		return nil
	}
	p.skip(" ")
	return &moment{millis}
}

const (
	minuteMillis = int64(60_000)
	hourMillis   = 60 * minuteMillis
	dayMillis    = 24 * hourMillis
)

// zone reads a time zone, (Z|GMT|UTC)? [+- ]* hh [': ]* mm or a zone's name, and shifts c by it. It returns false and
// moves nothing when there is none.
func (p *dateParser) zone(c *moment) bool {
	start := p.pos
	sign := p.skip("Z+- ")
	utc := sign == 'Z' || p.skipString("GMT") || p.skipString("UTC")
	if utc {
		sign = p.skip("+- ")
	}
	hours := p.number(2, -999)
	p.skip("': ")
	minutes := p.number(2, 0)
	p.skip("' ")
	switch {
	case hours != -999:
		offset := int64(hours)*hourMillis + int64(minutes)*minuteMillis
		if sign == '-' {
			offset = -offset
		}
		c.millis -= restrainOffset(offset)
	case !utc:
		offset, ok := namedZoneOffset(strings.TrimFunc(string(p.text[start:]), javaSpace), c.millis)
		if !ok {
			p.pos = start
			return false
		}
		p.pos = len(p.text)
		c.millis -= offset / minuteMillis * minuteMillis
	}
	return true
}

// restrainOffset brings an offset of more than 14 hours into half a day, by the arithmetic of DateConverter.
func restrainOffset(offset int64) int64 {
	const half = dayMillis / 2
	if offset >= -14*hourMillis && offset <= 14*hourMillis {
		return offset
	}
	offset = ((offset+half)%dayMillis + dayMillis) % dayMillis
	if offset == 0 {
		return half
	}
	return (offset - half) % half
}

// number reads at most width decimal digits, or returns remedy when there is none.
func (p *dateParser) number(width, remedy int) int {
	start, n := p.pos, int32(0) // Java's int: twenty digits of a fraction may overflow
	for p.pos < len(p.text) && p.pos < start+width && p.text[p.pos] >= '0' && p.text[p.pos] <= '9' {
		n = n*10 + (p.text[p.pos] - '0')
		p.pos++
	}
	if p.pos == start {
		return remedy
	}
	return int(n)
}

// skip passes over any of the characters and returns the last that is no space, or a space.
func (p *dateParser) skip(characters string) rune {
	last := ' '
	for p.pos < len(p.text) && strings.ContainsRune(characters, p.text[p.pos]) {
		if p.text[p.pos] != ' ' {
			last = p.text[p.pos]
		}
		p.pos++
	}
	return last
}

func (p *dateParser) skipString(s string) bool {
	if !hasPrefixAt(p.text, p.pos, s) {
		return false
	}
	p.pos += len(s)
	return true
}

func hasPrefixAt(text []rune, at int, s string) bool {
	if len(text)-at < len(s) {
		return false
	}
	for i, r := range []rune(s) {
		if text[at+i] != r {
			return false
		}
	}
	return true
}
