package validate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
)

var testStages = []Stage{{Name: "one"}, {Name: "two"}}

var testRule = &lint.Rule{ID: "T-1", Title: lint.Same("title"), Fix: lint.Same("fix"), Severity: lint.Error, Group: lint.Gateway}

// The facts of the tests.
var (
	factA = NewFact[int]("a")
	factB = NewFact[int]("b")
	factC = NewFact[int]("c")
)

func fact(f Fact[int], stage string, v int, requires ...Key) *Check {
	return &Check{Stage: stage, Requires: requires, Run: f.From(func(context.Context, *Pass) (int, error) { return v, nil })}
}

func failing(f Fact[int], stage string, err error) *Check {
	return &Check{Stage: stage, Run: f.From(func(context.Context, *Pass) (int, error) { return 0, err })}
}

// judging is a check that makes no fact.
func judging(name, stage string, run func(ctx context.Context, p *Pass) error) *Check {
	return &Check{Name: name, Stage: stage, Run: Judge(run)}
}

func TestNewRefuses(t *testing.T) {
	again := lint.Rule{ID: testRule.ID, Severity: lint.Error, Group: lint.Gateway}
	for name, checks := range map[string][]*Check{
		"is listed twice":      {fact(factA, "one", 1), fact(factA, "one", 1)},
		"made by both x and y": {{Name: "x", Run: fact(factA, "", 1).Run}, {Name: "y", Run: fact(factA, "", 1).Run}},
		"which is not there":   {fact(factA, "one", 1, factB)},
		"a → b → a":            {fact(factA, "one", 1, factB), fact(factB, "one", 1, factA)},
		"unknown stage three":  {fact(factA, "three", 1)},
		"without name or Run":  {{Name: "a"}},
		"there are two rules":  {{Run: fact(factA, "", 0).Run, Rules: []*lint.Rule{testRule}}, {Run: fact(factB, "", 0).Run, Rules: []*lint.Rule{&again}}},
		"has no id":            {{Run: fact(factA, "", 0).Run, Rules: []*lint.Rule{{ID: "x"}}}},
	} {
		_, err := New(testStages, checks, Options{})
		assert.ErrorContains(t, err, name)
	}
	_, err := New([]Stage{{Name: "one"}, {Name: "one"}}, nil, Options{})
	assert.ErrorContains(t, err, "listed twice")
}

func judge(t *testing.T, opts Options, checks ...*Check) *Result {
	r, err := New(testStages, checks, opts)
	require.NoError(t, err)
	return r.Document(context.Background(), Bytes("x", []byte("data")))
}

func TestFactsFlowToDependants(t *testing.T) {
	var got int
	use := judging("use", "two", func(_ context.Context, p *Pass) error {
		got = factA.Of(p)
		return nil
	})
	use.Requires = []Key{factA}
	d := judge(t, Options{}, use, fact(factA, "one", 7), failing(factB, "one", &Skip{Ran: true}))
	assert.Equal(t, 7, got)
	assert.Equal(t, 7, factA.Of(d), "facts outlive the run")
	_, ok := factB.Lookup(d)
	assert.False(t, ok, "what was not made is not there")
	_, ok = factA.Lookup((*Result)(nil))
	assert.False(t, ok)
	assert.Equal(t, Accepted, d.Verdict)
	assert.Equal(t, "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7", d.SHA256)
}

func TestWhatCannotRunIsSkippedWithItsReason(t *testing.T) {
	why := lint.Same("no reason")
	d := judge(t, Options{}, failing(factA, "one", &Skip{Reason: why}), fact(factB, "two", 1, factA), fact(factC, "two", 1, factB))
	assert.Equal(t, Undetermined, d.Verdict)
	for _, s := range d.Stages {
		assert.Equal(t, Skipped, s.State)
		assert.Equal(t, why, s.Reason)
	}
	d = judge(t, Options{}, failing(factA, "one", &Skip{Reason: why, Absent: true}), fact(factC, "two", 1))
	assert.Equal(t, Accepted, d.Verdict, "an input that the user did not give leaves the verdict alone")
	d = judge(t, Options{}, failing(factA, "one", &Skip{Reason: why, Ran: true}), fact(factB, "one", 1, factA), fact(factC, "two", 1, factB))
	assert.Equal(t, Ran, d.Stage("one").State, "a check that had nothing to give has run")
	assert.Equal(t, Skipped, d.Stage("two").State)
	assert.Equal(t, Undetermined, judge(t, Options{}, fact(factA, "one", 1)).Verdict, "a stage without any check has not run")
}

func TestToolFailuresAreFaults(t *testing.T) {
	for name, c := range map[string]struct {
		check *Check
		fault string
		time  time.Duration // 0 for none
	}{
		"error": {failing(factA, "one", errors.New("broken")), "a: broken", 0},
		"panic": {&Check{Stage: "one", Run: factA.From(func(context.Context, *Pass) (int, error) { panic("boom") })}, "panic: boom at ", 0},
		"slow": {&Check{Stage: "one", Run: factA.From(func(ctx context.Context, _ *Pass) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		})}, "not judged within", 50 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			d := judge(t, Options{Limits: Limits{Time: c.time}}, c.check, fact(factB, "two", 1, factA))
			assert.Equal(t, Fault, d.Verdict)
			require.NotNil(t, d.Fault)
			assert.Contains(t, d.Fault.Message.In("en"), c.fault)
			assert.NotEqual(t, Ran, d.Stage("two").State)
		})
	}
}

func TestACheckThatNeverReturnsIsAbandoned(t *testing.T) {
	block := make(chan struct{})
	defer close(block)
	d := judge(t, Options{Limits: Limits{Time: time.Millisecond}}, judging("a", "one", func(context.Context, *Pass) error {
		<-block
		return nil
	}))
	assert.Equal(t, Fault, d.Verdict)
}

// held is a fact that ends with its result.
type held struct{ released *int }

func (h held) Release() { *h.released++ }

func TestRunReleasesFacts(t *testing.T) {
	var released int
	key := NewFact[held]("held")
	step := key.From(func(context.Context, *Pass) (held, error) { return held{&released}, nil })
	r, err := New(testStages, []*Check{{Stage: "one", Run: step}}, Options{})
	require.NoError(t, err)
	emitted := 0
	require.NoError(t, r.Run(t.Context(), slices.Values([]*Bundle{Bytes("a", nil), Bytes("b", nil)}), 1, func(d *Result) error {
		_, ok := key.Lookup(d)
		assert.True(t, ok)
		assert.Equal(t, emitted, released, "the facts live until the result was emitted")
		emitted++
		return nil
	}))
	assert.Equal(t, 2, released)
	d := r.Document(t.Context(), Bytes("c", nil))
	assert.Equal(t, 2, released, "without Release they live on")
	d.Release()
	d.Release()
	assert.Equal(t, 3, released)
}

func TestUnreadable(t *testing.T) {
	r, err := New(testStages, nil, Options{Limits: Limits{InputBytes: 3}})
	require.NoError(t, err)
	assert.Contains(t, r.Document(context.Background(), File("/does/not/exist")).Fault.Message.In("en"), "no such file")
	assert.Contains(t, r.Document(context.Background(), Bytes("x", []byte("1234"))).Fault.Message.In("en"), "larger than 3 bytes")
	assert.Equal(t, Fault, r.Document(context.Background(), File(t.TempDir())).Verdict)
}

func TestReportTakesTheRestFromTheRule(t *testing.T) {
	at := func(line, column int, id string) lint.Finding {
		return lint.Finding{Rule: testRule, ID: id, Location: lint.Location{Line: line, Column: column}}
	}
	d := judge(t, Options{}, judging("b", "two", func(_ context.Context, p *Pass) error {
		p.Report(at(2, 1, "Z"))
		p.Report(at(2, 1, "A"))
		p.Report(at(1, 9, "M"))
		return nil
	}), judging("a", "one", func(_ context.Context, p *Pass) error {
		p.Report(lint.Finding{Rule: testRule})
		return nil
	}))
	var ids []string
	for _, f := range d.Findings {
		ids = append(ids, f.ID)
	}
	assert.Equal(t, []string{"T-1", "M", "A", "Z"}, ids, "stage, line, column, id")
	f := d.Findings[0]
	assert.Equal(t, lint.Error, f.Severity)
	assert.Equal(t, lint.Gateway, f.Group)
	assert.Equal(t, lint.Same("title"), f.Message)
	assert.Equal(t, lint.Same("fix"), f.Fix)
	assert.Equal(t, Defective, d.Verdict)
}

func TestRunKeepsInputOrderAndBoundsMemory(t *testing.T) {
	var inFlight, most atomic.Int64
	r, err := New(testStages, []*Check{judging("a", "one", func(_ context.Context, p *Pass) error {
		most.Store(max(most.Load(), inFlight.Add(1)))
		if len(p.Data)%7 == 0 {
			time.Sleep(time.Millisecond)
		}
		return nil
	})}, Options{})
	require.NoError(t, err)
	const n = 300
	bundles := func(yield func(*Bundle) bool) {
		for i := range n {
			if !yield(Bytes(fmt.Sprint(i), make([]byte, i))) {
				return
			}
		}
	}
	next := 0
	require.NoError(t, r.Run(context.Background(), bundles, 4, func(d *Result) error {
		inFlight.Add(-1)
		assert.Equal(t, fmt.Sprint(next), d.Path)
		next++
		return nil
	}))
	assert.Equal(t, n, next)
	assert.LessOrEqual(t, most.Load(), int64(4*2+4+2), "results may not pile up")

	stop := errors.New("enough")
	assert.ErrorIs(t, r.Run(context.Background(), bundles, 2, func(*Result) error { return stop }), stop)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	assert.ErrorIs(t, r.Run(ctx, slices.Values([]*Bundle{Bytes("x", nil)}), 1, func(*Result) error { return nil }), context.Canceled)
}
