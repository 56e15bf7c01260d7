package summary

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/fselint/fselint/audit/folder"
	"github.com/fselint/fselint/lint"
)

// Progress shows how far an audit is until the function that it returns is called: a bar on a terminal, a line now and
// then elsewhere.
func Progress(w io.Writer, p *folder.Progress, lang string, quiet bool) func() {
	if quiet {
		return func() {}
	}
	every, show, end := 10*time.Second, lines(w, p, lang, time.Now()), func() {}
	if isTerminal(w) {
		every, show, end = bar(w, p, lang)
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				show()
			case <-done:
				end()
				return
			}
		}
	})
	return func() {
		close(done)
		wg.Wait()
	}
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func bar(w io.Writer, p *folder.Progress, lang string) (every time.Duration, show, end func()) {
	b := progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(texts.Text("documents", nil).In(lang)),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(texts.Text("docs", nil).In(lang)),
		progressbar.OptionSetPredictTime(true), progressbar.OptionFullWidth(), progressbar.OptionClearOnFinish(),
	)
	counted := false
	show = func() {
		if total := p.Total.Load(); total > 0 && !counted {
			b.ChangeMax64(total)
			counted = true
		}
		_ = b.Set64(p.Done.Load()) // what cannot be shown on the terminal is not worth an audit
	}
	return 200 * time.Millisecond, show, func() {
		show()
		_ = b.Exit()
		_ = b.Clear()
	}
}

// lines writes where the audit is: how many documents, how fast, how long still.
func lines(w io.Writer, p *folder.Progress, lang string, start time.Time) func() {
	return func() {
		done, total, faults := p.Done.Load(), p.Total.Load(), p.Faults.Load()
		elapsed := time.Since(start)
		rate := float64(done) / elapsed.Seconds()
		text := texts.Text("documents-2", lint.Values{"done": int(done)})
		if total > 0 {
			text = texts.Text("of-documents", lint.Values{"done": int(done), "total": int(total)})
		}
		line := text.In(lang) + fmt.Sprintf(", %.0f/s", rate)
		if faults > 0 {
			line += texts.Text("not-judged", lint.Values{"faults": int(faults)}).In(lang)
		}
		if total > done && rate > 0 {
			left := time.Duration(float64(total-done) / rate * float64(time.Second)).Round(time.Second)
			line += texts.Text("left", lint.Values{"left": left.String()}).In(lang)
		}
		fmt.Fprintln(w, line)
	}
}
