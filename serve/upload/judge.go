package upload

import (
	"context"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/meaning"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/report/rules"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"

	catalogviews "github.com/fselint/fselint/report/catalog"
)

// Options are what a Judge works with.
type Options struct {
	Version  string // of fselint
	Catalog  *schemas.Catalog
	Registry *registry.Registry // nil for none
	Source   string             // where the registry was read
	Limits   validate.Limits
	Lang     string // of reports, where a request names none
}

// Judge judges what is handed in. It is safe for concurrent use.
type Judge struct {
	o        Options
	compiled *checks.Compiled
	describe func() report.Run

	mu      sync.Mutex
	runners map[kind]*validate.Runner
}

// Request is what somebody hands in, and what is to be made of it.
type Request struct {
	Files    []File
	Call     checks.CallNames
	ID       string // in the address of replace, update and delete
	Mode     string // ATTACHMENT, RESOURCE or "" for either
	Software *validate.Application
	Format   string // of the report
	Lang     string // it or en
}

// New returns a judge. The catalog must stay open.
func New(o Options) *Judge {
	j := &Judge{o: o, compiled: checks.Compile(o.Catalog), runners: map[kind]*validate.Runner{}}
	j.describe = catalogviews.Describe(o.Version, o.Catalog, o.Source, j.registry())
	return j
}

func (j *Judge) registry() func() (*registry.Registry, error) {
	if j.o.Registry == nil {
		return nil
	}
	return func() (*registry.Registry, error) { return j.o.Registry, nil }
}

// Run says what documents are judged with.
func (j *Judge) Run() report.Run { return j.describe() }

// Check judges what is handed in and writes the report. An error before the first byte is written is about the request, and in words
// to people; no document makes it fail.
func (j *Judge) Check(ctx context.Context, r Request, w io.Writer) (report.Summary, error) {
	var sum report.Summary
	format, err := report.Lookup(r.Format)
	if err != nil {
		return sum, err
	}
	runner, err := j.runner(r.Call)
	if err != nil {
		return sum, err
	}
	files, err := unpacked(r.Files, j.unpackedBytes())
	if err != nil {
		return sum, err
	}
	dossiers, files, err := j.dossiers(files, r.Call)
	if err != nil {
		return sum, err
	}
	bundles, err := submissions(files)
	if err != nil {
		return sum, err
	}
	if len(bundles) == 0 && dossiers == nil {
		return sum, lint.Hinted(texts.Error("nothing-handed-in", nil), texts.Text("drop-a-document", nil))
	}
	for _, b := range bundles {
		r.complete(b)
	}
	o := report.Options{Run: j.describe, Lang: r.lang(j.o.Lang), Rules: runner.Rules(), Notes: true, Whole: dossiers != nil}
	if dossiers != nil {
		o.Rules = append(slices.Clone(o.Rules), dossierRules()...)
	}
	out := format.New(w, o)
	emit := func(d *validate.Result) error {
		sum.Add(d.Document)
		return out.Document(d)
	}
	if dossiers != nil {
		err = dossiers(ctx, emit)
	}
	if err == nil {
		err = runner.Run(ctx, slices.Values(bundles), runtime.GOMAXPROCS(0), emit)
	}
	if err != nil {
		report.Discard(out)
		return sum, err
	}
	return sum, out.Close()
}

// unpackedBytes bounds what archives hold.
func (j *Judge) unpackedBytes() int64 {
	if n := j.o.Limits.InputBytes; n > 0 {
		return 4 * n
	}
	return 4 * validate.DefaultLimits().InputBytes
}

func (r *Request) lang(otherwise string) string {
	if r.Lang == "it" || r.Lang == "en" {
		return r.Lang
	}
	return otherwise
}

// complete adds to a submission what the request says of all.
func (r *Request) complete(b *validate.Bundle) {
	b.Application, b.Mode = r.Software, r.Mode
	if r.ID != "" {
		b.PathID = &r.ID
	}
}

// runner returns the engine for a kind of call; there are only as many as there are names.
func (j *Judge) runner(n checks.CallNames) (*validate.Runner, error) { return j.made(n, j.registry()) }

// made returns the engine for a kind of call, with the registry of accredited software or without.
func (j *Judge) made(n checks.CallNames, accredited func() (*registry.Registry, error)) (*validate.Runner, error) {
	call, err := n.Call()
	if err != nil {
		return nil, err
	}
	key := kind{n, accredited != nil}
	key.Operation, key.Profile = string(call.Operation), call.Profile.String()
	j.mu.Lock()
	defer j.mu.Unlock()
	if r := j.runners[key]; r != nil {
		return r, nil
	}
	r, err := checks.NewRunner(checks.Config{
		Catalog: j.o.Catalog, Compiled: j.compiled, Registry: accredited, Call: call, Limits: j.o.Limits,
	})
	if err == nil && n.At == "" {
		j.runners[key] = r
	}
	return r, err
}

// kind is what engines are told apart by.
type kind struct {
	checks.CallNames
	accredited bool
}

// Explain tells what a word, a text or an answer of the gateway means, as JSON. The operation, "" where it is not known, tells apart
// what answers leave open.
func (j *Judge) Explain(text, operation, lang string, w io.Writer) error {
	op := fse.AnyOperation
	if operation != "" {
		call, err := checks.CallNames{Operation: operation}.Call()
		if err != nil {
			return err
		}
		op = call.Operation
	}
	x := &rules.Explanation{Found: meaning.Find(text, op, checks.Rules()), Stages: checks.Stages()}
	if err := x.Look(strings.TrimSpace(text), "", lang, func() (*schemas.Catalog, error) { return j.o.Catalog, nil }); err != nil {
		return err
	}
	return x.JSON(w, lang)
}
