package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	catalogviews "github.com/fselint/fselint/report/catalog"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
)

func newCatalogList() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:  "list",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lang := language(cmd)
			list, err := catalogviews.List()
			if err != nil {
				return err
			}
			switch format {
			case "text":
				return catalogviews.PrintList(cmd.OutOrStdout(), lang, list)
			case "json":
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetEscapeHTML(false)
				return e.Encode(list)
			}
			return hinted{texts.Error("unknown-format", lint.Values{"format": strconv.Quote(format)}), texts.Text("format-text-or-json", nil)}
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "")
	completion(cmd, "format", "text", "json")
	return cmd
}

func newCatalogUse() *cobra.Command {
	var lock lockFlags
	var line lineFlag
	cmd := &cobra.Command{
		Use:  "use DIGEST",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lang := language(cmd)
			var err error
			if lock.line, err = line.line(); err != nil {
				return err
			}
			digest, err := useDigest(cmd.Context(), args[0], lock.line)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", texts.Text("in-use", nil).In(lang), digest)
			return lock.finish(cmd.OutOrStdout(), lang)
		},
	}
	line.declare(cmd)
	lock.declare(cmd)
	return cmd
}

// useDigest makes the catalog the current one of a line, or else the registry, with a digest the current one. What fits one of each is refused.
func useDigest(ctx context.Context, digest string, line schemas.Line) (string, error) {
	dir, err := schemas.CacheDir()
	if err != nil {
		return "", err
	}
	c, notCatalog := schemas.Find(dir, digest)
	registries, err := registry.CacheDir()
	if err != nil {
		return "", err
	}
	cache := registry.OpenCache(registries)
	r, notRegistry := cache.Find(digest)
	switch {
	case notCatalog == nil && notRegistry == nil:
		return "", texts.Error("the-catalog-and-registry", lint.Values{"digest": digest, "errambiguous": digeststore.ErrAmbiguous, "digest2": c.Digest, "digest3": r.Digest})
	case notRegistry == nil && errors.Is(notCatalog, digeststore.ErrUnknown):
		_, err := cache.Use(ctx, r.Digest)
		return r.Digest, err
	case errors.Is(notCatalog, digeststore.ErrUnknown):
		return "", hinted{fmt.Errorf("%s: %w", digest, digeststore.ErrUnknown), lint.Same("fselint catalog list")}
	case notCatalog != nil:
		return "", notCatalog
	}
	_, err = line.Use(ctx, dir, c.Digest)
	return c.Digest, err
}

func newCatalogPrune() *cobra.Command {
	var lock lockFlags
	var keep int
	cmd := &cobra.Command{
		Use:  "prune",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lang := language(cmd)
			if keep < 0 {
				return texts.Error("keep-must-not-be-negative", nil)
			}
			pinned, err := lock.pinned()
			if err != nil {
				return err
			}
			return prune(cmd.Context(), cmd.OutOrStdout(), lang, keep, pinned)
		},
	}
	cmd.Flags().IntVar(&keep, "keep", 1, "")
	cmd.Flags().StringVar(&lock.path, "lock", "", "")
	return cmd
}

func prune(ctx context.Context, out io.Writer, lang string, keep int, pinned []string) error {
	dir, err := schemas.CacheDir()
	if err != nil {
		return err
	}
	removed := texts.Text("removed", nil).In(lang)
	inUse := texts.Text("open-in-another-process-kept", nil).In(lang)
	catalogs, err := schemas.Prune(ctx, dir, keep, pinned)
	for _, c := range catalogs {
		switch {
		case c.Removed:
			fmt.Fprintf(out, "%s %s\n", removed, c.Digest)
		case c.InUse:
			fmt.Fprintf(out, "%s: %s\n", inUse, c.Digest)
		}
	}
	if err != nil {
		return err
	}
	if dir, err = registry.CacheDir(); err != nil {
		return err
	}
	registries, err := registry.OpenCache(dir).Prune(ctx, keep, pinned)
	for _, r := range registries {
		fmt.Fprintf(out, "%s %s\n", removed, r.Digest)
	}
	return err
}
