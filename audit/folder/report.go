package folder

import (
	"context"
	"iter"
	"time"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/audit/store"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

// View is an audit to be reported.
type View struct {
	Store *store.Store
	Run   *store.Run
	// Earlier is an audit to compare with, nil for none; EarlierName is what it is called.
	Earlier     *store.Store
	EarlierName string
	// Adjust is applied to every judgement, the earlier audit's too, before anything else: a project's policy. Nil for none.
	Adjust func(*validate.Document)
	// Seen is told of every judgement of this audit, with both catalogs where there are two, after Adjust. Nil for nobody.
	Seen func(*validate.Document)
	// Redact replaces every judgement before it is counted, compared and shown; number is that of the path, from 1, or 0 for a
	// path that only the earlier audit has. Nil for nothing to be hidden.
	Redact func(d *validate.Document, number int) *validate.Document
	Sinks  []overview.Sink
}

// Report hands every document of the audit to the sinks, in the order of the paths, and then the overview, which it returns.
func (v *View) Report(ctx context.Context) (*overview.Overview, error) {
	r := v.Run
	o := &overview.Overview{Run: r.Bases[0].Run, Roots: r.Roots, Started: r.Started, Finished: time.Now().UTC().Truncate(time.Second), Judged: r.Judged, Reused: r.Reused}
	p := pass{View: v, ctx: ctx}
	if err := p.compareWith(); err != nil {
		return nil, err
	}
	defer p.stop()
	for d, err := range v.Store.Documents(r) {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = p.document(d)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := p.rest(); err != nil {
		return nil, err
	}
	p.builder.Finish(o)
	var err error
	if o.Distinct, err = v.Store.Distinct(r); err != nil {
		return nil, err
	}
	runs, err := v.Store.Runs()
	if err != nil {
		return nil, err
	}
	for i := range runs {
		if !runs[i].Finished.IsZero() && !runs[i].Same(r) {
			o.Past = append(o.Past, past(&runs[i]))
		}
	}
	o.Past = append(o.Past, overview.Past{Finished: o.Finished, Version: o.Run.Version, Catalog: o.Run.Catalog, Total: o.Total})
	for _, s := range v.Sinks {
		if err := s.Close(o); err != nil {
			return nil, err
		}
	}
	return o, nil
}

func past(r *store.Run) overview.Past {
	about := r.Bases[0].Run
	return overview.Past{Finished: r.Finished, Version: about.Version, Catalog: about.Catalog, Total: r.Total}
}

// pass is one reading of an audit, beside that of an earlier one.
type pass struct {
	*View
	ctx     context.Context
	builder overview.Builder
	number  int
	next    func() (*store.Document, error, bool)
	stop    func()
	earlier *store.Document // the next of the earlier audit that was not compared yet
}

func (p *pass) compareWith() error {
	p.stop = func() {}
	if len(p.Run.Bases) > 1 {
		other := p.Run.Bases[1].Run
		p.builder.Against = &overview.Comparison{Name: other.Catalog.Source, Run: other}
	}
	if p.Earlier == nil {
		return nil
	}
	runs, err := p.Earlier.Runs()
	if err != nil {
		return err
	}
	last := &runs[len(runs)-1]
	p.builder.Trend = &overview.Comparison{Name: p.EarlierName, Run: last.Bases[0].Run, Finished: last.Finished}
	p.next, p.stop = iter.Pull2(p.Earlier.Documents(last))
	return p.advance()
}

// advance moves on in the earlier audit.
func (p *pass) advance() error {
	p.earlier = nil
	if p.next == nil {
		return nil
	}
	d, err, ok := p.next()
	if err != nil {
		return texts.Error("the-earlier-audit", lint.Values{"err": err})
	}
	if ok {
		p.earlier = d
	}
	return nil
}

// skip counts an earlier document whose path is gone.
func (p *pass) skip() error {
	p.builder.Trend.Other(p.show(p.earlier.Judgements[0], 0, false))
	p.builder.Trend.Removed++
	return p.advance()
}

// rest counts what the earlier audit has beyond the last path.
func (p *pass) rest() error {
	for p.earlier != nil {
		if err := p.skip(); err != nil {
			return err
		}
	}
	return nil
}

// show prepares a judgement: every one that leaves an audit passes here.
func (p *pass) show(d *validate.Document, number int, own bool) *validate.Document {
	if p.Adjust != nil {
		p.Adjust(d)
	}
	if own && p.Seen != nil {
		p.Seen(d)
	}
	if p.Redact != nil {
		return p.Redact(d, number)
	}
	return d
}

func (p *pass) document(d *store.Document) error {
	p.number++
	e := &overview.Entry{Document: p.show(d.Judgements[0], p.number, true)}
	if len(d.Judgements) > 1 {
		other := p.show(d.Judgements[1], p.number, true)
		p.builder.Against.Other(other)
		diff := compare.Documents(e.Document, other)
		e.Against = &diff
	}
	for p.earlier != nil && p.earlier.Path < d.Path {
		if err := p.skip(); err != nil {
			return err
		}
	}
	switch {
	case p.next == nil:
	case p.earlier != nil && p.earlier.Path == d.Path:
		old := p.show(p.earlier.Judgements[0], p.number, false)
		p.builder.Trend.Other(old)
		diff := compare.Documents(old, e.Document)
		e.Trend = &diff
		if err := p.advance(); err != nil {
			return err
		}
	default:
		e.Added = true
	}
	p.builder.Add(e)
	for _, s := range p.Sinks {
		if err := s.Document(e); err != nil {
			return err
		}
	}
	return nil
}
