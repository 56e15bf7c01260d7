package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/draft"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/validate/policy"
)

// initFlags are the flags of init.
type initFlags struct {
	profile, out, rehearsal, ci, repository string
	vendor, application, appVersion         string
	set                                     []string
	force                                   bool
}

func newInit() *cobra.Command {
	var f initFlags
	cmd := &cobra.Command{
		Use:  "init [flags] [PATH...]",
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.profile, "profile", "national", "")
	fl.StringVar(&f.out, "out", ".", "")
	fl.StringVar(&f.rehearsal, "rehearsal", "", "")
	fl.StringVar(&f.vendor, "vendor", "", "")
	fl.StringVar(&f.application, "application", "", "")
	fl.StringVar(&f.appVersion, "app-version", "", "")
	fl.StringVar(&f.repository, "repository", "", "")
	fl.StringArrayVar(&f.set, "set", nil, "")
	fl.StringVar(&f.ci, "ci", "", "")
	fl.BoolVar(&f.force, "force", false, "")
	return cmd
}

func (f *initFlags) run(cmd *cobra.Command, args []string) error {
	ci := draft.FindCI(f.ci)
	if f.ci != "" && ci == nil {
		return hinted{texts.Error("unknown-ci", lint.Values{"ci": strconv.Quote(f.ci)}), lint.Same("--ci github, --ci gitlab, --ci azure, --ci jenkins")}
	}
	one := len(args) == 1 && !isFolder(args[0])
	if ci == nil && !one {
		if ci = draft.Detect(f.out); ci == nil {
			return hinted{texts.Error("nothing-to-begin-with", nil), texts.Text("init-document-or-ci", nil)}
		}
	}
	if ci != nil {
		return f.workflow(cmd, ci, args)
	}
	return f.submission(cmd, args[0])
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// workflow writes what a CI system runs.
func (f *initFlags) workflow(cmd *cobra.Command, ci *draft.CI, paths []string) error {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	return f.write(cmd, ci.Path(f.out), ci.Workflow(paths))
}

// submission writes what sending a document needs.
func (f *initFlags) submission(cmd *cobra.Command, path string) error {
	call, err := (&callFlags{operation: string(fse.ValidateAndCreate), profile: f.profile}).call(cmd.InOrStdin())
	if err != nil {
		return err
	}
	document, err := whole.Read(path, 512<<20)
	if err != nil {
		return err
	}
	o := draft.Options{Profile: call.Profile, Repository: f.repository, Now: time.Now(), Lang: language(cmd), PDF: pdffile.DefaultLimits()}
	o.Application.Vendor, o.Application.ID, o.Application.Version = f.vendor, f.application, f.appVersion
	settings, err := f.settings(&o)
	if err != nil {
		return err
	}
	d, err := draft.New(document, o)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, s := range f.set {
		name, value, ok := strings.Cut(s, "=")
		if !ok || !d.Set(name, value) {
			return texts.Error("set-no-member", lint.Values{"set": strconv.Quote(s)})
		}
	}
	for _, file := range []struct {
		name string
		data []byte
	}{{"claims.json", draft.JSON(d.Claims)}, {"body.json", draft.JSON(d.Body)}, {policy.ProjectName, draft.Project(settings, o.Lang)}} {
		if err := f.write(cmd, filepath.Join(f.out, file.name), file.data); err != nil {
			return err
		}
	}
	f.remains(cmd, d, path)
	return nil
}

// settings are those of the project file; from a rehearsal come its certificates and its address.
func (f *initFlags) settings(o *draft.Options) ([]draft.Setting, error) {
	list := []draft.Setting{
		{Name: "environment", Value: "stage"}, {Name: "profile", Value: f.profile}, {Name: "claims", Value: "claims.json"},
		{Name: "request", Value: "body.json"}, {Name: "ledger", Value: "invii.db"},
	}
	if f.rehearsal == "" {
		return append(list, draft.Setting{Name: "certificate", Example: "s1.p12", About: "signature"}, draft.Setting{Name: "key", Example: "s1.key"},
			draft.Setting{Name: "channel", Example: "a1.p12", About: "channel"}, draft.Setting{Name: "channel-key", Example: "a1.key"}), nil
	}
	address, err := whole.Read(filepath.Join(f.rehearsal, addressFile), 4096)
	if err != nil {
		return nil, hinted{err, texts.Text("gateway-serve-pki", lint.Values{"dir": f.rehearsal})}
	}
	file, err := readCertificate(filepath.Join(f.rehearsal, "s1.pem"))
	if err != nil {
		return nil, err
	}
	o.Certificate = certificate.Name(file.Leaf)
	dir, err := filepath.Rel(f.out, f.rehearsal)
	if err != nil {
		dir = f.rehearsal
	}
	service := "/v1"
	if o.Profile == fse.Toscana {
		service = "/gateway/v2"
	}
	list = append(list, draft.Setting{Name: "base", Value: strings.TrimSpace(string(address)) + service})
	for _, s := range [][3]string{
		{"certificate", "s1.pem", "signature"}, {"key", "s1.key"}, {"channel", "a1.pem", "channel"}, {"channel-key", "a1.key"},
		{"ca", "ca.pem"}, {"server-ca", "ca.pem"},
	} {
		list = append(list, draft.Setting{Name: s[0], Value: filepath.ToSlash(filepath.Join(dir, s[1])), About: s[2]})
	}
	return list, nil
}

func (f *initFlags) write(cmd *cobra.Command, path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := save(path, data, f.force); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", texts.In(language(cmd), "wrote", nil), path)
	return nil
}

// remains says what is to be filled in, what is to be looked at, and what comes next.
func (f *initFlags) remains(cmd *cobra.Command, d *draft.Draft, path string) {
	lang, out := language(cmd), cmd.OutOrStdout()
	for _, part := range []struct {
		file   string
		fields []draft.Field
	}{{"claims.json", d.Claims}, {"body.json", d.Body}} {
		for _, field := range draft.Open(part.fields) {
			fmt.Fprintf(out, "  %s: %s: %v\n", filepath.Join(f.out, part.file), field.Name, field.Value)
		}
	}
	fmt.Fprintln(out, texts.In(lang, "init-look", nil))
	fmt.Fprintln(out, texts.In(lang, "init-next", lint.Values{"document": path}))
}
