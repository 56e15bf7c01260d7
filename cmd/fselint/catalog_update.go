package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/channel"
	"github.com/fselint/fselint/schemas/selftest"
)

// updateFlags are the flags of catalog update. updateSettings lists those that fselint.yaml may set.
type updateFlags struct {
	channel, registryURL, digest, registryDigest string
	authoritiesURL                               string
	noRegistry, acceptDefects                    bool
	timeout                                      time.Duration
	line                                         lineFlag
	lock                                         lockFlags
}

func newCatalogUpdate() *cobra.Command {
	var f updateFlags
	cmd := &cobra.Command{
		Use:  "update",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.channel, "channel", channel.DefaultCatalog, "")
	fl.StringVar(&f.registryURL, "registry-url", channel.DefaultRegistry, "")
	fl.StringVar(&f.authoritiesURL, "authorities-url", "", "")
	fl.StringVar(&f.digest, "digest", "", "")
	fl.StringVar(&f.registryDigest, "registry-digest", "", "")
	fl.BoolVar(&f.noRegistry, "no-registry", false, "")
	fl.BoolVar(&f.acceptDefects, "accept-defects", false, "")
	fl.DurationVar(&f.timeout, "timeout", 15*time.Minute, "")
	f.line.declare(cmd)
	f.lock.declare(cmd)
	return cmd
}

func (f *updateFlags) run(cmd *cobra.Command) error {
	lang := language(cmd)
	if err := applyUpdateConfig(cmd); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(cmd.Context(), f.timeout, texts.Error("not-done-after", lint.Values{"timeout": f.timeout}))
	defer cancel()
	u, err := f.updater(ctx, cmd.ErrOrStderr(), lang)
	if err != nil {
		return err
	}
	if u.Line == schemas.UATLine && !cmd.Flags().Changed("channel") {
		f.channel = channel.DefaultUAT
	}
	out := cmd.OutOrStdout()
	catalog, err := u.Catalog(ctx, f.channel, f.digest)
	if err != nil {
		return updateHint(err)
	}
	printOutcome(out, lang, texts.Text("catalog-2", nil), catalog)
	if !f.noRegistry {
		if err := f.registry(ctx, cmd, u, catalog); err != nil {
			return err
		}
	}
	f.authorities(ctx, cmd, u, catalog)
	return f.lock.finish(out, lang)
}

// authorities brings the certificates of the ministry's authorities: those that came with the catalog, those below the address that
// is named, or, with the ministry's own channel, from where it publishes them. A check goes without them, so that they cannot be
// had is only noted.
func (f *updateFlags) authorities(ctx context.Context, cmd *cobra.Command, u *channel.Updater, catalog *channel.Outcome) {
	base := f.authoritiesURL
	if base == "" && !cmd.Flags().Changed("channel") {
		base = certificate.DefaultAuthorities
	}
	came := catalog.Authorities
	if base != "" {
		fetched, err := u.Authorities(ctx, base)
		if came = append(came, fetched...); err != nil {
			note(cmd, texts.Text("no-authorities", lint.Values{"err": err}))
		}
	}
	printAuthorities(cmd.OutOrStdout(), language(cmd), came)
}

func printAuthorities(out io.Writer, lang string, list []certificate.Authority) {
	for _, a := range list {
		fmt.Fprintln(out, texts.In(lang, "authority", lint.Values{"name": a.Name, "fingerprint": a.Fingerprint}))
	}
}

// registry brings the registry of accredited software up to date: the one that the flag, the channel or else the ministry names.
func (f *updateFlags) registry(ctx context.Context, cmd *cobra.Command, u *channel.Updater, catalog *channel.Outcome) error {
	out, lang := cmd.OutOrStdout(), language(cmd)
	address, digest := f.registryURL, f.registryDigest
	switch named := cmd.Flags().Changed("registry-url"); {
	case named:
	case catalog.Registry != nil:
		fmt.Fprintf(out, wordRegistry.In(lang)+"\n", catalog.Registry.Count(), catalog.Registry.Digest)
		return nil
	case catalog.Named != "":
		address, digest = catalog.Named, cmp.Or(digest, catalog.NamedDigest)
	case catalog.Local:
		fmt.Fprintln(out, texts.In(lang, "no-registry-there", nil))
		return nil
	}
	reg, err := u.Registry(ctx, address, digest)
	if err != nil {
		return updateHint(err)
	}
	printOutcome(out, lang, texts.Text("registry", nil), reg)
	return nil
}

func (f *updateFlags) updater(ctx context.Context, notes io.Writer, lang string) (*channel.Updater, error) {
	line, err := f.line.line()
	if err != nil {
		return nil, err
	}
	f.lock.line = line
	u := &channel.Updater{Line: line}
	for dir, find := range map[*string]func() (string, error){
		&u.CatalogDir: schemas.CacheDir, &u.RegistryDir: registry.CacheDir, &u.WorkDir: channel.WorkDir, &u.AuthorityDir: certificate.AuthorityDir,
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
		return texts.Error("with-parts-it-no-verdict-can", lint.Values{"errdefective": errDefective, "n": n})
	}
	return nil
}

var errDefective = texts.Error("the-self-test-refuses-this-catalog", nil)

func updateHint(err error) error {
	switch {
	case errors.Is(err, errDefective):
		return hinted{err, texts.Text("what-was-in-use-stays-accept", nil)}
	case errors.Is(err, schemas.ErrDigest):
		return hinted{err, texts.Text("what-was-in-use-stays-leave", nil)}
	}
	return hinted{err, texts.Text("what-was-in-use-stays-without", nil)}
}

func printOutcome(out io.Writer, lang string, what lint.Text, o *channel.Outcome) {
	state := texts.Text("updated", nil)
	switch {
	case !o.Changed():
		state = texts.Text("unchanged", nil)
	case o.Unchanged:
		state = texts.Text("in-use-again-fetched-before", nil)
	}
	fmt.Fprintf(out, "%s: %s\ndigest %s\n", what.In(lang), state.In(lang), o.Digest)
}

func printEvent(notes io.Writer, lang string, e channel.Event) {
	if e.Err == nil {
		text := texts.Text("s-goes-on-from-byte-d", nil)
		fmt.Fprintf(notes, "fselint: "+text.In(lang)+"\n", e.URL, e.Resume)
		return
	}
	text := texts.Text("s-v-next-attempt-in-v", nil)
	fmt.Fprintf(notes, "fselint: "+text.In(lang)+"\n", e.URL, e.Err, e.Pause)
}

// applyUpdateConfig sets the flags that the command line leaves alone from "update" of the project file.
func applyUpdateConfig(cmd *cobra.Command) error {
	p, err := project(cmd)
	if err != nil || p == nil {
		return err
	}
	if err = p.Update.Check(updateSettings); err == nil {
		err = setFlags(cmd.Flags(), p.Update, p.Dir(), func(string) bool { return true })
	}
	if err != nil {
		return texts.Error("update", lint.Values{"path": p.Path, "err": err})
	}
	return nil
}

// updateSettings are what a project file may say about updates.
var updateSettings = []string{"channel", "registry-url", "digest", "registry-digest", "no-registry", "authorities-url", "timeout"}
