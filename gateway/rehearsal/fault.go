package rehearsal

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// Fault is something that goes wrong on demand.
type Fault struct {
	Operation  fse.Operation `json:"operation,omitempty"`  // "" for any
	Times      int           `json:"times,omitempty"`      // calls that it is for; 0 for one, -1 for all to come
	Delay      Duration      `json:"delay,omitempty"`      // before anything else
	Status     int           `json:"status,omitempty"`     // answered at once, nothing is carried out: 429, 5xx
	RetryAfter int           `json:"retryAfter,omitempty"` // seconds, with Status
	Late       bool          `json:"late,omitempty"`       // with Status: answered after the call was carried out, as by a front end that gave up waiting
	Break      string        `json:"break,omitempty"`      // "before": the connection breaks, nothing is carried out; "after": it is, but the answer is lost; "answer": half the answer
	Error      string        `json:"error,omitempty"`      // row of the table of errors that comes from behind the gateway, given to a call that would be taken
}

// Duration is a time.Duration as text, such as "1.5s".
type Duration time.Duration

// MarshalJSON writes it as text.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// UnmarshalJSON reads it from text.
func (d *Duration) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	v, err := time.ParseDuration(s)
	*d = Duration(v)
	return err
}

func (f *Fault) check() error {
	switch {
	case f.Operation != "" && !slices.Contains(fse.Operations(), f.Operation) && f.Operation != "status" && f.Operation != "status-search":
		return texts.Error("unknown-operation", lint.Values{"operation": strconv.Quote(string(f.Operation))})
	case f.Break != "" && f.Break != "before" && f.Break != "after" && f.Break != "answer":
		return texts.Error("unknown-break", lint.Values{"break": strconv.Quote(f.Break)})
	case f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return texts.Error("no-error-status", lint.Values{"status": f.Status})
	case f.Error != "" && f.Error != retried && (answers[f.Error].Type == "" || strings.HasPrefix(f.Error, "ST-")):
		known := strings.Join(append(slices.Sorted(maps.Keys(answers)), retried), ", ")
		return texts.Error("not-from-behind", lint.Values{"error": strconv.Quote(f.Error), "known": known})
	case f.Delay < 0 || f.Times < -1 || f.RetryAfter < 0:
		return texts.Error("negative", nil)
	}
	return nil
}

// faults are those to come. The first that fits is taken.
type faults struct {
	mu   sync.Mutex
	list []Fault
}

func (f *faults) set(list []Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = list
}

func (f *faults) take(op fse.Operation) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.list {
		if f.list[i].Operation != "" && f.list[i].Operation != op {
			continue
		}
		taken := f.list[i]
		switch {
		case taken.Times == -1:
		case taken.Times > 1:
			f.list[i].Times--
		default:
			f.list = slices.Delete(slices.Clone(f.list), i, i+1)
		}
		return &taken
	}
	return nil
}

// meet carries out a call with whatever goes wrong on demand, and returns the status.
func (x *exchange) meet(f *Fault) int {
	if f == nil {
		return x.send(x.answer())
	}
	x.fault = f
	pause(x.r.Context().Done(), time.Duration(f.Delay))
	if f.Break == "before" {
		hangUp(x.w)
	}
	if f.Status != 0 && !f.Late {
		return x.busyAnswer(f)
	}
	r := x.answer()
	switch {
	case f.Status != 0:
		return x.busyAnswer(f)
	case f.Break == "":
		return x.send(r)
	}
	if f.Break == "answer" {
		x.w.Header().Set("Content-Type", r.media)
		x.w.Header().Set("Content-Length", strconv.Itoa(len(r.body)))
		x.w.WriteHeader(r.status)
		_, _ = x.w.Write(r.body[:len(r.body)/2])
		_ = http.NewResponseController(x.w).Flush()
	}
	hangUp(x.w)
	return 0
}

// busyAnswer is an answer of what stands before the gateway.
func (x *exchange) busyAnswer(f *Fault) int {
	if f.RetryAfter > 0 {
		x.w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	x.told("fault", "fault", nil)
	b := body{{"type", "about:blank"}, {"title", http.StatusText(f.Status)}, {"status", f.Status}, {"detail", "fault on demand"}, {"govway_id", uuid()}}
	return x.send(&reply{f.Status, problemMedia, b.encode()})
}

// hangUp breaks the connection without another byte.
func hangUp(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now())
	panic(http.ErrAbortHandler)
}
