package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/internal/store"
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
		Use:   "list",
		Short: "List the catalogs and registries that are kept, the newest first",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lang, err := language(cmd)
			if err != nil {
				return err
			}
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
			return hinted{fmt.Errorf("unknown format %q", format), "--format text or json"}
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
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
		kind := lint.Text{IT: "catalogo", EN: "catalog"}
		if l.Kind == "registry" {
			kind = lint.Text{IT: "registro", EN: "registry"}
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
		Use:   "use DIGEST",
		Short: "Use another catalog, or registry, of those that are kept",
		Long: `Use another catalog, or registry of accredited software, of those that "fselint catalog list"
shows. The first digits of its digest are enough when no other starts like them.`,
		Example: "  fselint catalog use sha256:5f2c1a",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lang, err := language(cmd)
			if err != nil {
				return err
			}
			digest, err := useDigest(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", lint.Text{IT: "in uso", EN: "in use:"}.In(lang), digest)
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
		return "", fmt.Errorf("%s: %w: the catalog %s and the registry %s", digest, store.ErrAmbiguous, c.Digest, r.Digest)
	case notRegistry == nil && errors.Is(notCatalog, store.ErrUnknown):
		_, err := cache.Use(ctx, r.Digest)
		return r.Digest, err
	case errors.Is(notCatalog, store.ErrUnknown):
		return "", hinted{fmt.Errorf("%s: %w", digest, store.ErrUnknown), "fselint catalog list"}
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
		Use:   "prune",
		Short: "Remove catalogs and registries that are no longer needed",
		Long: `Remove the catalogs and registries that are kept, except those in use, those that the lock file
pins, those that a running fselint has open, and of the others the ones imported last.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lang, err := language(cmd)
			if err != nil {
				return err
			}
			if keep < 0 {
				return errors.New("--keep must not be negative")
			}
			pinned, err := lock.pinned()
			if err != nil {
				return err
			}
			return prune(cmd.Context(), cmd.OutOrStdout(), lang, keep, pinned)
		},
	}
	cmd.Flags().IntVar(&keep, "keep", 1, "how many of each to keep besides those in use and pinned")
	cmd.Flags().StringVar(&lock.path, "lock", "", "the lock file, when it is not fselint.lock in this folder")
	return cmd
}

func prune(ctx context.Context, out io.Writer, lang string, keep int, pinned []string) error {
	dir, err := schemas.CacheDir()
	if err != nil {
		return err
	}
	removed := lint.Text{IT: "rimosso", EN: "removed"}.In(lang)
	inUse := lint.Text{IT: "aperto da un altro processo, resta", EN: "open in another process, kept"}.In(lang)
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
