package main

import (
	"context"
	"errors"
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
	fl.DurationVar(&f.timeout, "timeout", 30*time.Second, "")
	fl.Int64Var(&f.maxDecode, "max-decoded", pdffile.DefaultLimits().MaxDecodeBytes, "")
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
	result := none
	select {
	case result = <-done:
	case <-ctx.Done():
	}
	switch err := ctx.Err(); { // also where the result came at the same time, or later: a limit does not hold by chance
	case err == nil:
		return result, nil
	case errors.Is(err, context.Canceled):
		return none, texts.Error("interrupted", nil)
	}
	return none, texts.Error("not-finished-within", lint.Values{"timeout": f.timeout})
}

// envelopes are signed messages around documents, files .p7m: those in folders are passed over and counted, or opened.
type envelopes struct {
	open   bool
	passed int
}

func (e *envelopes) declare(fl *pflag.FlagSet) {
	fl.BoolVar(&e.open, "unwrap", false, "")
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
	cmd.PrintErrln(texts.In(lang, "envelopes-passed", lint.Values{"n": e.passed}))
}
