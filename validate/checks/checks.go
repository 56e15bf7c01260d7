// Package checks lists every check of fselint and wires the checks to the catalog and the registry.
//
// Adding a family of rules means a folder here and a line in All.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package checks

import (
	"crypto/x509"
	_ "embed"
	"errors"
	"time"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/pades/trust"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/structuremap"
	"github.com/fselint/fselint/schemas/vocabulary"
	"github.com/fselint/fselint/schemas/xsd"
	"github.com/fselint/fselint/validate"
	agreementcheck "github.com/fselint/fselint/validate/checks/agreement"
	certificatecheck "github.com/fselint/fselint/validate/checks/certificate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	ledgercheck "github.com/fselint/fselint/validate/checks/ledger"
	mappingcheck "github.com/fselint/fselint/validate/checks/mapping"
	regioncheck "github.com/fselint/fselint/validate/checks/region"
	registrycheck "github.com/fselint/fselint/validate/checks/registry"
	requestcheck "github.com/fselint/fselint/validate/checks/request"
	schemacheck "github.com/fselint/fselint/validate/checks/schema"
	schematroncheck "github.com/fselint/fselint/validate/checks/schematron"
	signaturecheck "github.com/fselint/fselint/validate/checks/signature"
	tokencheck "github.com/fselint/fselint/validate/checks/token"
	vocabularycheck "github.com/fselint/fselint/validate/checks/vocabulary"
)

// Config is what the checks work with.
type Config struct {
	Catalog  *schemas.Catalog
	Registry func() (*registry.Registry, error) // opened when first needed; may be nil
	Call     Call
	Limits   validate.Limits
	Against  *Against // another catalog to be asked as well; nil for none
	// SecondOpinion asks libxml2 about the schema as well, in builds that have it.
	SecondOpinion bool
	XML           xmltree.Limits
	PDF           pdffile.Limits
	Compiled      *Compiled          // of Catalog, to share it between runners; nil to compile anew
	Ledger        ledgercheck.Ledger // what was sent before; nil for none
	Trust         *trust.Store       // authorities and revocation data that the user has given; nil for none
	// GatewayOnly leaves out what careful readers would say of a signature and the gateway does not look at.
	GatewayOnly bool
	// Adjust is called last for every document, with the gateway's answer known: a project's policy. It may be nil.
	Adjust func(*validate.Document)
}

// Call is the call of the gateway that a submission is meant for. The zero value is a national validate-and-create.
type Call struct {
	Operation   fse.Operation // "" for validate-and-create
	Profile     fse.Profile   // the profile of Regione Toscana
	Environment fse.Environment
	Generation  fse.Generation      // of the gateway whose answers count
	At          time.Time           // the clock by which tokens and certificates are judged; zero for now
	Roots       []*x509.Certificate // accepted certification authorities; without any the issuer is judged by its name
	Single      bool                // one certificate serves channel and signature
	Password    string              // of the certificate, where it is a PKCS#12
	Channel     *x509.Certificate   // of the connection; nil where it is not known
}

// Stages lists the stages in the order of the report.
func Stages() []validate.Stage {
	names := []string{
		"certificate", "authentication", "token", "request", "pdf", "signature", "cda", "schema", "schematron", "vocabulary", "engine",
		"mapping", "agreement", "registry", "ledger",
	}
	stages := make([]validate.Stage, len(names))
	for i, name := range names {
		stages[i] = validate.Stage{Name: name, Title: texts.Text(name, nil)}
	}
	return stages
}

// All returns the checks.
func All(c Config) []*validate.Check {
	list := reading(c)
	list = append(list, signaturecheck.Check(signaturecheck.Options{
		Profile: c.Call.Profile, Operation: c.Call.Operation, Gateway: c.Call.Generation, Now: c.Call.At, Trust: c.Trust, GatewayOnly: c.GatewayOnly,
	}))
	heavy := c.Compiled
	if heavy == nil {
		heavy = Compile(c.Catalog)
	}
	if c.SecondOpinion {
		list = append(list, schemacheck.SecondOpinion(source{c.Catalog}.schemaSet))
	}
	list = append(list, heavy.checks...)
	list = append(list,
		agreementcheck.Check(c.Call.Operation),
		regioncheck.Check(c.Call.region()),
		registrycheck.Check(c.Registry),
		ledgercheck.Check(ledgercheck.Options{Ledger: c.Ledger, Operation: c.Call.Operation, Profile: c.Call.Profile, Environment: c.Call.Environment, At: c.Call.At}),
		validator(),
	)
	if c.Against != nil || c.Catalog == nil { // without a catalog only the rules matter
		list = append(list, c.Against.check(c))
	}
	return list
}

// reading are the checks that read the parts of a submission.
func reading(c Config) []*validate.Check {
	list := append([]*validate.Check{certificatecheck.Check(c.Call.certificate())}, tokencheck.Checks(c.Call.Token())...)
	list = append(list, requestcheck.Sent(), requestcheck.Check(c.Call.request()))
	return append(list, documentcheck.Checks(documentcheck.Options{
		Operation: c.Call.Operation, Gateway: c.Call.Generation, XML: c.XML, PDF: c.PDF, GatewayOnly: c.GatewayOnly,
	})...)
}

// Compiled are the checks that the catalog makes, with what they compile from it. Runners for several operations can share them.
type Compiled struct{ checks []*validate.Check }

// Compile returns the checks of a catalog, which may be nil where only their rules matter. Each compiles what it needs when the
// first document asks for it.
func Compile(catalog *schemas.Catalog) *Compiled {
	c := source{catalog}
	list := append(schemacheck.Checks(c.schema),
		schematroncheck.Check(schematroncheck.Options{Find: c.schematron, Starter: catalog != nil && catalog.Starter()}),
		vocabularycheck.Check(c.vocabulary),
	)
	return &Compiled{append(list, mappingcheck.Checks(mappingcheck.Options{Engine: c.engine, Map: c.mapping, Version: c.version})...)}
}

func (c Call) certificate() certificatecheck.Options {
	return certificatecheck.Options{
		Profile: c.Profile, Environment: c.Environment, At: c.At, Roots: c.Roots, Single: c.Single, Password: c.Password,
	}
}

func (c Call) region() regioncheck.Options {
	return regioncheck.Options{Profile: c.Profile, Operation: c.Operation, Channel: c.Channel, Single: c.Single}
}

// Token returns the options by which the tokens of the call are judged.
func (c Call) Token() token.Options {
	o := token.Options{Operation: c.Operation, Profile: c.Profile, Environment: c.Environment, At: c.At, Roots: c.Roots, Single: c.Single}
	return o
}

func (c Call) request() requestcheck.Options {
	o := requestcheck.Options{
		Operation: c.Operation, Profile: c.Profile, Gateway: c.Generation, Stage: c.Environment == fse.Stage, At: c.At,
		SendsBody: c.Operation.SendsRequest(),
	}
	return o
}

// NewRunner returns an engine that runs all checks and predicts the gateway's answer.
func NewRunner(c Config) (*validate.Runner, error) {
	if c.Catalog == nil {
		return nil, errors.New("no catalog")
	}
	if c.Call.Operation == "" {
		c.Call.Operation = fse.ValidateAndCreate
	}
	starter := c.Catalog.Starter()
	op := c.Call.answered()
	stages := Stages()
	if c.Against != nil {
		stages = append(stages, againstStage)
		if err := c.Against.open(c); err != nil {
			return nil, err
		}
	}
	return validate.New(stages, All(c), validate.Options{
		Limits:   c.Limits,
		Failures: failures,
		Conclude: func(d *validate.Document) {
			if d.Starter = starter && c.Call.Operation.SendsDocument(); starter {
				d.Validator = nil // the national rules were not applied
			}
			gateway.Answers(d, c.Call.Generation, op)
			if d.Gateway = gateway.Predict(d, c.Call.Generation, op); d.Gateway == nil {
				d.Gateway = gateway.Accept(d, c.Call.Generation, op)
			}
			if d.Gateway != nil {
				d.Gateway.Operation = string(c.Call.Operation)
			}
			d.Conclude()
			if c.Adjust != nil {
				c.Adjust(d)
			}
		},
	})
}

// answered is the operation in whose order the gateway answers the call: in Tuscany, which offers no validation, a replacement validates
// by itself.
func (c Call) answered() fse.Operation {
	if c.Profile == fse.Toscana && c.Operation == fse.Replace {
		return fse.ValidateAndReplace
	}
	return c.Operation
}

// Rules lists every rule of fselint: those of the checks and those of its own failures.
func Rules() []*lint.Rule {
	var rules []*lint.Rule
	listed := make(map[*lint.Rule]bool) // several checks may report one rule
	for _, c := range All(Config{}) {
		for _, r := range c.Rules {
			if !listed[r] {
				listed[r], rules = true, append(rules, r)
			}
		}
	}
	for _, kind := range []validate.FailureKind{validate.Unreadable, validate.Exceeded, validate.TimedOut, validate.Broken} {
		rules = append(rules, failures[kind])
	}
	return rules
}

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// failures are the rules under which the tool's own failures on a document are reported.
var failures = map[validate.FailureKind]*lint.Rule{
	validate.Unreadable: texts.Rule("INP-UNREADABLE", lint.Error, lint.Advice, ""),
	validate.Exceeded:   texts.Rule("INP-LIMIT", lint.Error, lint.Advice, ""),
	validate.TimedOut:   texts.Rule("INP-TIME", lint.Error, lint.Advice, ""),
	validate.Broken:     texts.Rule("INP-FAULT", lint.Error, lint.Advice, ""),
}

// source hands out parts of a catalog as the checks take them.
type source struct{ catalog *schemas.Catalog }

func (c source) schema(extension string) (*xsd.Schema, bool, error) {
	return c.catalog.Schema(extension)
}

func (c source) schemaSet(extension string) (map[string][]byte, string, bool, error) {
	set, ok, err := c.catalog.SchemaSet(extension)
	return set.Files, set.Root, ok, err
}

func (c source) schematron(root string) (string, []byte, bool, error) {
	s, ok, err := c.catalog.Schematron(root)
	return s.Name, s.Content, ok, err
}

func (c source) vocabulary() (*vocabulary.Set, error) { return c.catalog.Vocabulary() }

func (c source) engine(root string) (engine string, found, known bool, err error) {
	_, found, known, err = c.catalog.Engine(root)
	return engine, found, known, err
}

func (c source) mapping(root string) (*structuremap.Program, error) { return c.catalog.Mapping(root) }

// version names the state of the catalog: its day, else the beginning of its digest.
func (c source) version() string {
	if date := c.catalog.Date(); date != "" {
		return date
	}
	digest, _ := c.catalog.Digest()
	return digest[:min(len(digest), len("sha256:")+12)]
}
