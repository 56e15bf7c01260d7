package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/audit/folder"
	"github.com/fselint/fselint/audit/store"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
	"github.com/fselint/fselint/validate/policy"
)

// auditor is an audit with everything opened.
type auditor struct {
	folder.Audit
	tally    policy.Tally
	catalogs []*schemas.Catalog
}

// close lets go of the catalogs and of all that was compiled from them. It may be called twice.
func (a *auditor) close() {
	for _, c := range a.catalogs {
		_ = c.Close()
	}
	a.catalogs, a.Judges = nil, nil
}

// judges opens the catalogs and makes the engines.
func (f *auditFlags) judges(cmd *cobra.Command) (*auditor, string, error) {
	threshold, err := f.validate()
	if err != nil {
		return nil, "", err
	}
	lang := language(cmd)
	settings, err := projectPolicy(cmd, f.baseline)
	if err != nil {
		return nil, "", err
	}
	call, err := f.call.call(cmd.InOrStdin())
	if err != nil {
		return nil, "", err
	}
	if !call.Operation.SendsDocument() {
		return nil, "", texts.Error("operation-sends-no-document", lint.Values{"operation": call.Operation})
	}
	a := &auditor{tally: f.checkFlags.tally(threshold)}
	a.Jobs, a.MaxInput, a.Rehash = f.jobs, f.maxInput, f.rehash
	a.Setup = func(b *validate.Bundle) {
		f.setup(b)
		b.Parts = nil // what goes with one document does not go with all
	}
	catalogs := []string{f.catalog}
	if f.against != "" {
		catalogs = append(catalogs, f.against)
	}
	for _, name := range catalogs {
		if err := f.judge(a, name, call); err != nil {
			a.close()
			return nil, "", err
		}
	}
	if len(a.Judges) == 2 && a.Judges[0].Catalog == a.Judges[1].Catalog {
		a.close()
		return nil, "", texts.Error("against-that-catalog-in-use", nil)
	}
	// The settings of a project depend on paths, and contents are judged once: they are applied to what is reported.
	a.tally.Policy = settings
	return a, lang, nil
}

// judge adds the engine for one catalog.
func (f *auditFlags) judge(a *auditor, catalog string, call checks.Call) error {
	own := f.checkFlags
	if own.catalog = catalog; catalog != "" { // named, be it by --against
		own.line = lineFlag{}
	}
	s := &session{}
	if err := own.open(s, call); err != nil {
		return err
	}
	a.catalogs = append(a.catalogs, s.catalog)
	if _, err := s.catalog.Digest(); err != nil {
		return texts.Error("catalog", lint.Values{"source": s.catalog.Source(), "err": err})
	}
	about := s.describe()
	settings, err := own.settings(about)
	if err != nil {
		return err
	}
	tool, err := exactVersion()
	if err != nil {
		return err
	}
	basis := store.Basis{Basis: audit.Basis{Catalog: about.Catalog.Digest, Tool: tool, Settings: settings}, Run: about}
	a.Judges = append(a.Judges, folder.Judge{Basis: basis, Runner: s.runner})
	return nil
}

// settings is what else a verdict depends on, in a canonical form. A setting that is added to check and changes verdicts belongs
// here.
func (f *checkFlags) settings(about report.Run) (string, error) {
	registry := ""
	if about.Registry != nil {
		registry = about.Registry.Digest
	}
	trusted, err := f.trust.digest()
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(struct {
		Trust                                                                         string
		Gateway                                                                       string
		Operation, Profile, Environment, Mode, Registry, Vendor, Application, Version string
		MaxInput, MaxDecoded                                                          int64
		MaxDepth, MaxAttributes                                                       int
	}{
		trusted, f.call.generation, f.call.operation, f.call.profile, f.call.environment, f.mode, registry, f.vendor, f.application, f.appVersion,
		f.maxInput, f.maxDecode, f.maxDepth, f.maxAttributes,
	})
	return string(data), err
}

// exactVersion is the version of fselint, with the digest of the program where the version does not say which program it is.
func exactVersion() (string, error) {
	v := toolVersion()
	if !strings.Contains(v, "devel") && !strings.Contains(v, "unknown") && !strings.Contains(v, "dirty") {
		return v, nil
	}
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	program, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer program.Close()
	h := sha256.New()
	if _, err := io.Copy(h, program); err != nil {
		return "", err
	}
	return v + " sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}
