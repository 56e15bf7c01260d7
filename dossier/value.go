package dossier

import (
	"strconv"
	"strings"

	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/rawjson"
)

// Value is a value of data.json or versions.json with its place. The zero Value is one that is not there.
type Value struct {
	Kind    rawjson.Kind
	Text    string // of a string; of a number and the like as written
	Pointer string // JSON pointer
	offset  int
	in      *rawjson.Document // nil for a value that is not there
}

// Given reports whether there is such a value, and not null.
func (v Value) Given() bool { return v.Kind != rawjson.Invalid && v.Kind != rawjson.Null }

// Location is the place of the value.
func (v Value) Location() lint.Location {
	l := lint.Location{Source: lint.SourceJSON, Path: v.Pointer}
	if v.in != nil {
		l.Line, l.Column = v.in.Position(v.offset)
		l.Snippet = lineAt(v.in.Data, v.offset)
	}
	return l
}

// finding is a finding about the value: what should stand there instead, "" where that is not known, and what goes into the message.
func (v Value) finding(r *lint.Rule, expected string, values lint.Values) lint.Finding {
	f := r.Found(v.Text, expected)
	f.Location, f.Values = v.Location(), values
	return f
}

// name is the last step of the value's pointer that is no number: the field that it belongs to.
func (v Value) name() string {
	steps := strings.Split(v.Pointer, "/")
	for i := len(steps) - 1; i > 0; i-- {
		if _, err := strconv.Atoi(steps[i]); err != nil {
			return steps[i]
		}
	}
	return ""
}

// reading reads one JSON file and collects what is wrong with it.
type reading struct {
	doc      *rawjson.Document
	findings []lint.Finding
	counts   map[*lint.Rule]int
}

// maxOfRule bounds the findings of one rule in one file: people mend the cause and look again.
const maxOfRule = 500

// report adds a finding about a value, which is looked up in the file only for those that are kept.
func (r *reading) report(v Value, f lint.Finding) {
	if r.counts == nil {
		r.counts = map[*lint.Rule]int{}
	}
	if r.counts[f.Rule]++; r.counts[f.Rule] <= maxOfRule {
		f.Location = v.Location()
		r.findings = append(r.findings, f)
	}
}

// found reports a value that should be another one.
func (r *reading) found(v Value, rule *lint.Rule, expected string, values lint.Values) {
	f := rule.Found(v.Text, expected)
	f.Values = values
	r.report(v, f)
}

// read parses a file and reports where it deviates from JSON.
func (r *reading) read(data []byte) *rawjson.Value {
	r.doc = rawjson.Parse(data)
	r.doc.Position(0) // makes its table of lines, which several goroutines will read
	for _, d := range r.doc.Defects {
		r.report(r.at(d.Offset, ""), d.Finding)
	}
	return &r.doc.Root
}

// root reads a file that holds an object; nil where it holds something else, which is reported.
func (r *reading) root(data []byte) *rawjson.Value {
	root := r.read(data)
	if root.Kind == rawjson.Object {
		return root
	}
	if root.Kind != rawjson.Invalid || len(r.doc.Defects) == 0 {
		r.report(r.at(root.Start, ""), lint.Finding{Rule: ruleNoObject, Values: lint.Values{"kind": lint.Known(root.Kind.String())}})
	}
	return nil
}

// at is the place of a byte of the file.
func (r *reading) at(offset int, pointer string) Value {
	return Value{Pointer: pointer, offset: offset, in: r.doc}
}

// mostLine bounds a line that goes with a finding; longer ones are left out.
const mostLine = 2000

func lineAt(data []byte, offset int) string {
	offset = min(offset, len(data))
	from, to := offset, offset
	for from > 0 && data[from-1] != '\n' && offset-from <= mostLine {
		from--
	}
	for to < len(data) && data[to] != '\n' && to-from <= mostLine {
		to++
	}
	if to-from > mostLine {
		return ""
	}
	return strings.TrimRight(string(data[from:to]), "\r")
}

func (r *reading) value(v *rawjson.Value, pointer string) Value {
	return Value{Kind: v.Kind, Text: v.Text, Pointer: pointer, offset: v.Start, in: r.doc}
}

// field is a member that an object has by the specification.
type field struct {
	name     string
	also     []string // names that people give it, in lower case
	required bool
	obsolete bool
}

// members are those of an object by the names of the specification, also of those that are misspelt.
type members map[string]*rawjson.Value

// object reads the members of an object: names that are misspelt count as what they mean, and are reported like those that are
// unknown.
func (r *reading) object(v *rawjson.Value, pointer string, fields []field) members {
	found := members{}
	for i := range v.Members {
		m := &v.Members[i]
		exact, meant := meaning(m.Name, fields)
		at := r.at(m.NameAt, rawjson.Pointer(pointer, m.Name))
		values := lint.Values{"name": m.Name}
		switch {
		case meant == nil:
			r.report(at, lint.Finding{Rule: ruleUnknownName, Values: values, Actual: lint.Value(m.Name)})
			continue
		case meant.obsolete:
			r.report(at, lint.Finding{Rule: ruleEmail})
			continue
		case !exact:
			r.report(at, lint.Finding{Rule: ruleName, Values: values, Actual: lint.Value(m.Name), Expected: lint.Known(meant.name).Text()})
			if found[meant.name] != nil {
				continue
			}
		}
		found[meant.name] = &m.Value
	}
	for _, f := range fields {
		if f.required && found[f.name] == nil {
			r.report(r.at(v.Start, rawjson.Pointer(pointer, f.name)), missing(f))
		}
	}
	return found
}

// wrongType reports a value that is of another type than its field.
func (r *reading) wrongType(v Value, f field, wanted string) {
	r.found(v, ruleType, wanted, lint.Values{"name": lint.Known(f.name), "kind": lint.Known(v.Kind.String())})
}

func missing(f field) lint.Finding {
	return lint.Finding{Rule: ruleRequired, Values: lint.Values{"name": lint.Known(f.name)}}
}

// meaning finds the field that a name stands for.
func meaning(name string, fields []field) (exact bool, meant *field) {
	search := near.New(name, 1)
	for i := range fields {
		if fields[i].name == name {
			return true, &fields[i]
		}
		search.Consider([]byte(fields[i].name))
	}
	plain := strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
	for i := range fields {
		for _, other := range fields[i].also {
			if plain == other {
				return false, &fields[i]
			}
		}
	}
	if best := search.Best(); len(best) > 0 {
		for i := range fields {
			if fields[i].name == best[0].Value {
				return false, &fields[i]
			}
		}
	}
	return false, nil
}

// text takes a member that must be a text which is not empty where the field is required. What is missing has been reported.
func (r *reading) text(in members, pointer string, f field) Value {
	raw := in[f.name]
	if raw == nil {
		return Value{Pointer: rawjson.Pointer(pointer, f.name)}
	}
	v := r.value(raw, rawjson.Pointer(pointer, f.name))
	switch {
	case raw.Kind == rawjson.Invalid: // not JSON: it has been reported
	case f.required && (raw.Kind == rawjson.Null || raw.Kind == rawjson.String && strings.TrimFunc(raw.Text, lint.Invisible) == ""):
		r.report(v, missing(f))
		v.Text = ""
	case raw.Kind == rawjson.Null:
		v.Text = ""
	case raw.Kind != rawjson.String:
		r.wrongType(v, f, "string")
	case strings.TrimFunc(raw.Text, lint.Invisible) != raw.Text || strings.ContainsFunc(raw.Text, unseen):
		r.found(v, ruleInvisible, seen(raw.Text), lint.Values{"name": lint.Known(f.name)})
		v.Text = seen(raw.Text)
	}
	return v
}

// unseen are the characters that take no room and those that look like a blank and are none.
func unseen(r rune) bool { return r != ' ' && lint.Invisible(r) }

// seen is a text without what nobody sees.
func seen(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\u00A0' || r == '\u202F' || r == '\t' || r == '\n' || r == '\r':
			return ' '
		case unseen(r):
			return -1
		}
		return r
	}, s))
}
