package meaning

import (
	"encoding/json"
	"html"
	"strconv"
	"strings"

	"github.com/fselint/fselint/internal/lazyregexp"
)

// Answer is an answer of the gateway or of something before it, as it was found in a text.
type Answer struct {
	Status                        int
	Type, Title, Instance, Detail string
	Warning                       string // of an acceptance
}

// event is one event of a transaction.
type event struct{ typ, status, message string }

// item is one line of errors.json.
type item struct{ id, code, description string }

// holding is what a text that people paste holds, as far as it is JSON: answers, events, lines of errors.json. What is wrapped in other
// JSON, or written as a string within it, counts too.
type holding struct {
	answers     []Answer
	events      []event
	items       []item
	identifiers []string // traceID, workflowInstanceId, govway_id, X-CART-id
}

// MaxText bounds a text in bytes: the rest is not looked at.
const MaxText = 1 << 20

const (
	mostObjects = 4096 // objects and arrays of a text that are looked at
	mostFailed  = 64   // braces that begin no JSON before the rest is given up
	mostNested  = 4    // texts within texts
)

// hold reads a text. JSON may stand anywhere in it, between lines of a log and header fields, and be escaped once or more.
func hold(text string) *holding {
	h := &holding{}
	for range mostNested {
		h.text(text, 0)
		if h.any() || !strings.Contains(text, `\"`) && !strings.Contains(text, "&quot;") {
			break
		}
		text = html.UnescapeString(strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(text))
	}
	for _, m := range cartID().FindAllStringSubmatch(text, -1) {
		h.identifiers = append(h.identifiers, m[1])
	}
	return h
}

var cartID = lazyregexp.New(`(?i)X-CART-id["'\s:=\[]+([0-9a-f][0-9a-f-]{30,40})`)

func (h *holding) any() bool { return len(h.answers)+len(h.events)+len(h.items) > 0 }

// text reads the JSON values that stand in a text.
func (h *holding) text(text string, depth int) {
	failed := 0
	for n := 0; n < mostObjects && failed < mostFailed; n++ {
		at := strings.IndexAny(text, "{[")
		if at < 0 {
			return
		}
		text = text[at:]
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var v any
		if d.Decode(&v) != nil {
			text, failed = text[1:], failed+1
			continue
		}
		h.value(v, depth)
		text = text[d.InputOffset():]
	}
}

func (h *holding) value(v any, depth int) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			h.value(e, depth)
		}
	case map[string]any:
		h.object(v)
		for _, e := range v {
			h.value(e, depth)
		}
	case string:
		if depth < mostNested && strings.ContainsAny(v, "{[") {
			h.text(v, depth+1)
		}
	}
}

// object takes what one object says. The names of members are compared without case and blanks: programs print them as they like.
func (h *holding) object(o map[string]any) {
	member := func(name string) string {
		for key, v := range o {
			if strings.EqualFold(strings.TrimSpace(key), name) {
				switch v := v.(type) {
				case string:
					return strings.TrimSpace(v)
				case json.Number:
					return v.String()
				}
			}
		}
		return ""
	}
	for _, name := range []string{"traceID", "workflowInstanceId", "govway_id", "X-CART-id"} {
		if v := member(name); v != "" {
			h.identifiers = append(h.identifiers, v)
		}
	}
	status, _ := strconv.Atoi(member("status"))
	typ, detail := member("type"), member("detail")
	switch {
	case member("eventType") != "":
		h.events = append(h.events, event{member("eventType"), member("eventStatus"), member("message")})
	case member("error") != "" && member("description") != "":
		h.items = append(h.items, item{member("id"), member("error"), member("description")})
	case typ != "" && (member("title") != "" || detail != "" || member("instance") != ""), detail != "" && member("title") != "":
		h.answers = append(h.answers, Answer{Status: status, Type: typ, Title: member("title"), Instance: member("instance"), Detail: detail})
	case member("warning") != "":
		h.answers = append(h.answers, Answer{Warning: member("warning")})
	}
}
