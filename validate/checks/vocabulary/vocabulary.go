// Package vocabularycheck judges coded values as the terminology step of the gateway's validator does.
//
// Source: specification digest, 05-validation paragraph 5.
package vocabularycheck

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/vocabulary"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
)

// Judgement is what the validator would answer.
var Judgement = validate.NewFact[*vocabulary.Outcome]("vocabulary")

var (
	ruleDictionaries = &lint.Rule{
		ID: "VOC-NO-DICTIONARIES", Family: "VOC", Severity: lint.Error, Group: lint.Gateway, Error: "VA-13",
		Before:  `mongo-dump without the list of dictionaries`,
		After:   `mongo-dump as the ministry publishes it`,
		Title:   lint.Text{IT: "il catalogo non ha dizionari", EN: "the catalog has no dictionaries"},
		Why:     lint.Text{IT: "senza dizionari il validatore rifiuta ogni documento", EN: "without dictionaries the validator refuses every document"},
		Fix:     lint.Text{IT: "importate un catalogo completo", EN: "import a complete catalog"},
		Sources: []string{"05-validation §5.2 step 1", "06-errors VA-13"},
	}
	ruleBlocked = &lint.Rule{
		ID: "VOC-BLOCKED", Family: "VOC", Severity: lint.Error, Group: lint.Gateway, Error: "VA-10",
		Title:   lint.Text{IT: "codeSystem di prova: un arco è 999 o 9999", EN: "a code system for tests: an arc is 999 or 9999"},
		Why:     lint.Text{IT: "il gateway rifiuta ogni codeSystem con un arco uguale a 999 o 9999", EN: "the gateway refuses every codeSystem that has an arc equal to 999 or 9999"},
		Fix:     lint.Text{IT: "usate l'OID vero del sistema di codifica", EN: "use the real OID of the code system"},
		Before:  `codeSystem="2.16.840.1.113883.2.9.999"`,
		After:   `codeSystem="2.16.840.1.113883.6.1"`,
		Sources: []string{"05-validation §5.2 step 3", "06-errors VA-10"},
	}
	ruleVersion = &lint.Rule{
		ID: "VOC-VERSION", Family: "VOC", Severity: lint.Error, Group: lint.Gateway, Error: "VA-11",
		Title: lint.Text{IT: "versione del dizionario non gestita", EN: "version of a dictionary that is not managed"},
		Why: lint.Text{
			IT: "il gateway accetta solo la versione in suo possesso, o nessuna versione; i dizionari senza versione rifiutano ogni codeSystemVersion",
			EN: "the gateway accepts only the version that it has, or none; dictionaries without a version refuse any codeSystemVersion",
		},
		Fix:     lint.Text{IT: "togliete l'attributo codeSystemVersion", EN: "drop the attribute codeSystemVersion"},
		Before:  `<code code="11502-2" codeSystem="2.16.840.1.113883.6.1" codeSystemVersion="2.73"/>`,
		After:   `<code code="11502-2" codeSystem="2.16.840.1.113883.6.1"/>`,
		Sources: []string{"05-validation §5.2 steps 5-6, §5.3", "06-errors VA-11"},
	}
	ruleCode = &lint.Rule{
		ID: "VOC-CODE", Family: "VOC", Severity: lint.Error, Group: lint.Gateway, Error: "VA-12",
		Before:  `<code code="99999-9" codeSystem="2.16.840.1.113883.6.1"/>`,
		After:   `<code code="11502-2" codeSystem="2.16.840.1.113883.6.1"/>`,
		Title:   lint.Text{IT: "codice non censito", EN: "code not in its dictionary"},
		Why:     lint.Text{IT: "il confronto è esatto: contano maiuscole, spazi e punti", EN: "the comparison is exact: case, blanks and full stops count"},
		Fix:     lint.Text{IT: "usate un codice del dizionario, scritto esattamente così", EN: "use a code of the dictionary, spelled exactly as there"},
		Sources: []string{"05-validation §5.2 steps 7-8", "06-errors VA-12"},
	}
	ruleNoCode = &lint.Rule{
		ID: "VOC-NO-CODE", Family: "VOC", Severity: lint.Error, Group: lint.Gateway, Error: "VA-12",
		Title:   lint.Text{IT: "sistema di codifica gestito senza codice", EN: "managed code system without a code"},
		Why:     lint.Text{IT: "un elemento con codeSystem gestito e senza code viene cercato come codice assente, e il messaggio del gateway dice \"null\"", EN: "an element with a managed codeSystem and no code is looked up as an absent code, and the gateway's message says \"null\""},
		Fix:     lint.Text{IT: "togliete codeSystem dove non c'è un codice (per esempio con nullFlavor)", EN: "drop codeSystem where there is no code (with nullFlavor, say)"},
		Before:  `<value xsi:type="CD" nullFlavor="UNK" codeSystem="2.16.840.1.113883.6.103"/>`,
		After:   `<value xsi:type="CD" nullFlavor="UNK"/>`,
		Sources: []string{"05-validation §5.3"},
	}
	ruleUnchecked = &lint.Rule{
		ID: "VOC-UNCHECKED", Family: "VOC", Severity: lint.Warning, Group: lint.Advice,
		Before:  `terminology/ without the file of the system`,
		After:   `terminology/2.16.840.1.113883.6.1.csv`,
		Title:   lint.Text{IT: "dizionario gestito dal gateway ma assente dal catalogo: codici non controllati", EN: "dictionary managed by the gateway but absent from the catalog: codes not checked"},
		Why:     lint.Text{IT: "il gateway controlla questi codici, fselint qui non può: il documento può ancora essere rifiutato", EN: "the gateway checks these codes and fselint cannot here: the document may still be refused"},
		Fix:     lint.Text{IT: "aggiungete il file del dizionario nella cartella terminology del catalogo", EN: "add the dictionary's file to the folder terminology of the catalog"},
		Sources: []string{"report contract", "05-validation §5.2"},
	}
	ruleUnknown = &lint.Rule{
		ID: "VOC-UNKNOWN", Family: "VOC", Severity: lint.Info, Group: lint.Advice,
		Before:  `codeSystem="1.2.3"`,
		After:   `codeSystem="2.16.840.1.113883.6.1"`,
		Title:   lint.Text{IT: "sistema di codifica sconosciuto al gateway: i suoi codici non vengono controllati", EN: "code system unknown to the gateway: its codes are not checked"},
		Why:     lint.Text{IT: "il gateway lascia passare qualunque codice dei sistemi che non gestisce; spesso l'OID contiene un errore di battitura", EN: "the gateway lets any code pass whose system it does not manage; often the OID is mistyped"},
		Fix:     lint.Text{IT: "controllate che l'OID sia quello voluto", EN: "make sure that the OID is the one you mean"},
		Sources: []string{"05-validation §5.2 step 4"},
	}
)

var ruleOf = map[vocabulary.Step]*lint.Rule{
	vocabulary.StepDictionaries: ruleDictionaries, vocabulary.StepBlockList: ruleBlocked,
	vocabulary.StepVersion: ruleVersion, vocabulary.StepCode: ruleCode,
}

// buffers keeps the slices of extracted codes between documents.
var buffers = sync.Pool{New: func() any { return new([]vocabulary.Code) }}

// Check returns the check for the dictionaries that open gives; why says why there are none.
func Check(open func() (*vocabulary.Set, error)) *validate.Check {
	return &validate.Check{
		Stage: "vocabulary", Requires: []validate.Key{documentcheck.Tree},
		Rules: []*lint.Rule{ruleDictionaries, ruleBlocked, ruleVersion, ruleCode, ruleNoCode, ruleUnchecked, ruleUnknown},
		Run: Judgement.From(func(_ context.Context, p *validate.Pass) (*vocabulary.Outcome, error) {
			set, err := open()
			if err != nil {
				return nil, err
			}
			return judge(p, set), nil
		}),
	}
}

func judge(p *validate.Pass, set *vocabulary.Set) *vocabulary.Outcome {
	j := judgement{Pass: p, set: set, doc: documentcheck.Tree.Of(p)}
	buffer := buffers.Get().(*[]vocabulary.Code)
	defer func() {
		clear(j.codes) // they view the document
		*buffer = j.codes[:0]
		buffers.Put(buffer)
	}()
	j.codes = vocabulary.Extract(j.doc, (*buffer)[:0])
	j.outcome = set.Judge(j.codes)
	if j.outcome.Failed == vocabulary.StepDictionaries {
		p.Report(lint.Finding{Rule: ruleDictionaries})
	}
	for _, problem := range j.outcome.Problems {
		j.problem(problem)
	}
	for _, g := range j.outcome.Unchecked {
		j.group(ruleUnchecked, g)
	}
	for _, g := range j.outcome.Unknown {
		j.group(ruleUnknown, g)
	}
	return j.outcome
}

type judgement struct {
	*validate.Pass
	set     *vocabulary.Set
	doc     *xmltree.Doc
	codes   []vocabulary.Code
	outcome *vocabulary.Outcome
}

func (j *judgement) at(c *vocabulary.Code, a xmltree.Attr) lint.Location {
	if a == xmltree.NoAttr {
		return documentcheck.At(j.doc, c.Element)
	}
	return documentcheck.AtAttr(j.doc, a)
}

func (j *judgement) problem(p vocabulary.Problem) {
	c := &j.codes[p.Code]
	f := lint.Finding{Rule: ruleOf[p.Step], Location: j.at(c, c.SystemAttr)}
	switch p.Step {
	case vocabulary.StepBlockList:
		f.Actual = lint.Same(strings.Clone(c.System))
	case vocabulary.StepVersion:
		j.version(&f, c, p.Version)
	case vocabulary.StepCode:
		j.code(&f, c, p.Version)
	}
	if p.Step == j.outcome.Failed {
		f.Detail = j.outcome.Message
	}
	if c.Substituted {
		f.Notes = append(f.Notes, lint.Text{
			IT: fmt.Sprintf("il gateway sostituisce qui il codeSystem con %s, l'elenco delle risposte alla domanda dell'observation", c.System),
			EN: fmt.Sprintf("the gateway puts %s in place of this codeSystem: the list of answers to the question of the observation", c.System),
		})
	}
	if p.Hidden {
		f.Notes = append(f.Notes, lint.Text{IT: "il gateway lo direbbe solo dopo la correzione della versione", EN: "the gateway would say so only after the version is mended"})
	}
	j.Report(f)
}

func (j *judgement) version(f *lint.Finding, c *vocabulary.Code, version string) {
	f.Location = j.at(c, c.VersionAttr)
	versions, _ := j.set.Versions(c.System)
	var managed []string
	for _, v := range versions {
		if v != "" {
			managed = append(managed, v)
		}
	}
	f.Actual = lint.Same(fmt.Sprintf("%s v%s", c.System, version))
	if len(managed) == 0 {
		f.Expected = lint.Text{IT: "nessun codeSystemVersion: questo dizionario non ha versione", EN: "no codeSystemVersion: this dictionary has no version"}
		return
	}
	list := strings.Join(managed, ", ")
	f.Expected = lint.Text{IT: "nessun codeSystemVersion, oppure " + list, EN: "no codeSystemVersion, or " + list}
}

func (j *judgement) code(f *lint.Finding, c *vocabulary.Code, version string) {
	system := c.System
	if version != "" {
		system += " v" + version
	}
	if c.Code == "" {
		f.Rule = ruleNoCode
		f.Location = documentcheck.At(j.doc, c.Element)
		f.Actual = lint.Text{IT: "codeSystem " + system + " senza code", EN: "codeSystem " + system + " without code"}
		return
	}
	f.Location = j.at(c, c.CodeAttr)
	f.Message = lint.Text{
		IT: fmt.Sprintf("il codice %q non è nel dizionario %s", c.Code, system),
		EN: fmt.Sprintf("the code %q is not in the dictionary %s", c.Code, system),
	}
	f.Actual = lint.Same(strings.Clone(c.Code))
	var near []string
	for _, s := range j.set.Near(c.System, version, c.Code) {
		near = append(near, fmt.Sprintf("%q (%s)", s.Value, s.Display))
	}
	if len(near) > 0 {
		list := strings.Join(near, ", ")
		f.Expected = lint.Text{IT: "codici simili: " + list, EN: "similar codes: " + list}
	}
}

// group reports a system once, at its first code.
func (j *judgement) group(rule *lint.Rule, g vocabulary.Group) {
	c := &j.codes[g.Codes[0]]
	system := strings.Clone(g.System)
	f := lint.Finding{
		Rule: rule, Location: j.at(c, c.SystemAttr), Actual: lint.Same(system),
		Message: lint.Text{
			IT: fmt.Sprintf("%s: %s (%d elementi)", rule.Title.In("it"), system, len(g.Codes)),
			EN: fmt.Sprintf("%s: %s (%d elements)", rule.Title.In("en"), system, len(g.Codes)),
		},
	}
	if g.Err != nil && !errors.Is(g.Err, vocabulary.ErrNoCodes) { // the title says that already
		f.Notes = append(f.Notes, lint.Same(g.Err.Error()))
	}
	j.Report(f)
}
