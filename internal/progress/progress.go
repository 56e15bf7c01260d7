// Package progress shows how far a run over many documents is: a bar on a terminal, a line now and then elsewhere.
package progress

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// Counter says how far a run is. It is safe for concurrent use.
type Counter struct {
	Done   atomic.Int64 // documents that are through
	Faults atomic.Int64
	Total  atomic.Int64 // documents there are; 0 until they are counted
	// Writing is how many of the documents are written into the reports, once all are through; 0 before.
	Writing atomic.Int64
}

// Display shows a counter until it ends.
type Display struct {
	mu   sync.Mutex // of the terminal's line
	bar  *progressbar.ProgressBar
	done chan struct{}
	wg   sync.WaitGroup
	once sync.Once
}

// Terminal reports whether a stream is a terminal.
func Terminal(stream any) bool {
	file, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// OnTerminal reports whether w is a terminal that can show a bar.
func OnTerminal(w io.Writer) bool { return os.Getenv("TERM") != "dumb" && Terminal(w) }

// Show begins to show a counter on w. With quiet nothing is shown.
func Show(w io.Writer, c *Counter, lang string, quiet bool) *Display {
	d := &Display{done: make(chan struct{})}
	if quiet {
		return d
	}
	every, show := 10*time.Second, lines(w, c, lang, time.Now())
	if OnTerminal(w) {
		every, show = 200*time.Millisecond, d.draw(w, c, lang)
	}
	d.wg.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				show()
			case <-d.done:
				return
			}
		}
	})
	return d
}

// End takes the bar away. It may be called more than once.
func (d *Display) End() {
	d.once.Do(func() {
		close(d.done)
		d.wg.Wait()
		if d.bar != nil {
			_ = d.bar.Exit()
			_ = d.bar.Clear() // what cannot be shown on the terminal is not worth a run
		}
	})
}

// Beside is a writer to w, which may be the terminal of the bar: the bar makes room for what is written.
func (d *Display) Beside(w io.Writer) io.Writer {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bar == nil || !OnTerminal(w) {
		return w
	}
	return beside{d, w}
}

type beside struct {
	d *Display
	w io.Writer
}

func (b beside) Write(p []byte) (int, error) {
	b.d.mu.Lock()
	defer b.d.mu.Unlock()
	_ = b.d.bar.Clear()
	return b.w.Write(p)
}

// draw returns what draws the bar.
func (d *Display) draw(w io.Writer, c *Counter, lang string) func() {
	make := func(n int64, what string) *progressbar.ProgressBar {
		return progressbar.NewOptions64(n,
			progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(texts.In(lang, what, nil)),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(texts.In(lang, "docs", nil)),
			progressbar.OptionSetPredictTime(true), progressbar.OptionFullWidth(), progressbar.OptionClearOnFinish(),
		)
	}
	d.bar = make(-1, "judging")
	counted, writing := false, false
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if total := c.Total.Load(); total > 0 && !counted {
			d.bar.ChangeMax64(total)
			counted = true
		}
		n := c.Done.Load()
		if written := c.Writing.Load(); written > 0 {
			if !writing {
				_ = d.bar.Clear()
				d.bar, writing = make(max(n, 1), "writing"), true
			}
			n = written
		}
		_ = d.bar.Set64(n)
	}
}

// lines writes where the run is: how many documents, how fast, how long still.
func lines(w io.Writer, c *Counter, lang string, start time.Time) func() {
	return func() {
		done, total, faults := c.Done.Load(), c.Total.Load(), c.Faults.Load()
		if written := c.Writing.Load(); written > 0 {
			fmt.Fprintln(w, texts.In(lang, "written", lint.Values{"done": int(written), "total": int(done)}))
			return
		}
		rate := float64(done) / time.Since(start).Seconds()
		line := texts.In(lang, "documents", lint.Values{"done": int(done)})
		if total > 0 {
			line = texts.In(lang, "of-documents", lint.Values{"done": int(done), "total": int(total)})
		}
		line += fmt.Sprintf(", %.0f/s", rate)
		if faults > 0 {
			line += texts.In(lang, "not-judged", lint.Values{"faults": int(faults)})
		}
		if total > done && rate > 0 {
			left := time.Duration(float64(total-done) / rate * float64(time.Second)).Round(time.Second)
			line += texts.In(lang, "left", lint.Values{"left": left.String()})
		}
		fmt.Fprintln(w, line)
	}
}
