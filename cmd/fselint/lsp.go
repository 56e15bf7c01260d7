package main

import (
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lsp"
	"github.com/fselint/fselint/validate/checks"
)

// lspFlags are the flags of lsp.
type lspFlags struct {
	catalog string
	line    lineFlag
	call    callFlags
	stdio   bool
}

func newLSP() *cobra.Command {
	var f lspFlags
	cmd := &cobra.Command{
		Use:  "lsp",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.catalog, "catalog", "", "")
	f.line.declare(cmd)
	f.call.declareGeneration(fl)
	fl.BoolVar(&f.stdio, "stdio", false, "") // many editors say so
	return cmd
}

// streams are standard input and output as one connection.
type streams struct {
	io.Reader
	io.Writer
}

// Close lets a reader that waits for input go, where that is possible.
func (s streams) Close() error {
	if c, ok := s.Reader.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

func (f *lspFlags) run(cmd *cobra.Command) error {
	err := lsp.Serve(cmd.Context(), lsp.Options{
		Version: toolVersion(), Lang: language(cmd), Open: func() (*lsp.Engine, error) { return f.open(cmd) },
	}, streams{cmd.InOrStdin(), cmd.OutOrStdout()})
	if errors.Is(err, lsp.ErrNoShutdown) {
		return &exitError{exitFindings, texts.Error("lsp-no-shutdown", nil)}
	}
	return err
}

// open makes the engine by the flags and the project file.
func (f *lspFlags) open(cmd *cobra.Command) (*lsp.Engine, error) {
	line, err := f.line.line()
	if err != nil {
		return nil, err
	}
	call, err := f.call.call(nil)
	if err != nil {
		return nil, err
	}
	rules, err := projectPolicy(cmd, "")
	if err != nil {
		return nil, err
	}
	catalog, err := openPinnedCatalog(f.catalog, line, nil)
	if err != nil {
		return nil, err
	}
	runner, err := checks.NewRunner(checks.Config{Catalog: catalog, Call: call, Adjust: rules.Apply})
	if err != nil {
		_ = catalog.Close()
		return nil, err
	}
	return &lsp.Engine{Catalog: catalog, Runner: runner}, nil
}
