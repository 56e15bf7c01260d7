package meaning

import (
	"cmp"
	"slices"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
)

// Kind says what sort of thing a topic is.
type Kind string

// The kinds of topics.
const (
	Error         Kind = "error"         // of the gateway's table
	Front         Kind = "front"         // an answer of the front end that the table does not have
	Index         Kind = "index"         // a code of INI or of a regional registry
	Tuscany       Kind = "tuscany"       // of CART and the regional middleware
	Accreditation Kind = "accreditation" // of the national accreditation
	Event         Kind = "event"         // of the status service
	Certificate   Kind = "certificate"   // about certificates, from those who issue or take them
	Container     Kind = "container"     // a message of the test container
	Type          Kind = "type"          // of answers
	Instance      Kind = "instance"      // of answers
)

// Topic is something that people hold, with what is known of it.
type Topic struct {
	ID      string
	Kind    Kind
	Side    string // whose side it is on: you, gateway, index, region, ca
	Known   string // how sure the meaning is: document, code, threads
	Means   lint.Text
	Look    lint.Text   // what to look at first
	Rules   []string    // ids of rules that find it beforehand
	Sources []string    // public documents, each as one line
	Answer  lint.Answer // of an error: what the gateway says
}

// Write says whom to write to, if looking does not help.
func (t *Topic) Write() lint.Text {
	switch {
	case t.Kind == Accreditation:
		return texts.Text("write-accreditation", nil)
	case t.Kind == Tuscany:
		return texts.Text("write-tuscany", nil)
	}
	return texts.Text("write-"+t.Side, nil)
}

// Whose says on whose side it is, in words.
func (t *Topic) Whose() lint.Text { return texts.Text("side-"+t.Side, nil) }

// Certainty says how sure the meaning is, in words.
func (t *Topic) Certainty() lint.Text { return texts.Text("known-"+t.Known, nil) }

// Heading says what sort of thing it is, in words.
func (t *Topic) Heading() lint.Text { return texts.Text("kind-"+string(t.Kind), nil) }

// tableID is the form of the ids of the gateway's table.
var tableID = lazyregexp.New(`^[A-Z]{2}-\d\d$`)

// Of returns what is known of an error of the gateway's table, by its id; nil when there is none. Of the rules those that say that they
// predict it are named, and those that are known to do.
func Of(id string, rules []*lint.Rule) *Topic {
	if !tableID().MatchString(id) || !errors.Has(id) {
		return nil
	}
	t := read(errors, id)
	t.Kind, t.Known = Error, cmp.Or(t.Known, "code")
	t.Answer, _ = gateway.Known(id)
	for _, r := range rules {
		if r.Error == id && !slices.Contains(t.Rules, r.ID) {
			t.Rules = append(t.Rules, r.ID)
		}
	}
	t.Rules = existing(t.Rules, rules)
	return t
}

// Code returns what is known of anything else, by its id; nil when there is none.
func Code(id string, rules []*lint.Rule) *Topic {
	if !codes.Has(id) {
		return nil
	}
	t := read(codes, id)
	t.Rules = existing(t.Rules, rules)
	return t
}

// existing drops the rules that a program does not have; without any rules all are kept.
func existing(ids []string, rules []*lint.Rule) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return rules != nil && lint.Find(rules, id) == nil })
}

// read makes a topic of an entry. What it does not say is taken from the one that it is like.
func read(c *lint.Catalog, id string) *Topic {
	other := like(c, id)
	value := lint.Values{"value": lint.Known(c.Part(id, "value", nil).In("en"))}
	part := func(name string) lint.Text {
		if p := c.Part(id, name, value); !p.IsZero() {
			return p
		}
		return c.Part(other, name, value)
	}
	list := func(name string) []string {
		if l := c.List(id, name); l != nil {
			return l
		}
		return c.List(other, name)
	}
	sources := c.SourceLines(id)
	if sources == nil {
		sources = c.SourceLines(other)
	}
	return &Topic{
		ID: id, Kind: Kind(part("kind").In("en")), Side: part("side").In("en"), Known: part("known").In("en"),
		Means: part("means"), Look: part("look"), Rules: list("rules"), Sources: sources,
	}
}

func like(c *lint.Catalog, id string) string {
	if other := c.Part(id, "like", nil); !other.IsZero() {
		return other.In("en")
	}
	return id
}

// Answered returns what an answer to a call means: the topics of the errors that it can be, with the codes that it holds before them; of a
// warning what is warned of; of the status services what became of the steps that failed.
func Answered(op fse.Operation, a *wire.Answer, rules []*lint.Rule) []*Topic {
	f := &finder{rules: rules, op: op, found: &Found{}}
	switch p := a.Problem; {
	case p != nil:
		f.add(f.answer(Answer{Status: a.Status, Type: p.Type, Title: p.Title, Instance: p.Instance, Detail: p.Detail})...)
	case a.Warning != "":
		f.add(f.answer(Answer{Warning: a.Warning})...)
	}
	for _, e := range a.Transaction {
		if e.Status != "" && e.Status != "SUCCESS" {
			f.events([]event{{e.Type, e.Status, e.Message}})
		}
	}
	return f.found.Topics
}

// Errors are the ids of the errors that the gateway's answer to a call can be.
func Errors(e *ledger.Entry, rules []*lint.Rule) []string {
	a := e.Answer()
	if a == nil {
		return nil
	}
	return (&Found{Topics: Answered(e.Operation, a, rules)}).Errors()
}
