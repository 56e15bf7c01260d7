package sample

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/internal/testkit/sample/document"
)

// Expectation says what is to be expected of a sample with the national catalog.
type Expectation struct {
	File string `json:"file"` // below testdata, with slashes
	// Result is the outcome of the gateway's validator by its own name, EXCEPTION where it would end in a server error;
	// of a PDF, the outcome for the CDA in it. Empty where no CDA is found.
	Result string `json:"result,omitempty"`
	// Signature is the gateway's decision on the signatures of a PDF.
	Signature string `json:"signature,omitempty"`
	// Rule is the national id of the rule that a CDA breaks, if that is its defect.
	Rule string `json:"rule,omitempty"`
	// Attack is the kind of attack on its signature that a PDF is made to be, as package pades/revision names it.
	Attack string `json:"attack,omitempty"`
	// Note says what is special, for people.
	Note string `json:"note"`
}

// Set is the samples under construction.
type Set struct {
	Files        map[string][]byte
	Expectations []Expectation
}

func (s *Set) add(data []byte, e Expectation) {
	s.Files[e.File] = data
	s.Expectations = append(s.Expectations, e)
}

// Make makes all samples: the files by their names below testdata, and what to expect of them. The PDFs are signed with
// the key and certificate in PEM form.
func Make(signer []byte) (*Set, error) {
	s := &Set{Files: map[string][]byte{}}
	valid := map[string][]byte{}
	all := document.All()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		valid[name] = all[name].Bytes()
		s.add(valid[name], Expectation{File: "cda/" + name + "-valid.xml", Result: "OK", Note: "valid document of type " + name})
	}
	for _, d := range defects {
		data, err := d.apply(valid[d.of])
		if err != nil {
			return nil, fmt.Errorf("%s-%s: %w", d.of, d.name, err)
		}
		s.add(data, Expectation{File: "cda/broken/" + d.of + "-" + d.name + ".xml", Result: d.result, Rule: d.rule, Note: d.note})
	}
	if err := s.addPDFs(signer, valid); err != nil {
		return nil, err
	}
	if err := s.addAttacks(signer); err != nil {
		return nil, err
	}
	s.Files["expected.jsonl"] = s.expectations()
	s.Files["README.md"] = s.readme()
	return s, nil
}

func (s *Set) expectations() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, e := range s.Expectations {
		if err := enc.Encode(e); err != nil {
			panic(err) // strings always encode
		}
	}
	return b.Bytes()
}

func (s *Set) readme() []byte {
	var b strings.Builder
	b.WriteString(`# Samples

Documents of fselint's own making about people who do not exist, with fiscal codes that are formally valid and belong to
nobody. They are written by

    go run ./testdata/generate

and never edited by hand. ` + "`expected.jsonl`" + ` says in machine form what this table says: the outcome of the gateway's
validator with the national catalog, and its decision on the signature.

| file | validator | signature | what it is |
|---|---|---|---|
`)
	for _, e := range s.Expectations {
		note := e.Note
		if e.Rule != "" {
			note += " (" + e.Rule + ")"
		}
		if e.Attack != "" {
			note += " (" + e.Attack + ")"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", e.File, e.Result, e.Signature, note)
	}
	return []byte(b.String())
}
