package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
)

// listed is one catalog or registry of the cache, as catalog list shows it.
type listed struct {
	Kind     string    `json:"kind"` // "catalog" or "registry"
	Digest   string    `json:"digest"`
	Current  bool      `json:"current"`
	Date     string    `json:"date,omitempty"`
	Commit   string    `json:"commit,omitempty"`
	Imported time.Time `json:"imported,omitzero"`
	Source   string    `json:"source,omitempty"`
	Error    string    `json:"error,omitempty"`
}

func newCatalogList() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:  "list",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lang := language(cmd)
			list, err := listCache()
			if err != nil {
				return err
			}
			switch format {
			case "text":
				return printList(cmd.OutOrStdout(), lang, list)
			case "json":
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetEscapeHTML(false)
				return e.Encode(list)
			}
			return hinted{texts.Error("unknown-format", lint.Values{"format": strconv.Quote(format)}), texts.Text("format-text-or-json", nil)}
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "")
	return cmd
}

func listCache() ([]listed, error) {
	list := []listed{}
	dir, err := schemas.CacheDir()
	if err != nil {
		return nil, err
	}
	catalogs, err := schemas.List(dir)
	if err != nil {
		return nil, err
	}
	for _, c := range catalogs {
		l := listed{Kind: "catalog", Digest: c.Digest, Current: c.Current, Date: c.Date, Commit: c.Commit, Imported: c.Imported, Source: c.Source}
		if c.Err != nil {
			l.Error = c.Err.Error()
		}
		list = append(list, l)
	}
	if dir, err = registry.CacheDir(); err != nil {
		return nil, err
	}
	registries, err := registry.OpenCache(dir).List()
	if err != nil {
		return nil, err
	}
	for _, r := range registries {
		list = append(list, listed{Kind: "registry", Digest: r.Digest, Current: r.Current, Date: r.Date, Imported: r.Imported, Source: r.Source})
	}
	return list, nil
}

func printList(out io.Writer, lang string, list []listed) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, l := range list {
		kind := texts.Text("catalog-2", nil)
		if l.Kind == "registry" {
			kind = texts.Text("registry", nil)
		}
		mark := " "
		if l.Current {
			mark = "*"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s", mark, kind.In(lang), shortDigest(l.Digest), orDash(l.Date), l.Imported.Format(time.RFC3339))
		if l.Error != "" {
			fmt.Fprintf(w, "\t%s\n", l.Error)
			continue
		}
		fmt.Fprintf(w, "\t%s\n", orDash(l.Source))
	}
	return w.Flush()
}

// shortDigest is enough of a digest for people, and for catalog use.
func shortDigest(digest string) string { return digest[:min(len(digest), len("sha256:")+12)] }

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func newCatalogUse() *cobra.Command {
	var lock lockFlags
	cmd := &cobra.Command{
		Use:  "use DIGEST",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lang := language(cmd)
			digest, err := useDigest(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", texts.Text("in-use", nil).In(lang), digest)
			return lock.finish(cmd.OutOrStdout(), lang)
		},
	}
	lock.declare(cmd)
	return cmd
}

// useDigest makes the catalog, or else the registry, with a digest the current one. What fits one of each is refused.
func useDigest(ctx context.Context, digest string) (string, error) {
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
	_, err = schemas.Use(ctx, dir, c.Digest)
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
