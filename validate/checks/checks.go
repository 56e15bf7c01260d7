// Package checks lists every check of fselint and wires the checks to the catalog and the registry.
//
// Adding a family of rules means a folder here and a line in All.
package checks

import (
	"errors"

	"fselint/cda/pdffile"
	"fselint/cda/xmltree"
	"fselint/gateway"
	"fselint/metadata/registry"
	"fselint/schemas"
	"fselint/schemas/vocabulary"
	"fselint/validate"
	"fselint/validate/checks/cda"
	"fselint/validate/checks/eng"
	"fselint/validate/checks/outcome"
	"fselint/validate/checks/pdf"
	"fselint/validate/checks/reg"
	"fselint/validate/checks/sch"
	"fselint/validate/checks/sig"
	"fselint/validate/checks/voc"
	"fselint/validate/checks/xsd"
)

// Config is what the checks work with.
type Config struct {
	Catalog   *schemas.Catalog
	Registry  func() (*registry.Registry, error) // opened when first needed; may be nil
	Operation gateway.Operation                  // "" for validate-and-create
	Limits    validate.Limits
	XML       xmltree.Limits
	PDF       pdffile.Limits
}

// Stages lists the stages in the order of the report.
func Stages() []validate.Stage {
	return []validate.Stage{
		{Name: "pdf", Title: validate.Text{IT: "file ed estrazione del CDA", EN: "file and extraction of the CDA"}},
		{Name: "signature", Title: validate.Text{IT: "firma PAdES", EN: "PAdES signature"}},
		{Name: "cda", Title: validate.Text{IT: "codifica, XML e intestazione", EN: "encoding, XML and header"}},
		{Name: "schema", Title: validate.Text{IT: "schema XML", EN: "XML Schema"}},
		{Name: "schematron", Title: validate.Text{IT: "regole nazionali", EN: "national rules"}},
		{Name: "vocabulary", Title: validate.Text{IT: "terminologie", EN: "terminologies"}},
		{Name: "engine", Title: validate.Text{IT: "mappa verso FHIR", EN: "map to FHIR"}},
		{Name: "registry", Title: validate.Text{IT: "software accreditati", EN: "accredited software"}},
	}
}

// All returns the checks.
func All(c Config) []*validate.Check {
	list := append(pdf.Checks(c.PDF), sig.Check())
	list = append(list, cda.Checks(c.XML)...)
	return append(list,
		xsd.Check(c.schemaSet),
		sch.Check(sch.Options{Find: c.schematron, Starter: c.Catalog != nil && c.Catalog.Starter()}),
		voc.Check(c.vocabulary),
		eng.Check(c.engine),
		reg.Check(c.registry),
		outcome.Check(),
	)
}

// NewRunner returns an engine that runs all checks and predicts the gateway's answer.
func NewRunner(c Config) (*validate.Runner, error) {
	if c.Catalog == nil {
		return nil, errors.New("no catalog")
	}
	if c.Operation == "" {
		c.Operation = gateway.ValidateAndCreate
	}
	starter := c.Catalog.Starter()
	return validate.New(Stages(), All(c), validate.Options{
		Limits:   c.Limits,
		Failures: failures,
		Conclude: func(d *validate.Document) {
			if starter {
				humble(d)
			}
			gateway.Answers(d, c.Operation)
			d.Gateway = gateway.Predict(d, c.Operation)
		},
	})
}

// humble keeps a document that was judged with the starter catalog from passing: the national rules were not applied.
func humble(d *validate.Document) {
	d.Validator = nil
	if d.Verdict == validate.Passed || d.Verdict == validate.Warn {
		d.Verdict = validate.Incomplete
	}
}

// Rules lists every rule of fselint: those of the checks and those of its own failures.
func Rules() []*validate.Rule {
	var rules []*validate.Rule
	for _, c := range All(Config{}) {
		rules = append(rules, c.Rules...)
	}
	for _, kind := range []validate.FailureKind{validate.Unreadable, validate.TimedOut, validate.Broken} {
		rules = append(rules, failures[kind])
	}
	return rules
}

// failures are the rules under which the tool's own failures on a document are reported.
var failures = map[validate.FailureKind]*validate.Rule{
	validate.Unreadable: {
		ID: "INP-UNREADABLE", Family: "INP", Severity: validate.Error, Group: validate.Advice,
		Title: validate.Text{IT: "il file non si può leggere", EN: "the file cannot be read"},
		Fix:   validate.Text{IT: "controllate percorso, permessi e dimensione", EN: "look at path, permissions and size"},
	},
	validate.TimedOut: {
		ID: "INP-TIME", Family: "INP", Severity: validate.Error, Group: validate.Advice,
		Title: validate.Text{IT: "il documento non è stato giudicato in tempo", EN: "the document was not judged in time"},
		Fix:   validate.Text{IT: "riprovate con --timeout più lungo; se si ripete, il documento è anomalo", EN: "try a longer --timeout; if it happens again the document is abnormal"},
	},
	validate.Broken: {
		ID: "INP-FAULT", Family: "INP", Severity: validate.Error, Group: validate.Advice,
		Title: validate.Text{IT: "errore interno di fselint", EN: "internal error of fselint"},
		Fix:   validate.Text{IT: "segnalatelo agli autori di fselint, senza dati personali", EN: "report it to the authors of fselint, without personal data"},
	},
}

func (c Config) schemaSet(extension string) (map[string][]byte, string, bool, error) {
	set, ok, err := c.Catalog.SchemaSet(extension)
	return set.Files, set.Root, ok, err
}

func (c Config) schematron(root string) (string, []byte, bool, error) {
	s, ok, err := c.Catalog.Schematron(root)
	return s.Name, s.Content, ok, err
}

func (c Config) vocabulary() (*vocabulary.Set, error) { return c.Catalog.Vocabulary() }

func (c Config) engine(root string) (engine string, found, known bool, err error) {
	_, found, known, err = c.Catalog.Engine(root)
	return engine, found, known, err
}

func (c Config) registry() (*registry.Registry, error) {
	if c.Registry == nil {
		return nil, errors.New("no registry was given")
	}
	return c.Registry()
}
