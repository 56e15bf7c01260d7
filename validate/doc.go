// Package validate is the engine: it runs a graph of checks over documents and collects what they find.
//
// A Check is one step: it makes a fact from the document (the CDA pulled out of the PDF, the parsed tree, the verified
// signature), or judges facts and reports findings; many do both. The keys of facts are typed values, see Fact, and checks name
// those that they need. New sorts the checks once and refuses duplicates, cycles and unknown requirements; then every check runs
// at most once per document, after those that make what it needs. The Result holds the facts for whoever wants them afterwards;
// Result.Release ends them, so that the next document can use their tables.
//
// A check that cannot run is skipped with a reason, and so are those that need it: nothing that did not run can pass. A
// Finding is data about the document. An error returned by a check means that the tool failed; like a panic or a time-out
// it ends as the verdict "fault" of that one document, and the run goes on.
//
// A Rule describes one thing that can be found, with its texts in Italian and English. The engine knows no rule by name:
// rules and checks live in the packages below validate/checks.
//
//	runner, err := validate.New(stages, checks, options)
//	result := runner.Document(ctx, validate.File("referto.pdf"))
//	err = runner.Run(ctx, bundles, 4, func(r *validate.Result) error { … })
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package validate
