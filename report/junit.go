package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// junitFindings bounds how many findings the body of one test case lists.
const junitFindings = 200

// junitWriter writes JUnit XML in the dialect that Jenkins and GitLab read (the schema junit-10 of the Jenkins xUnit plugin): a
// test suite for each document, a test case for each stage. An error found is a failure, a stage that broke an error, and what
// did not run is skipped. Durations are left at zero: the same input gives the same bytes.
type junitWriter struct {
	w     io.Writer
	o     Options
	base  string
	begun bool
}

func newJUnit(w io.Writer, o Options) Writer {
	return &junitWriter{w: w, o: o, base: workingDirectory()}
}

type junitSuite struct {
	XMLName    xml.Name        `xml:"testsuite"`
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       string          `xml:"time,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	Time      string        `xml:"time,attr"`
	Skipped   *junitProblem `xml:"skipped"`
	Error     *junitProblem `xml:"error"`
	Failure   *junitProblem `xml:"failure"`
	Out       string        `xml:"system-out,omitempty"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Body    string `xml:",chardata"`
}

func (j *junitWriter) begin() error {
	if j.begun {
		return nil
	}
	j.begun = true
	_, err := io.WriteString(j.w, xml.Header+"<testsuites name=\"fselint\">\n")
	return err
}

func (j *junitWriter) Document(d *validate.Result) error {
	if err := j.begin(); err != nil {
		return err
	}
	b, err := xml.MarshalIndent(j.suite(d.Document), "  ", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", d.Path, err)
	}
	_, err = j.w.Write(append(lint.QuietMarkup(b), '\n'))
	return err
}

func (j *junitWriter) Close() error {
	if err := j.begin(); err != nil {
		return err
	}
	_, err := io.WriteString(j.w, "</testsuites>\n")
	return err
}

func (j *junitWriter) suite(d *validate.Document) *junitSuite {
	s := &junitSuite{Name: printable(relative(j.base, d.Path)), Time: "0"}
	for _, p := range []junitProperty{{"verdict", j.o.verdict(d)}, {"headline", Headline(d, j.o.Lang)}, {"documentType", d.DocumentType}, {"sha256", d.SHA256}, {"gateway", answerWords(d, j.o.Lang)}} {
		if p.Value != "" {
			s.Properties = append(s.Properties, junitProperty{p.Name, bounded(p.Value, 2000)})
		}
	}
	for _, f := range provenance(j.o) {
		s.Properties = append(s.Properties, junitProperty{f.key, bounded(f.value, 2000)})
	}
	class := className(s.Name)
	for _, c := range j.cases(d) {
		c.ClassName, c.Time = class, "0"
		switch {
		case c.Error != nil:
			s.Errors++
		case c.Failure != nil:
			s.Failures++
		case c.Skipped != nil:
			s.Skipped++
		}
		s.Cases = append(s.Cases, c)
	}
	s.Tests = len(s.Cases)
	return s
}

// cases makes a test case of every stage, and one of the document for what belongs to no stage.
func (j *junitWriter) cases(d *validate.Document) []junitCase {
	stages := make(map[string]bool, len(d.Stages))
	for _, s := range d.Stages {
		stages[s.Name] = true
	}
	var cases []junitCase
	whole := j.whole(d, j.stage("document", j.findings(d, func(f *lint.Finding) bool { return !stages[f.Stage] })))
	if whole.Error != nil || whole.Failure != nil || whole.Skipped != nil || whole.Out != "" {
		cases = append(cases, whole)
	}
	for _, s := range d.Stages {
		c := j.stage(s.Name, j.findings(d, func(f *lint.Finding) bool { return f.Stage == s.Name }))
		reason := bounded(s.Reason.In(j.o.Lang), 1000)
		switch {
		case s.State == validate.Failed:
			p := &junitProblem{Message: reason, Type: string(validate.Broken)}
			if c.Failure != nil {
				p.Body, c.Failure = c.Failure.Body, nil
			}
			c.Error = p
		case s.State == validate.Skipped && c.Failure == nil:
			c.Skipped = &junitProblem{Message: reason}
		}
		cases = append(cases, c)
	}
	return cases
}

// whole gives the case of the document its verdict, where no other case has it: what cannot be told is skipped, and a refusal whose
// finding a project hides is a failure still.
func (j *junitWriter) whole(d *validate.Document, c junitCase) junitCase {
	says := &junitProblem{Message: bounded(Headline(d, j.o.Lang), 1000), Type: string(d.Verdict)}
	switch {
	case d.Fault != nil:
		says.Type = string(d.Fault.Kind)
		c.Failure, c.Error = nil, says
	case d.Verdict == validate.Refused && d.Worst() < lint.Error:
		c.Failure = says
	case d.Verdict == validate.Undetermined && c.Failure == nil:
		c.Skipped = &junitProblem{Message: says.Message}
	}
	return c
}

// findings lists those that a test case is about, infos only where they are wanted.
func (j *junitWriter) findings(d *validate.Document, mine func(*lint.Finding) bool) []*lint.Finding {
	var list []*lint.Finding
	for i := range d.Findings {
		if f := &d.Findings[i]; mine(f) && (f.Severity > lint.Info || j.o.Notes) {
			list = append(list, f)
		}
	}
	return list
}

// stage makes the test case of one stage: it fails when there is an error; what is less than an error goes to its output.
func (j *junitWriter) stage(name string, findings []*lint.Finding) junitCase {
	c := junitCase{Name: name}
	var failed, rest []*lint.Finding
	for _, f := range findings {
		if f.Severity == lint.Error {
			failed = append(failed, f)
		} else {
			rest = append(rest, f)
		}
	}
	if len(failed) > 0 {
		first := failed[0]
		message := bounded(first.Name()+": "+first.Message.In(j.o.Lang), 1000)
		if n := len(failed) - 1; n > 0 {
			message += fmt.Sprintf(" (+%d)", n)
		}
		c.Failure = &junitProblem{Message: message, Type: printable(first.ID), Body: j.body(failed)}
	}
	c.Out = j.body(rest)
	return c
}

func (j *junitWriter) body(findings []*lint.Finding) string {
	var b strings.Builder
	for i, f := range findings {
		if i == junitFindings {
			fmt.Fprintln(&b, counted(j.o.Lang, "more-findings", len(findings)-i))
			break
		}
		fmt.Fprintf(&b, "%s %s  %s\n  %s\n", word(j.o.Lang, "severity."+f.Severity.String()), printable(f.Name()), bounded(place(f.Location), 1000), sentence(f, j.o.Lang))
	}
	return b.String()
}

// className makes a class of a path, as Jenkins groups tests: folders become packages, and the dots of names do not.
func className(p string) string {
	dir, file := path.Split(p)
	dot := strings.NewReplacer(".", "_")
	parts := []string{"fselint"}
	for _, d := range strings.Split(dir, "/") {
		if d != "" && d != "." && d != ".." {
			parts = append(parts, dot.Replace(d))
		}
	}
	return strings.Join(append(parts, dot.Replace(file)), ".")
}
