package meaning

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/lint"
)

// Found is what a text was understood as.
type Found struct {
	Answers     []Answer     // of the gateway, as they stand in it
	Topics      []*Topic     // what they mean, the most exact first
	National    []string     // numbers of national rules, such as ERRORE-8
	Rules       []*lint.Rule // rules of fselint
	Identifiers []string     // traceID, workflowInstanceId, govway_id, X-CART-id
	Near        []string     // known words and texts that come near what was not understood, or only by its form
}

// Nothing reports whether nothing was understood.
func (f *Found) Nothing() bool { return len(f.Topics)+len(f.National)+len(f.Rules) == 0 }

// Find understands what people hold: a word, such as an error id, a code, a type or an instance; a sentence, such as the detail of an
// answer; or a whole answer as it was pasted, with what stands around it. The operation, where it is known, tells apart what answers leave
// open. Rules are those of the program, for their ids and for what finds a fault beforehand.
func Find(text string, op fse.Operation, rules []*lint.Rule) *Found {
	text = strings.ToValidUTF8(text[:min(len(text), MaxText)], " ")
	f := &finder{rules: rules, op: op, found: &Found{}}
	word := strings.Trim(strings.TrimSpace(text), `[]"'`)
	if word != "" && len(word) <= 200 && !strings.ContainsAny(word, " \t\r\n{}") && f.word(word) {
		f.narrow()
		return f.found
	}
	h := hold(text)
	f.found.Answers, f.found.Identifiers = h.answers, h.identifiers
	f.holding(h)
	if f.found.Nothing() {
		f.loose(text)
	}
	if f.found.Nothing() {
		f.near(word)
	}
	f.narrow()
	return f.found
}

// narrow drops the errors that the operation cannot end in, unless none is left.
func (f *finder) narrow() {
	left := slices.DeleteFunc(slices.Clone(f.found.Topics), func(t *Topic) bool {
		return f.op != fse.AnyOperation && t.Kind == Error && t.Answer.ID != "" && !gateway.Gives(f.op, t.ID)
	})
	if len(left) > 0 {
		f.found.Topics = left
	}
}

type finder struct {
	rules []*lint.Rule
	op    fse.Operation
	found *Found
	// guessed says that a code was taken for one of a kind by its form alone.
	guessed bool
	byID    map[string]*lint.Rule // nil until it is needed
	text    string                // the last one that was compared with the phrases
	phrases []phrase              // those that it holds
}

// match finds the phrases in a text, which is asked for several times.
func (f *finder) match(text string) []phrase {
	if text != f.text {
		f.text, f.phrases = text, load().match(text)
	}
	return f.phrases
}

// add takes topics that are not there yet.
func (f *finder) add(topics ...*Topic) {
	for _, t := range topics {
		if t != nil && !slices.ContainsFunc(f.found.Topics, func(o *Topic) bool { return o.ID == t.ID }) {
			f.found.Topics = append(f.found.Topics, t)
		}
	}
}

// word explains a single word, whatever its case.
func (f *finder) word(word string) bool {
	x := load()
	upper := strings.ToUpper(word)
	if t := Of(upper, f.rules); t != nil {
		f.add(t)
	}
	for name, id := range x.codes {
		if strings.EqualFold(name, word) {
			f.add(f.entry(id))
		}
	}
	f.add(f.numbered(strings.TrimPrefix(upper, "INI-")), f.patterned(upper))
	f.add(f.placed([]string{word}, false)...)
	if r := lint.Find(f.rules, word); r != nil {
		f.found.Rules = append(f.found.Rules, r)
	}
	if nationalRule().FindString(word) == word || strings.HasPrefix(upper, "SCH-") && f.found.Rules == nil {
		f.found.National = append(f.found.National, word)
	}
	if f.guessed {
		f.near(word)
	}
	return !f.found.Nothing()
}

// entry is the topic of an id of either file.
func (f *finder) entry(id string) *Topic { return cmp.Or(Of(id, f.rules), Code(id, f.rules)) }

// numbered is a number of INI, also one that nobody has explained.
func (f *finder) numbered(number string) *Topic {
	if n, err := strconv.Atoi(number); err != nil || len(number) != 4 || n < 1000 {
		return nil
	}
	if id, ok := load().numbers[number]; ok {
		return Code(id, f.rules)
	}
	return f.unseen("INI-NUMBER", "INI-"+number)
}

// unseen is a code of a known kind that nobody has explained.
func (f *finder) unseen(entry, id string) *Topic {
	t := Code(entry, f.rules)
	t.ID, f.guessed = id, true
	return t
}

// Codes of known kinds, as single words.
var patterns = []struct {
	form  func() *regexp.Regexp
	entry string
}{
	{lazyregexp.New(`^GTW-\d{3}$`), "GTW-NUMBER"},
	{lazyregexp.New(`^[CF]0\d\d$`), "CHECKLIST-CODE"},
	{lazyregexp.New(`^(R2\d\d|CRF\d+|PF[AC]\d+)$`), "INI-NUMBER"},
}

// patterned is a code that has the form of a known kind but is not listed.
func (f *finder) patterned(word string) *Topic {
	if _, listed := load().codes[word]; listed {
		return nil
	}
	for _, p := range patterns {
		if p.form().MatchString(word) {
			return f.unseen(p.entry, word)
		}
	}
	return nil
}

// placed are the errors whose type or instance is among the words; with both, only those that have both.
func (f *finder) placed(words []string, strict bool) []*Topic {
	has := func(name string) bool {
		return name != "" && slices.ContainsFunc(words, func(w string) bool {
			return strings.EqualFold(strings.TrimPrefix(w, "/"), strings.TrimPrefix(name, "/"))
		})
	}
	var byBoth, byType, byInstance []*Topic
	for _, id := range gateway.IDs() {
		a := load().known[id]
		typ, instance := has(a.Type), has(a.Instance)
		switch {
		case typ && instance:
			byBoth = append(byBoth, Of(id, f.rules))
		case typ:
			byType = append(byType, Of(id, f.rules))
		case instance && !strict:
			byInstance = append(byInstance, Of(id, f.rules))
		}
	}
	switch {
	case len(byBoth) > 0 && len(words) > 1:
		return byBoth
	case len(byBoth)+len(byType) > 0:
		return append(byBoth, byType...)
	}
	return byInstance
}

// holding explains answers, events and lines of errors.json.
func (f *finder) holding(h *holding) {
	for _, a := range h.answers {
		f.add(f.answer(a)...)
		f.national(a.Detail)
	}
	if len(h.events) > 0 {
		f.events(h.events)
	}
	for _, i := range h.items {
		t := f.entry(load().codes[i.code])
		if t == nil {
			t = f.first(f.coded(i.description))
		}
		f.add(t)
	}
}

func (f *finder) first(topics []*Topic) *Topic {
	if len(topics) == 0 {
		return nil
	}
	return topics[0]
}

// events explains the events that failed; where none did, the last one.
func (f *finder) events(events []event) {
	failed := slices.DeleteFunc(slices.Clone(events), func(e event) bool {
		return e.status == "" || strings.EqualFold(e.status, "SUCCESS")
	})
	if len(failed) == 0 {
		f.add(Code("SUCCESS", f.rules), f.entry(load().codes[events[len(events)-1].typ]))
		return
	}
	for _, e := range failed {
		f.add(f.coded(e.message)...)
		f.add(f.worded(e.message)...)
		f.national(e.message)
		if !strings.EqualFold(e.status, "BLOCKING_ERROR") {
			f.add(Code(load().codes[e.status], f.rules))
		}
		f.add(Code(load().codes[e.typ], f.rules))
	}
}

// answer explains an answer: the codes in it, then the errors of the table that it can be.
func (f *finder) answer(a Answer) []*Topic {
	if a.Warning != "" {
		var warned []*Topic
		for _, id := range gateway.Warnings(a.Warning) {
			warned = append(warned, Of(id, f.rules))
		}
		return warned
	}
	text := strings.Join([]string{a.Type, a.Title, a.Detail, a.Instance}, "\n")
	topics := f.coded(text)
	ids := f.meaning(a)
	var worded []string
	for _, p := range f.match(text) {
		if p.error && !p.title {
			worded = append(worded, p.id)
		}
	}
	both := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !slices.Contains(worded, id) })
	switch {
	case len(both) > 0:
		ids = both
	case len(worded) > 0:
		ids = worded
	}
	for _, id := range ids {
		topics = append(topics, Of(id, f.rules))
	}
	if len(topics) == 0 && a.Type != "" {
		topics = f.placed([]string{a.Type, a.Instance}, true)
	}
	if len(topics) == 0 {
		topics = f.govway(text)
	}
	return topics
}

// meaning asks the table, for every operation that the answer may be of. Errors with exactly the answer's detail stand for all.
func (f *finder) meaning(a Answer) []string {
	ops := []fse.Operation{f.op}
	if f.op == fse.AnyOperation {
		ops = append(fse.Operations(), fse.StatusByWorkflow, fse.StatusByTrace)
	}
	var ids, exact []string
	for _, op := range ops {
		for _, id := range gateway.Meaning(op, a.Status, a.Type, a.Instance, a.Detail) {
			if slices.Contains(ids, id) {
				continue
			}
			ids = append(ids, id)
			if known := load().known[id]; known.Detail != "" && strings.HasPrefix(a.Detail, known.Detail) {
				exact = append(exact, id)
			}
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return ids
}

var (
	nationalRule = lazyregexp.New(`(?i)\b(?:ERRORE?[- ]b?\d+[a-z]?|W\d{3})\b`)
	glued        = strings.NewReplacer("ERROR_CODE", " ERROR_CODE", "CODE CONTEXT", " CODE CONTEXT", "ERROR_CONTEXT", " ERROR_CONTEXT")
	iniNumber    = lazyregexp.New(`(?i)(?:\bINI[-_ ]|Internal Error |codEsito\W{1,12}|\berrore |\bcodice\W{1,6}|"codice": ")(\d{4})\b`)
	govwayName   = lazyregexp.New(`govway\.org/handling-errors/\d+/(\w+)`)
	httpStatus   = lazyregexp.New(`(?i)(?:^\s*|HTTP/\d(?:\.\d)?\s+|\bstatus\W{0,3}(?:code\W{1,3})?|\bHTTP\s+)([45]\d\d)\b`)
	codeWord     = lazyregexp.New(`[A-Za-z][\w.+-]*[\w]`)
)

// glue parts the codes that registries write without a blank between them.
func glue(text string) string {
	if !strings.Contains(text, "CODE") && !strings.Contains(text, "CONTEXT") {
		return text
	}
	return glued.Replace(text)
}

// national takes the numbers of national rules that stand in a text.
func (f *finder) national(text string) {
	for _, id := range nationalRule().FindAllString(text, -1) {
		if !slices.ContainsFunc(f.found.National, func(o string) bool { return strings.EqualFold(o, id) }) {
			f.found.National = append(f.found.National, id)
		}
	}
}

// coded are the codes that stand in a text, spelt exactly, and the phrases that tell one.
func (f *finder) coded(text string) []*Topic {
	x := load()
	text = glue(text)
	var topics []*Topic
	add := func(t *Topic) {
		if t != nil && !slices.ContainsFunc(topics, func(o *Topic) bool { return o.ID == t.ID }) {
			topics = append(topics, t)
		}
	}
	for _, w := range codeWord().FindAllString(text, -1) {
		if t := Code(x.codes[w], f.rules); t != nil && t.Kind != Event && t.Kind != Instance && t.Kind != Type {
			add(t)
		}
		add(f.patterned(w))
	}
	for _, m := range iniNumber().FindAllStringSubmatch(text, -1) {
		add(f.numbered(m[1]))
	}
	for _, p := range f.match(text) {
		if !p.error {
			add(Code(p.id, f.rules))
		}
	}
	if len(topics) > 1 { // what is general says nothing beside what is exact
		topics = slices.DeleteFunc(topics, func(t *Topic) bool { return t.ID == "XDSRegistryError" || t.ID == "GTW-NUMBER" })
	}
	return topics
}

// worded are the errors whose detail stands in a text.
func (f *finder) worded(text string) []*Topic {
	var topics []*Topic
	for _, p := range f.match(text) {
		if p.error && !p.title {
			topics = append(topics, Of(p.id, f.rules))
		}
	}
	return topics
}

// govway is an answer of the front end by the name in its address.
func (f *finder) govway(text string) []*Topic {
	m := govwayName().FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	return []*Topic{f.unseen("GOVWAY-NAME", m[1])}
}

// loose explains a text that is no JSON: codes, details, ids of errors and rules, types and instances; titles when there is nothing else.
func (f *finder) loose(text string) {
	f.add(f.coded(text)...)
	f.add(f.worded(text)...)
	f.national(text)
	var paths []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n\"'`,;()[]{}<>=|", r) }) {
		w = strings.TrimRight(w, ".:")
		if len(w) == 5 && w[2] == '-' {
			f.add(Of(w, f.rules))
		}
		if r := f.rule(w); r != nil && !slices.Contains(f.found.Rules, r) {
			f.found.Rules = append(f.found.Rules, r)
		}
		if strings.HasPrefix(w, "/") || strings.HasPrefix(w, "msg/") {
			paths = append(paths, w)
		}
	}
	if f.found.Nothing() && len(paths) > 0 {
		f.add(f.placed(paths, false)...)
	}
	if f.found.Nothing() {
		f.add(f.govway(text)...)
	}
	if f.found.Nothing() {
		f.eventful(text)
	}
	if f.found.Nothing() {
		for _, p := range f.match(text) {
			f.add(Of(p.id, f.rules))
		}
	}
	if f.found.Nothing() {
		f.status(text)
	}
}

// status explains an HTTP status where there is nothing else: what stands before the gateway answers with it alone, or all errors that
// have it.
func (f *finder) status(text string) {
	m := httpStatus().FindStringSubmatch(text)
	if m == nil {
		return
	}
	status, _ := strconv.Atoi(m[1]) // three digits
	ids := gateway.Meaning(f.op, status, "", "", "")
	if len(ids) == 0 {
		ids = slices.DeleteFunc(gateway.IDs(), func(id string) bool { return load().known[id].Status != status })
	}
	for _, id := range ids {
		f.add(Of(id, f.rules))
	}
}

// rule is the rule with this id, now or formerly; a text may have many words.
func (f *finder) rule(id string) *lint.Rule {
	if f.byID == nil {
		f.byID = map[string]*lint.Rule{}
		for _, r := range f.rules {
			for _, id := range r.IDs() {
				f.byID[id] = r
			}
		}
	}
	return f.byID[id]
}

// eventful explains the names and states of events in a text of few words, where they can be nothing else.
func (f *finder) eventful(text string) {
	words := codeWord().FindAllString(text, 9)
	if len(words) > 8 {
		return
	}
	for _, w := range words {
		if t := Code(load().codes[w], f.rules); t != nil && t.Kind == Event {
			f.add(t)
		}
	}
}

// near names known words that come near one, or known texts that share most words with a sentence.
func (f *finder) near(text string) {
	const most = 3
	s := near.New(text, most)
	for _, name := range Names() {
		s.Consider([]byte(name))
	}
	for _, r := range f.rules {
		s.Consider([]byte(r.ID))
	}
	for _, m := range s.Best() {
		f.found.Near = append(f.found.Near, m.Value)
	}
	if len(f.found.Near) == 0 {
		f.found.Near = load().alike(text, most)
	}
}
