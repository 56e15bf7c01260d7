package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/channel"
	"github.com/fselint/fselint/schemas/selftest"
)

// updateFlags are the flags of catalog update. updateSettings lists those that fselint.yaml may set.
type updateFlags struct {
	channel, registryURL, digest, registryDigest string
	noRegistry, acceptDefects                    bool
	timeout                                      time.Duration
	config                                       string
	lock                                         lockFlags
}

func newCatalogUpdate() *cobra.Command {
	var f updateFlags
	cmd := &cobra.Command{
		Use:   "update",
		Short: "Fetch the published catalog and registry, and use them from now on",
		Long: `Fetch the catalog and the registry of accredited software from where the ministry publishes
them, over https, and use them from now on. What has not changed is not fetched again; a download
that breaks off is continued where the server allows it. What arrives is compiled and tested
before it replaces anything, and what was there stays beside it: "fselint catalog use" goes back.

A channel is the address of an archive of the catalog, or of a manifest that names one. Proxies
are taken from $HTTPS_PROXY and $NO_PROXY. fselint.yaml may name other addresses:

  update:
    channel: https://mirror.example/it-fse-catalogs.tar.gz
    registry-url: https://mirror.example/results.csv`,
		Example: `  fselint catalog update
  fselint catalog update --write-lock
  fselint catalog update --channel https://mirror.example/it-fse-catalogs.tar.gz --no-registry`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.channel, "channel", channel.DefaultCatalog, "address of an archive of the catalog, or of a manifest")
	fl.StringVar(&f.registryURL, "registry-url", channel.DefaultRegistry, "address of the registry of accredited software")
	fl.StringVar(&f.digest, "digest", "", "accept only the catalog with this digest (sha256:…)")
	fl.StringVar(&f.registryDigest, "registry-digest", "", "accept only the registry with this digest (sha256:…)")
	fl.BoolVar(&f.noRegistry, "no-registry", false, "leave the registry as it is")
	fl.BoolVar(&f.acceptDefects, "accept-defects", false, "use a catalog even if the self-test says that some verdicts cannot be given with it")
	fl.DurationVar(&f.timeout, "timeout", 15*time.Minute, "time allowed for everything")
	fl.StringVar(&f.config, "config", "", "project file (default: fselint.yaml in this folder, if there is one)")
	f.lock.declare(cmd)
	return cmd
}

func (f *updateFlags) run(cmd *cobra.Command) error {
	lang, err := language(cmd)
	if err != nil {
		return err
	}
	if err := applyUpdateConfig(cmd); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(cmd.Context(), f.timeout, fmt.Errorf("not done after %v", f.timeout))
	defer cancel()
	u, err := f.updater(ctx, cmd.ErrOrStderr(), lang)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	catalog, err := u.Catalog(ctx, f.channel, f.digest)
	if err != nil {
		return updateHint(err)
	}
	printOutcome(out, lang, lint.Text{IT: "catalogo", EN: "catalog"}, catalog)
	if !f.noRegistry {
		address, digest := f.registryURL, f.registryDigest
		if catalog.Named != "" && !cmd.Flags().Changed("registry-url") {
			address = catalog.Named
			if digest == "" {
				digest = catalog.NamedDigest
			}
		}
		reg, err := u.Registry(ctx, address, digest)
		if err != nil {
			return updateHint(err)
		}
		printOutcome(out, lang, lint.Text{IT: "registro", EN: "registry"}, reg)
	}
	return f.lock.finish(out, lang)
}

func (f *updateFlags) updater(ctx context.Context, notes io.Writer, lang string) (*channel.Updater, error) {
	u := &channel.Updater{}
	var err error
	for dir, find := range map[*string]func() (string, error){
		&u.CatalogDir: schemas.CacheDir, &u.RegistryDir: registry.CacheDir, &u.WorkDir: channel.WorkDir,
	} {
		if *dir, err = find(); err != nil {
			return nil, err
		}
	}
	u.Client = channel.Client{UserAgent: "fselint/" + toolVersion(), Notice: func(e channel.Event) { printEvent(notes, lang, e) }}
	u.Test = func(c *schemas.Catalog) error { return f.test(ctx, c, notes, lang) }
	return u, nil
}

// test runs the self-test: a catalog with which some verdicts cannot be given is refused, unless that is accepted.
func (f *updateFlags) test(ctx context.Context, c *schemas.Catalog, notes io.Writer, lang string) error {
	report, err := selftest.Run(ctx, c)
	if err != nil {
		return err
	}
	shown := 0
	for _, d := range report.Defects {
		if d.Severity != lint.Error {
			continue
		}
		if shown++; shown > 20 {
			break
		}
		fmt.Fprintf(notes, "fselint: %s %s: %s: %s\n", d.File, d.Subject, d.Kind.Title.In(lang), d.Detail.In(lang))
	}
	if n := report.Count(lint.Error); n > 0 && !f.acceptDefects {
		return fmt.Errorf("%w: with %d parts of it no verdict can be given", errDefective, n)
	}
	return nil
}

var errDefective = errors.New("the self-test refuses this catalog")

func updateHint(err error) error {
	switch {
	case errors.Is(err, errDefective):
		return hinted{err, "what was in use stays; --accept-defects takes it nevertheless, fselint catalog verify says more about a catalog"}
	case errors.Is(err, schemas.ErrDigest):
		return hinted{err, "what was in use stays; leave --digest out to take whatever is published"}
	}
	return hinted{err, "what was in use stays; without a network: fselint catalog import FILE"}
}

func printOutcome(out io.Writer, lang string, what lint.Text, o *channel.Outcome) {
	state := lint.Text{IT: "aggiornato", EN: "updated"}
	switch {
	case !o.Changed():
		state = lint.Text{IT: "invariato", EN: "unchanged"}
	case o.Unchanged:
		state = lint.Text{IT: "di nuovo in uso, già scaricato", EN: "in use again, fetched before"}
	}
	fmt.Fprintf(out, "%s: %s\ndigest %s\n", what.In(lang), state.In(lang), o.Digest)
}

func printEvent(notes io.Writer, lang string, e channel.Event) {
	if e.Err == nil {
		text := lint.Text{IT: "%s: si riprende da %d byte", EN: "%s: goes on from byte %d"}
		fmt.Fprintf(notes, "fselint: "+text.In(lang)+"\n", e.URL, e.Resume)
		return
	}
	text := lint.Text{IT: "%s: %v; si riprova tra %v", EN: "%s: %v; next attempt in %v"}
	fmt.Fprintf(notes, "fselint: "+text.In(lang)+"\n", e.URL, e.Err, e.Pause)
}

// applyUpdateConfig sets the flags that the command line leaves alone from "update" of the project file.
func applyUpdateConfig(cmd *cobra.Command) error {
	path, c, err := findConfig(cmd)
	if err != nil || c == nil {
		return err
	}
	for name := range c.Update {
		if !slices.Contains(updateSettings, name) {
			return fmt.Errorf("%s: update: unknown setting %q", path, name)
		}
	}
	if err := setFlags(cmd.Flags(), c.Update, filepath.Dir(path)); err != nil {
		return fmt.Errorf("%s: update: %w", path, err)
	}
	return nil
}

// updateSettings are what a project file may say about updates.
var updateSettings = []string{"channel", "registry-url", "digest", "registry-digest", "no-registry", "timeout"}
