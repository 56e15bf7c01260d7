// Package testcase knows the test cases of the accreditation (service VALIDAZIONE): their numbers, document types, what each has the
// software do, and how the gateway must answer it.
//
// Source: specification digest, 08-accreditation-dossier §4.3.
package testcase

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/fselint/fselint/fse"
)

// Type is a document type as the column Tipo Documento of the checklist spells it: LAB, CERT_VAC, …
type Type string

// spellings are the types that have test cases, in the order of the template, with their abbreviations elsewhere (package fse,
// results.csv).
var spellings = []struct {
	sheet Type
	abbr  string
}{
	{"LAB", "LAB"}, {"LDO", "LDO"}, {"PSS", "PSS"}, {"RAD", "RAD"}, {"RSA", "RSA"},
	{"CERT_VAC", "CERT_VACC"}, {"SING_VAC", "SING_VACC"}, {"VPS", "VPS"}, {"RAP", "RAP"},
}

// transfusion is how the list of accredited software spells the type of the transfusion cases of LAB.
const transfusion = "LAB_TRASF"

// Types lists the types that have test cases.
func Types() []Type {
	list := make([]Type, len(spellings))
	for i, s := range spellings {
		list[i] = s.sheet
	}
	return list
}

// ParseType reads a type in any spelling in use: that of the checklist (CERT_VAC), that of the list of accredited software (CERT_VACC,
// LAB_TRASF), in any case of letters.
func ParseType(s string) (Type, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if s == transfusion {
		return "LAB", true
	}
	for _, t := range spellings {
		if s == string(t.sheet) || s == t.abbr {
			return t.sheet, true
		}
	}
	return "", false
}

// Document is what package fse knows of the type: name, LOINC code, root of its template.
func (t Type) Document() fse.DocumentType {
	for _, s := range spellings {
		if s.sheet != t {
			continue
		}
		for _, d := range fse.DocumentTypes() {
			if d.Abbr == s.abbr {
				return d
			}
		}
	}
	return fse.DocumentType{}
}

// OfTemplate returns the type of a document by the root of its first templateId.
func OfTemplate(root string) (Type, bool) {
	d, _ := fse.DocumentTypeByTemplate(root)
	return ParseType(d.Abbr)
}

// Kind says what a case has the software do.
type Kind string

// The kinds of cases.
const (
	OK       Kind = "ok"       // a good document
	Token    Kind = "token"    // KO: purpose_of_use is left out of the token
	Field    Kind = "field"    // KO: action_id of the token is TEST
	Document Kind = "document" // KO: the document breaks what the case names
	Timeout  Kind = "timeout"  // no answer; not run, only described
)

// KO tells the cases that the gateway must refuse.
func (k Kind) KO() bool { return k == Token || k == Field || k == Document }

// Answer is the sort of an answer, or that none came.
type Answer string

// The sorts of answers. Other is one that no case wants: a refusal of the front end, of the request, an error of the server.
const (
	Accepted   Answer = "accepted"   // 201
	TokenError Answer = "token"      // 403
	Syntax     Answer = "syntax"     // 400, /msg/syntax
	Semantic   Answer = "semantic"   // 422, /msg/semantic
	Vocabulary Answer = "vocabulary" // 400, /msg/vocabulary
	NoAnswer   Answer = "timeout"
	Other      Answer = "other"
)

// Status is the status that goes with the answer, 0 where none does.
func (a Answer) Status() int {
	return map[Answer]int{Accepted: 201, TokenError: 403, Syntax: 400, Semantic: 422, Vocabulary: 400}[a]
}

// AnswerOf sorts an answer of the validation by its status and the type of its problem (RFC 7807).
func AnswerOf(status int, problem string) Answer {
	switch _, name, _ := strings.Cut(problem, "/msg/"); {
	case status == 200, status == 201:
		return Accepted
	case name == "jwt-validation", name == "mandatory-element-token", name == "missing-token":
		return TokenError
	case name == "syntax", name == "semantic", name == "vocabulary":
		return Answer(name)
	}
	return Other
}

// Case is one test case.
type Case struct {
	ID          int
	Type        Type
	CT          int // its number within the type (CTn), -1 where it is not known or has none
	Kind        Kind
	Wanted      []Answer // each of them is right
	Since       string   // version of the first template that may have it; empty: all have it
	Decree      bool     // APPLICABILITA' must be SI (decree of 7 September 2023)
	Transfusion bool     // of the transfusion report, which is a type of its own in the list of accredited software
}

// Wants reports whether an answer is the one that the case wants.
func (c Case) Wants(a Answer) bool { return slices.Contains(c.Wanted, a) }

// Listed is the document type as the list of accredited software spells it.
func (c Case) Listed() string {
	if c.Transfusion {
		return transfusion
	}
	return c.Type.Document().Abbr
}

// Name is a short name of the case that can be the name of a file: RSA_CT6_KO, RAP_423_KO.
func (c Case) Name() string {
	name := fmt.Sprintf("%s_%d", c.Type, c.ID)
	if c.CT >= 0 {
		name = fmt.Sprintf("%s_CT%d", c.Type, c.CT)
	}
	switch {
	case c.Kind.KO():
		name += "_KO"
	case c.Kind == Timeout:
		name += "_TIMEOUT"
	}
	return name
}

//go:embed cases.csv
var table string

var cases = sync.OnceValue(func() (list []Case) {
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		panic(err) // embedded
	}
	for _, r := range rows[1:] {
		list = append(list, expand(r)...)
	}
	return list
})

// expand makes the cases of a row of the table, whose numbers follow each other.
func expand(r []string) (list []Case) {
	first, last, ct := number(r[1]), number(r[2]), number(r[3])
	for id := first; id <= last; id++ {
		c := Case{ID: id, Type: Type(r[0]), CT: ct, Kind: Kind(r[4]), Since: r[6], Decree: r[7] == "decree", Transfusion: r[7] == "transfusion"}
		for _, a := range strings.Split(r[5], "|") {
			c.Wanted = append(c.Wanted, Answer(a))
		}
		list = append(list, c)
		if ct >= 0 {
			ct++
		}
	}
	return list
}

// number reads a number of the table, -1 where there is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// All lists the cases: type by type, good ones first.
func All() []Case { return slices.Clone(cases()) }

// ByID returns the case of a number.
func ByID(id int) (Case, bool) {
	for _, c := range cases() {
		if c.ID == id {
			return c, true
		}
	}
	return Case{}, false
}

// Of lists the cases of a type, good ones first.
func Of(t Type) (list []Case) {
	for _, c := range cases() {
		if c.Type == t {
			list = append(list, c)
		}
	}
	return list
}
