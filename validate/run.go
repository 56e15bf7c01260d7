package validate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/fselint/fselint/lint"
)

// Limits bounds what one document may cost.
type Limits struct {
	Time       time.Duration // wall clock
	InputBytes int64         // size of the file
}

// DefaultLimits is generous: a document of ordinary size is judged in milliseconds.
func DefaultLimits() Limits {
	return Limits{Time: 30 * time.Second, InputBytes: 512 << 20}
}

// Options are the settings of a Runner.
type Options struct {
	Limits Limits // zero fields take their defaults
	// Failures gives the rule under which each kind of failure is reported as a finding too.
	Failures map[FailureKind]*lint.Rule
	// Conclude is called last for every document, before its verdict is worked out: it adds what follows from the whole.
	Conclude func(*Document)
}

// Runner judges documents with a fixed set of checks. It is safe for concurrent use.
type Runner struct {
	stages []Stage
	checks []*Check
	opts   Options
}

// New makes a runner. It refuses checks without a name, duplicates, unknown stages and requirements, and cycles.
func New(stages []Stage, checks []*Check, opts Options) (*Runner, error) {
	order, err := sorted(stages, checks)
	if err != nil {
		return nil, err
	}
	def := DefaultLimits()
	if opts.Limits.Time <= 0 {
		opts.Limits.Time = def.Time
	}
	if opts.Limits.InputBytes <= 0 {
		opts.Limits.InputBytes = def.InputBytes
	}
	return &Runner{stages: stages, checks: order, opts: opts}, nil
}

// Rules returns every rule of the checks, in their order.
func (r *Runner) Rules() []*lint.Rule {
	var rules []*lint.Rule
	for _, c := range r.checks {
		rules = append(rules, c.Rules...)
	}
	return rules
}

// Stages returns the stages in report order.
func (r *Runner) Stages() []Stage { return r.stages }

// state is what the checks of one document share.
type state struct {
	Bundle *Bundle
	Data   []byte // the document, as read
	Doc    *Document
	Facts
}

// Report adds a finding. What the finding leaves empty is taken from its rule.
func (p *Pass) Report(f lint.Finding) {
	f.Complete()
	f.Stage = or(f.Stage, p.check.Stage)
	p.Doc.Findings = append(p.Doc.Findings, f)
}

func or[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// grace is how long a document past its time may take to notice that its context has ended.
const grace = 2 * time.Second

// Document judges one document. It never panics and returns within the time limit: a check that does not return is
// abandoned and the document ends as a fault, without facts.
func (r *Runner) Document(ctx context.Context, b *Bundle) *Result {
	done := make(chan *Result, 1)
	go func() {
		if d, inTime := r.Attempt(ctx, b, func(late *Result) { done <- late }); inTime {
			done <- d
		}
	}()
	return <-done
}

// Attempt judges one document in the goroutine of the caller, which stays in a check that does not return. When the time limit
// and a little more has passed, late is called with the fault, in another goroutine, and whatever Attempt returns after that
// comes too late: inTime is false.
func (r *Runner) Attempt(ctx context.Context, b *Bundle, late func(*Result)) (d *Result, inTime bool) {
	start := time.Now()
	bounded, cancel := context.WithTimeout(ctx, r.opts.Limits.Time)
	defer cancel()
	var over atomic.Bool // whoever sets it has the result
	giveUp := func() {
		if over.CompareAndSwap(false, true) {
			d := &Result{Document: &Document{Path: b.Path, Fault: r.timedOut(ctx)}}
			r.finish(d.Document, nil)
			d.Elapsed = time.Since(start)
			late(d)
		}
	}
	stop := context.AfterFunc(bounded, func() { time.AfterFunc(grace, giveUp) })
	d = r.judge(bounded, b)
	stop()
	d.Elapsed = time.Since(start)
	return d, over.CompareAndSwap(false, true)
}

// timedOut tells an interruption of the whole run (ctx) from a document that took too long.
func (r *Runner) timedOut(ctx context.Context) *Failure {
	if errors.Is(ctx.Err(), context.Canceled) {
		return &Failure{Kind: TimedOut, Message: texts.Text("interrupted", nil)}
	}
	limit := r.opts.Limits.Time.String()
	return &Failure{Kind: TimedOut, Message: texts.Text("not-judged-within", lint.Values{"limit": limit})}
}

func (r *Runner) judge(ctx context.Context, b *Bundle) *Result {
	s := &state{Bundle: b, Doc: &Document{Path: b.Path}, Facts: Facts{make([]made, 0, len(r.checks))}}
	result := &Result{s.Doc, &s.Facts}
	if err := s.load(r.opts.Limits.InputBytes); err != nil {
		s.Doc.Fault = &Failure{Kind: Unreadable, Message: texts.Text("cannot-be-read", lint.Values{"why": reason(err)})}
		if large := new(TooLargeError); errors.As(err, &large) {
			s.Doc.Fault = &Failure{Kind: Exceeded, Message: texts.Text("larger-than", lint.Values{"limit": int(large.Limit)})}
		}
		r.finish(s.Doc, nil)
		return result
	}
	states := make(map[string]*StageState, len(r.stages))
	for _, c := range r.checks {
		if ctx.Err() != nil {
			s.Doc.Fault = r.timedOut(ctx)
			break
		}
		r.step(ctx, s, c, states)
	}
	r.finish(s.Doc, states)
	return result
}

// load reads the document, if the operation sends one.
func (s *state) load(limit int64) error {
	if s.Bundle.Load == nil {
		return nil
	}
	data, err := s.Bundle.Load(limit)
	if err != nil {
		return err
	}
	s.Data = data
	sum := sha256.Sum256(data)
	s.Doc.SHA256 = hex.EncodeToString(sum[:])
	return nil
}

// reason drops the path from a file error: the report names it already.
func reason(err error) lint.Text {
	var re *ReadError
	var pe *fs.PathError
	switch {
	case errors.As(err, &re):
		return re.Reason
	case errors.As(err, &pe):
		return lint.Same(pe.Err.Error())
	}
	return lint.Same(err.Error())
}

// step runs one check, or skips it when what it requires was not made.
func (r *Runner) step(ctx context.Context, s *state, c *Check, states map[string]*StageState) {
	for _, need := range c.Requires {
		if skip := s.find(need.key()).skip; skip != nil { // it is there: its maker came before
			s.lacks(c, &Skip{Reason: skip.Reason, Absent: skip.Absent, stage: skip.stage})
			if skip.stage != c.Stage { // within its stage the cause has spoken already
				note(states, c, &StageState{State: Skipped, Reason: skip.Reason, Absent: skip.Absent})
			}
			return
		}
	}
	fact, err := run(ctx, &Pass{state: s, check: c})
	var skip *Skip
	switch {
	case err == nil:
		if c.Run.fact != nil {
			s.made = append(s.made, made{id: c.Run.fact, value: fact})
		}
		note(states, c, &StageState{State: Ran})
	case errors.As(err, &skip):
		own := *skip
		own.stage = c.Stage
		s.lacks(c, &own)
		if skip.Ran {
			note(states, c, &StageState{State: Ran})
		} else {
			note(states, c, &StageState{State: Skipped, Reason: skip.Reason, Absent: skip.Absent})
		}
	default:
		why := &Failure{Kind: Broken, Message: lint.Same(fmt.Sprintf("%s: %v", c.name(), err))}
		if ctx.Err() != nil {
			why = r.timedOut(ctx)
		}
		s.Doc.Fault = or(s.Doc.Fault, why)
		s.lacks(c, &Skip{
			Reason: texts.Text("the-check-failed", lint.Values{"name": c.name()}), stage: c.Stage,
		})
		note(states, c, &StageState{State: Failed, Reason: why.Message})
	}
}

// lacks remembers why a check made no fact.
func (s *state) lacks(c *Check, why *Skip) {
	if c.Run.fact != nil {
		s.made = append(s.made, made{id: c.Run.fact, skip: why})
	}
}

// note merges the state of one check into that of its stage: the worst one counts.
func note(states map[string]*StageState, c *Check, st *StageState) {
	if c.Stage == "" {
		return
	}
	st.Name = c.Stage
	rank := map[State]int{Ran: 0, Skipped: 1, Failed: 2}
	if old := states[c.Stage]; old == nil || rank[st.State] > rank[old.State] {
		states[c.Stage] = st
	}
}

func run(ctx context.Context, p *Pass) (fact any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v at %s", r, panicPlace(debug.Stack()))
		}
	}()
	return p.check.Run.run(ctx, p)
}

// panicPlace picks the first frame below the panic from a stack trace.
func panicPlace(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "panic(") && i+2 < len(lines) {
			return strings.TrimSpace(lines[i+2])
		}
	}
	return "unknown place"
}

func (r *Runner) finish(d *Document, states map[string]*StageState) {
	d.Stages = make([]StageState, 0, len(r.stages))
	for _, s := range r.stages {
		st := states[s.Name]
		if st == nil {
			st = &StageState{State: Skipped, Reason: texts.Text("the-document-was-not-judged", nil)}
		}
		st.Name = s.Name
		d.Stages = append(d.Stages, *st)
	}
	if d.Fault != nil && !d.Fault.Told {
		if rule := r.opts.Failures[d.Fault.Kind]; rule != nil {
			(&Pass{state: &state{Doc: d}, check: &Check{}}).Report(lint.Finding{Rule: rule, Message: d.Fault.Message})
		}
	}
	sortFindings(d.Findings, r.stages)
	if r.opts.Conclude != nil {
		r.opts.Conclude(d)
	}
	d.Conclude()
}
