package report_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"path/filepath"
	"slices"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

// Judge a folder and write SARIF.
func ExampleNew() {
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	if err != nil {
		log.Fatal(err)
	}
	defer catalog.Close()
	runner, err := checks.NewRunner(checks.Config{Catalog: catalog, Call: checks.Call{Operation: fse.ValidateAndCreate}})
	if err != nil {
		log.Fatal(err)
	}
	var out io.Writer = io.Discard // a file, for instance
	about := report.Run{Version: "1.0", Catalog: report.Catalog{ID: catalog.ID(), Starter: catalog.Starter()}}
	sarif, err := report.New("sarif", out, report.Options{Run: func() report.Run { return about }, Lang: "it", Rules: runner.Rules()})
	if err != nil {
		log.Fatal(err)
	}
	files, err := filepath.Glob("../testdata/pdf/*.pdf")
	if err != nil {
		log.Fatal(err)
	}
	var bundles []*validate.Bundle
	for _, file := range files {
		bundles = append(bundles, validate.File(file))
	}
	n := 0
	err = runner.Run(context.Background(), slices.Values(bundles), 0, func(r *validate.Result) error {
		n++
		return sarif.Document(r)
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := sarif.Close(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(n, "documents")
	// Output: 4 documents
}
