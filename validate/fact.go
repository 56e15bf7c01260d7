package validate

import "context"

// Fact is the key of one kind of fact: a value of type T that one check makes from a document and that others, and whoever
// asked for the judgement, take. A package declares its facts as variables; a check makes one by From.
type Fact[T any] struct{ id *factID }

type factID struct{ name string }

// Key is a Fact of any type.
type Key interface{ key() *factID }

// NewFact declares a fact. The name serves messages only: two facts of one name are different facts.
func NewFact[T any](name string) Fact[T] { return Fact[T]{&factID{name}} }

func (f Fact[T]) key() *factID { return f.id }

func (f Fact[T]) String() string { return f.id.name }

// Facts are what the checks of one document made of it. The zero value holds none.
type Facts struct{ made []made }

// made is one fact, or why there is none.
type made struct {
	id    *factID
	value any
	skip  *Skip
}

func (f *Facts) facts() *Facts { return f }

func (f *Facts) find(id *factID) *made {
	if f == nil {
		return nil
	}
	for i := range f.made {
		if f.made[i].id == id {
			return &f.made[i]
		}
	}
	return nil
}

// Holder has facts: a *Pass, a *Result or *Facts.
type Holder interface{ facts() *Facts }

// Of returns the fact, the zero value of T where there is none.
func (f Fact[T]) Of(h Holder) T {
	v, _ := f.Lookup(h)
	return v
}

// Lookup returns the fact and whether there is one.
func (f Fact[T]) Lookup(h Holder) (T, bool) {
	if m := h.facts().find(f.id); m != nil {
		v, ok := m.value.(T)
		return v, ok && m.skip == nil
	}
	var none T
	return none, false
}

// With adds a fact to a result that no runner made, such as that of a test.
func (f Fact[T]) With(r *Result, value T) *Result {
	if r.Facts == nil {
		r.Facts = &Facts{}
	}
	r.made = append(r.made, made{id: f.id, value: value})
	return r
}

// Step is what a check does: it makes a fact (Fact.From), or only judges (Judge).
type Step struct {
	fact *factID // nil for none
	run  func(ctx context.Context, p *Pass) (any, error)
}

// From is the step of the check that makes the fact. A *Skip as error means that it could not run or that the document has no
// such fact to give; any other error that the tool failed.
func (f Fact[T]) From(run func(ctx context.Context, p *Pass) (T, error)) Step {
	return Step{f.id, func(ctx context.Context, p *Pass) (any, error) { return run(ctx, p) }}
}

// Judge is the step of a check that makes no fact. Errors mean the same as those of From.
func Judge(run func(ctx context.Context, p *Pass) error) Step {
	return Step{run: func(ctx context.Context, p *Pass) (any, error) { return nil, run(ctx, p) }}
}
