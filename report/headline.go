package report

import (
	"fmt"
	"strings"

	"github.com/fselint/fselint/validate"
)

// Headline answers in words whether a document can be sent: the verdict, and what it rests on.
func Headline(d *validate.Document, lang string) string {
	head, rest := word(lang, "headline."+string(d.Verdict)), ""
	switch d.Verdict {
	case validate.Refused:
		rest = refusal(d)
	case validate.Accepted:
		if g := d.Gateway; g != nil && g.Wanted {
			head, rest = word(lang, "headline.wanted"), refusal(d)
		} else if g != nil && texts.Has("scope."+string(g.Scope)) {
			return head + ", " + word(lang, "scope."+string(g.Scope))
		}
	case validate.Undetermined:
		rest = strings.Join(missing(d, lang), "; ")
	case validate.Fault:
		if d.Fault != nil {
			rest = d.Fault.Message.In(lang)
		}
	}
	if rest == "" {
		return head
	}
	return head + ": " + bounded(rest, 300)
}

// refusal names the answer: status and type of the gateway's, the codes of the accreditation.
func refusal(d *validate.Document) string {
	switch g := d.Gateway; {
	case g == nil:
		return ""
	case g.Answer.Status == 0:
		return g.Answer.Type
	default:
		return strings.TrimSpace(fmt.Sprintf("%d %s", g.Answer.Status, g.Answer.Type))
	}
}

// missing names what keeps an answer from being given.
func missing(d *validate.Document, lang string) []string {
	var list []string
	if d.Starter {
		list = append(list, word(lang, "no-national-catalog"))
	}
	for _, s := range d.Missing() {
		list = append(list, fmt.Sprintf("%s: %s", stageTitle(lang, s.Name), s.Reason.In(lang)))
	}
	return list
}
