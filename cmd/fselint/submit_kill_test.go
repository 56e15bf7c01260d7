//go:build unix

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
)

var cartLine = regexp.MustCompile(`(?m)^  X-CART-id +(\S+)$`)

// TestSubmitKilled kills the program a hundred times while it submits, at changes of its ledger and after random times, while the
// gateway is slow and loses answers. Afterwards ledger and resolve know the truth about every document, nothing was done twice, and no
// X-CART-id that the program told of is lost.
func TestSubmitKilled(t *testing.T) {
	s := newStage(t)
	k := &submitKilling{stage: s, random: rand.New(rand.NewPCG(1, 2))}
	id, pdf := s.document()
	began := time.Now()
	out, err := s.submit(fse.ValidateAndCreate, "--request", s.body(fse.ValidateAndCreate, id, ""), pdf).CombinedOutput()
	require.NoError(t, err, "%s", out)
	k.usual = time.Since(began)
	k.documents = []string{id}
	for round := 0; (k.killed < 100 || k.done() <= 10) && round < 300; round++ {
		s.faults(k.fault())
		cmd, doc := k.call(round)
		if round%2 == 0 {
			k.atChange(cmd, 1+round/2%25)
		} else {
			k.after(cmd, time.Duration(k.random.Int64N(int64(k.usual*5/4))))
		}
		if !slices.Contains(k.documents, doc) {
			k.documents = append(k.documents, doc)
		}
		if round%10 == 9 {
			s.faults(`[]`)
			_, _ = s.resolve("--grace", "1h") // what it cannot tell yet stays unknown
		}
	}
	s.faults(`[]`)
	seen := -1 // the gateway ends what is under way
	require.Eventually(t, func() bool {
		before := seen
		seen = len(s.log.values("trace"))
		return seen == before
	}, time.Minute, 2*time.Second)
	text, err := s.resolve("--grace", "0s")
	require.NoError(t, err, "%s", text)
	k.judge()
}

type submitKilling struct {
	*stage
	random    *rand.Rand
	documents []string
	carts     []string // of which the program told
	killed    int
	usual     time.Duration // what a call takes on this machine
}

// done counts the changes that the gateway made.
func (k *submitKilling) done() (n int) {
	for _, id := range k.documents {
		n += k.truth(id).Calls
	}
	return n
}

// fault is something that goes wrong at the gateway, or nothing.
func (k *submitKilling) fault() string {
	delay := k.random.IntN(120)
	return []string{
		`[]`, fmt.Sprintf(`[{"delay":"%dms"}]`, delay), fmt.Sprintf(`[{"delay":"%dms","break":"after"}]`, delay), `[{"break":"answer"}]`, `[{"break":"before"}]`,
	}[k.random.IntN(5)]
}

// call prepares a call of the operation whose turn it is, and names the document that it is about.
func (k *submitKilling) call(round int) (*exec.Cmd, string) {
	op := []fse.Operation{fse.ValidateAndCreate, fse.Update, fse.Validation, fse.Delete, fse.ValidateAndReplace, fse.Create, fse.Replace}[round%7]
	old := ""
	if wire.NeedsID(op) {
		for i := len(k.documents) - 1; i >= 0 && old == ""; i-- {
			if p := k.truth(k.documents[i]); p.Calls > 0 && !p.Deleted {
				old = k.documents[i]
			}
		}
		if old == "" {
			op = fse.ValidateAndCreate
		}
	}
	var args []string
	if old != "" {
		args = []string{"--id", old}
	}
	if !op.SendsDocument() {
		if op == fse.Update {
			args = append(args, "--request", k.body(op, old, ""))
		}
		return k.submit(op, args...), old
	}
	id, pdf := k.document()
	workflow := ""
	if op == fse.Create || op == fse.Replace {
		k.faults(`[]`)
		out, err := k.submit(fse.Validation, "--request", k.body(fse.Validation, id, ""), pdf).CombinedOutput()
		require.NoError(k, err, "%s", out)
		entries := k.entries()
		workflow = entries[len(entries)-1].Answer().WorkflowInstanceID
		k.faults(k.fault())
	}
	return k.submit(op, append(args, "--request", k.body(op, id, workflow), pdf)...), id
}

// atChange kills the program when it makes the n-th change to its ledger.
func (k *submitKilling) atChange(cmd *exec.Cmd, n int) {
	w, err := fsnotify.NewWatcher()
	require.NoError(k, err)
	defer w.Close()
	require.NoError(k, w.Add(filepath.Dir(k.ledger())))
	k.run(cmd, func(ended chan struct{}) {
		for seen := 0; seen < n; {
			select {
			case <-w.Events:
				seen++
			case <-ended:
				return
			}
		}
	})
}

// after kills the program after a time from its beginning to send.
func (k *submitKilling) after(cmd *exec.Cmd, delay time.Duration) {
	k.run(cmd, func(ended chan struct{}) {
		select {
		case <-time.After(delay):
		case <-ended:
		}
	})
}

// run starts the program, kills it when wait returns, and notes what it told.
func (k *submitKilling) run(cmd *exec.Cmd, wait func(ended chan struct{})) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(k, cmd.Start())
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	wait(ended)
	_ = cmd.Process.Kill()
	<-ended
	if cmd.ProcessState.ExitCode() == -1 {
		k.killed++
	}
	for _, m := range cartLine.FindAllStringSubmatch(out.String(), -1) {
		k.carts = append(k.carts, m[1])
	}
}

// judge compares the ledger with the gateway.
func (k *submitKilling) judge() {
	entries := k.entries()
	accepted, traces, carts := map[string]int{}, map[string]bool{}, map[string]bool{}
	states := map[ledger.State]int{}
	last := map[string]fse.Operation{}
	open := 0
	for _, e := range entries {
		if a := e.Answer(); a != nil {
			carts[a.CartID] = true
		}
		if !wire.Writes(e.Operation) {
			continue
		}
		traces[e.Trace] = true
		states[e.State()]++
		if len(e.Outcomes) == 0 || e.Outcomes[0].Kind == ledger.Asked || e.Outcomes[0].Kind == ledger.Settled {
			open++ // its program was killed before it could tell
		}
		if e.State() != ledger.Accepted || e.Operation == fse.Validation {
			continue
		}
		for _, id := range slices.Compact([]string{e.Document, e.PathID}) {
			if id != "" {
				accepted[id]++
				last[id] = e.Operation
			}
		}
	}
	assert.Zero(k, states[ledger.Lost], "everything is known")
	done := 0
	for _, id := range k.documents {
		p := k.truth(id)
		done += p.Calls
		assert.Equal(k, p.Calls, accepted[id], "calls about %s that the gateway carried out, and that the ledger knows", id)
		gone := last[id] == fse.Delete || (last[id] == fse.Replace || last[id] == fse.ValidateAndReplace) && !k.replacing(entries, id)
		assert.Equal(k, p.Deleted, gone && accepted[id] > 0, "%s", id)
	}
	for _, trace := range k.log.values("trace") {
		assert.True(k, traces[trace], "call %s reached the gateway and is not in the ledger", trace)
	}
	side, _ := os.ReadFile(k.ledger() + ".rescued.jsonl")
	for _, cart := range k.carts {
		assert.True(k, carts[cart] || bytes.Contains(side, []byte(cart)), "X-CART-id %s is lost", cart)
	}
	seen := k.log.values("trace")
	assert.Len(k, slices.Compact(slices.Sorted(slices.Values(seen))), len(seen), "no call was sent twice")
	k.Logf("killed %d times; %d calls in the ledger, of those that write %v; %d were left open; %d changes at the gateway, %d X-CART-id told", k.killed, len(entries), states, open, done, len(k.carts))
	assert.GreaterOrEqual(k, k.killed, 100)
	assert.Greater(k, open, 3)
	assert.Greater(k, done, 10)
}

// replacing tells whether the last accepted call about a document was the one that published it in the place of another.
func (k *submitKilling) replacing(entries []*ledger.Entry, id string) bool {
	for _, e := range slices.Backward(entries) {
		if e.State() == ledger.Accepted && wire.Writes(e.Operation) && e.Operation != fse.Validation && (e.Document == id || e.PathID == id) {
			return e.Document == id
		}
	}
	return false
}
