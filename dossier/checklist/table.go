package checklist

import (
	"slices"

	"github.com/fselint/fselint/dossier/spreadsheet"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/lint"
)

// want is what a cell must be.
type want int

const (
	filled  want = iota + 1
	empty        // a single blank is too much
	listed       // one of the texts of a list
	visible      // without blanks around it and characters that cannot be seen
)

// demand is a line of the table: what the cells of some columns must be in the rows of some kinds.
type demand struct {
	state    string                 // SI or NO in column J; "" for either, and for neither
	kinds    []testcase.Kind        // nil for all
	when     func(*judge, Row) bool // nil for always
	columns  string                 // by their letters in template 8.2.1
	want     want
	list     func(*judge) []string // of what is listed
	optional bool                  // an empty cell is right as well
	rule     *lint.Rule
}

var (
	tokens     = []testcase.Kind{testcase.Token, testcase.Field}
	documentKO = []testcase.Kind{testcase.Document}
	timeouts   = []testcase.Kind{testcase.Timeout}
	oks        = []testcase.Kind{testcase.OK}
	refused    = []testcase.Kind{testcase.Token, testcase.Field, testcase.Document, testcase.Timeout}
)

// table are the rules for the rows of types in scope (it-fse-accreditamento, README and the threads that rules.yaml names).
var table = []demand{
	{columns: "J", want: listed, list: yesNo, rule: ruleApplicable},
	{columns: "FGHIJKMNPQRT", want: visible, rule: ruleInvisible},
	{columns: "MNPQR", want: listed, list: yesNo, optional: true, rule: ruleYesNo},
	{columns: "T", want: listed, list: passFail, optional: true, rule: ruleOutcome},

	{state: yes, kinds: oks, columns: "FGHI", want: filled, rule: ruleEvidence},
	{state: yes, kinds: oks, columns: "MNOPQRS", want: empty, rule: ruleHandlingOK},
	{state: yes, kinds: tokens, columns: "FGH", want: filled, rule: ruleCallKO},
	{state: yes, kinds: documentKO, columns: "FGHI", want: filled, rule: ruleCallKO},
	{state: yes, kinds: timeouts, columns: "I", want: empty, rule: ruleTimeout},
	{state: yes, kinds: refused, columns: "MNPQRS", want: filled, rule: ruleHandling},
	{state: yes, kinds: refused, columns: "O", want: filled, when: seen, rule: ruleMessage},
	{state: yes, columns: "K", want: empty, rule: ruleRationaleYes},
	{state: yes, columns: "L", want: empty, rule: ruleOther},

	{state: no, columns: "FGHI", want: empty, rule: ruleCallNo},
	{state: no, columns: "MNOPQRS", want: empty, rule: ruleHandlingNo},
	{state: no, columns: "K", want: filled, rule: ruleRationaleMissing},
	{state: no, columns: "K", want: listed, list: reasons, optional: true, rule: ruleRationale},
	{state: no, columns: "L", want: filled, when: otherReason, rule: ruleOtherMissing},
	{state: no, columns: "L", want: empty, when: listedReason, rule: ruleOther},

	{columns: "U", want: empty, when: ownSelfCertified, rule: ruleSelfCertified},
}

// otherText is the reason that asks for words of one's own in column L.
const otherText = "Altro (specificare)"

// rationales are what column K admits, as the sheet LISTA VALORI has them since template 8.2.
var rationales = []string{
	"Campo/sezione non gestito/a in modo strutturato dall’applicativo",
	"Campo obbligatorio",
	"Campo valorizzato di default",
	"Campo valorizzato in automatico tramite dati recuperati da servizi esterni",
	"Campo valorizzabile tramite selezione da un set di valori ammessi",
	"L’applicativo effettua controlli preventivi sul dato inserito",
	otherText,
}

func yesNo(*judge) []string     { return []string{yes, no} }
func passFail(*judge) []string  { return []string{"PASS", "FAIL"} }
func reasons(j *judge) []string { return j.admitted }

func seen(_ *judge, r Row) bool { return spreadsheet.Essence(r.Cell(Visible).Text) == yes }
func otherReason(_ *judge, r Row) bool {
	return spreadsheet.Essence(r.Cell(Rationale).Text) == spreadsheet.Essence(otherText)
}

func listedReason(j *judge, r Row) bool {
	reason := spreadsheet.Essence(r.Cell(Rationale).Text)
	return !otherReason(j, r) && slices.ContainsFunc(j.admitted, func(s string) bool { return spreadsheet.Essence(s) == reason })
}

// ownSelfCertified tells whether what stands in column U is not the template's, which has SI for TIMEOUT cases.
func ownSelfCertified(j *judge, r Row) bool {
	if j.Template == nil {
		return r.Kind() != testcase.Timeout
	}
	like, _ := j.Template.Row(r.ID)
	return like.Cell(SelfCertified).Value() != r.Cell(SelfCertified).Value()
}

// nearest finds what was probably meant.
func nearest(value string, list []string) []string {
	search := near.New(value, 1)
	for _, s := range list {
		search.Consider([]byte(s))
	}
	var found []string
	for _, m := range search.Best() {
		found = append(found, m.Value)
	}
	return found
}
