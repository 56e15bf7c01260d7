package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/validate"
)

// limitFlags bound what one PDF may cost.
type limitFlags struct {
	timeout   time.Duration
	maxDecode int64
}

func (f *limitFlags) declare(fl *pflag.FlagSet) {
	fl.DurationVar(&f.timeout, "timeout", 30*time.Second, "time allowed for one document")
	fl.Int64Var(&f.maxDecode, "max-decoded", pdffile.DefaultLimits().MaxDecodeBytes, "largest decompressed stream of a PDF in bytes")
}

func (f *limitFlags) pdf() pdffile.Limits { return pdffile.Limits{MaxDecodeBytes: f.maxDecode} }

// within does work that cannot be interrupted; when the time is over it goes on by itself until the process ends, and its result is
// lost.
func within[T any](ctx context.Context, f *limitFlags, work func(context.Context) T) (T, error) {
	var none T
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	done := make(chan T, 1)
	go func() { done <- work(ctx) }()
	select {
	case result := <-done:
		return result, nil
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.Canceled) {
			return none, errors.New("interrupted")
		}
		return none, fmt.Errorf("not finished within %s", f.timeout)
	}
}

// envelopes are signed messages around documents, files .p7m: those in folders are passed over and counted, or opened.
type envelopes struct {
	open   bool
	passed int
}

func (e *envelopes) declare(fl *pflag.FlagSet) {
	fl.BoolVar(&e.open, "unwrap", false, "judge what signed envelopes (.p7m) and base64 texts hold, and the .p7m files of folders too")
}

// unwrapped is a bundle of what another one's file holds, as it is when that is nothing else.
func unwrapped(b *validate.Bundle) *validate.Bundle {
	load := b.Load
	if load == nil {
		return b
	}
	b.Load = func(limit int64) ([]byte, error) {
		data, err := load(limit)
		if err != nil {
			return nil, err
		}
		if inside, err := pades.Unwrap(data); err == nil {
			return inside, nil
		}
		return data, nil // its check says what it is
	}
	return b
}

// report says how many were passed over.
func (e *envelopes) report(cmd *cobra.Command, lang string) {
	if e.passed == 0 {
		return
	}
	it, en := "file .p7m non aperti: %d; --unwrap giudica ciò che contengono", "files .p7m not opened: %d; --unwrap judges what they hold"
	fmt.Fprintln(cmd.ErrOrStderr(), lint.Text{IT: fmt.Sprintf(it, e.passed), EN: fmt.Sprintf(en, e.passed)}.In(lang))
}
