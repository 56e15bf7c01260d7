package checks_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/fselint/fselint/internal/walk"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

// Judge one document. The catalog that comes with fselint is small; schemas.Open takes the national one.
func Example() {
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer catalog.Close()
	runner, err := checks.NewRunner(checks.Config{Catalog: catalog})
	if err != nil {
		fmt.Println(err)
		return
	}
	d := runner.Document(context.Background(), validate.File("../../testdata/cda/broken/LAB-xsd-value.xml")).Document
	fmt.Println(d.DocumentType, d.Verdict)
	for _, f := range d.Findings {
		if f.Severity == lint.Error {
			fmt.Println(f.Location.Line, f.ID)
		}
	}
	// Output:
	// LAB refused
	// 34 XSD-BAD-PATTERN
}

// Judge the documents of a folder with all processors and write SARIF.
func Example_folder() {
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer catalog.Close()
	runner, err := checks.NewRunner(checks.Config{Catalog: catalog})
	if err != nil {
		fmt.Println(err)
		return
	}
	documents := func(yield func(*validate.Bundle) bool) {
		for e := range walk.Walk(context.Background(), []string{"../../testdata/cda"}, walk.Options{Match: walk.IsDocument}) {
			if e.Err != nil || !yield(validate.File(e.Path)) {
				return
			}
		}
	}
	var sarif strings.Builder // a file, rather
	w, err := report.New("sarif", &sarif, report.Options{Lang: "it"})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := runner.Run(context.Background(), documents, 0, w.Document); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	if err := w.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	fmt.Println(strings.Contains(sarif.String(), `"ruleId":"XSD-BAD-PATTERN"`))
	// Output: true
}
