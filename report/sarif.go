package report

import (
	"compress/gzip"
	"fmt"
	"io"
	"slices"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Limits of GitHub code scanning (GitHub docs, "SARIF support for code scanning"): it refuses a file beyond any of them.
const (
	sarifMaxResults       = 25_000    // results in a run
	sarifMaxRuns          = 20        // runs in a file
	sarifMaxBytes         = 9_000_000 // compressed, of 10 MB; the rest is for the rules at the end
	sarifMaxNotifications = 100       // our own: faults named in a run
)

// sarifWriter streams a SARIF log. What a run knows only at its end (rules seen, artifacts, faults) follows its results, which
// JSON leaves free. Artifacts are kept for documents with findings only, so memory is bounded by the results of one run.
type sarifWriter struct {
	w       io.Writer // the report, and the measure beside it
	zip     *gzip.Writer
	packed  *counter
	o       Options
	base    string
	summary Summary

	runs    int // begun
	results int // in the run
	open    bool
	left    int // findings that no run had room for

	rules         []*sarifRule
	ruleIndex     map[string]int
	artifacts     []sarifArtifact
	artifactIndex map[string]int
	notifications []sarifNotification
	faults        bool // in the run
	limits        sarifLimits
}

// sarifLimits are the limits in force; tests lower them.
type sarifLimits struct {
	results, runs int
	bytes         int64
}

// counter counts bytes.
type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

func newSARIF(w io.Writer, o Options) Writer {
	s := &sarifWriter{o: o, base: workingDirectory(), packed: new(counter), ruleIndex: make(map[string]int),
		limits: sarifLimits{sarifMaxResults, sarifMaxRuns, sarifMaxBytes}}
	// The fastest compression gives the largest size that anyone will measure.
	s.zip, _ = gzip.NewWriterLevel(s.packed, gzip.BestSpeed) // fails for unknown levels only
	s.w = io.MultiWriter(w, s.zip)
	for _, r := range o.Rules {
		s.rule(&lint.Finding{Rule: r, ID: r.ID, Severity: r.Severity, Group: r.Group})
	}
	return s
}

func (s *sarifWriter) Document(d *validate.Result) error {
	s.summary.Add(d.Document)
	if d.Fault != nil {
		if err := s.begin(); err != nil {
			return err
		}
		s.fault(d.Document)
	}
	v := sarifView{s: s, d: d.Document, seen: make(map[string]int)}
	for i := range d.Findings {
		ok, err := s.room()
		if err != nil {
			return err
		}
		if !ok {
			s.left += len(d.Findings) - i
			return nil
		}
		b, err := marshal(v.result(&d.Findings[i]))
		if err != nil {
			return err
		}
		separator := ",\n"
		if s.results == 0 {
			separator = "\n"
		}
		s.results++
		if _, err := s.w.Write(append([]byte(separator), b...)); err != nil {
			return err
		}
	}
	return nil
}

// room makes sure that a run is open and has room for one more result; it reports false when the file is full.
func (s *sarifWriter) room() (bool, error) {
	if s.left > 0 || s.packed.n > s.limits.bytes {
		return false, nil
	}
	if s.open && s.results >= s.limits.results {
		if s.runs >= s.limits.runs {
			return false, nil
		}
		if err := s.end(); err != nil {
			return false, err
		}
	}
	return true, s.begin()
}

// begin opens a run. Every run has an id of its own: GitHub refuses two of the same category in a file.
func (s *sarifWriter) begin() error {
	if s.open {
		return nil
	}
	head := ",\n"
	if s.runs == 0 {
		head = `{"$schema":"` + sarifSchema + `","version":"` + sarifVersion + `","runs":[` + "\n"
	}
	s.open, s.results, s.faults = true, 0, false
	s.artifacts, s.artifactIndex, s.notifications = nil, make(map[string]int), nil
	s.runs++
	id, err := marshal(sarifAutomation{fmt.Sprintf("fselint/%d/", s.runs)})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.w, `%s{"automationDetails":%s,"language":"%s","columnKind":"unicodeCodePoints","results":[`, head, id, s.language())
	return err
}

func (s *sarifWriter) language() string {
	if s.o.Lang == "it" {
		return "it"
	}
	return "en"
}

// end closes a run with what is known only now.
func (s *sarifWriter) end() error {
	run := s.o.Run()
	if run.Catalog.Starter {
		s.note("warning", word(s.o.Lang, "starter"), nil)
	}
	tool := sarifTool{sarifDriver{Name: "fselint", Version: run.Version, Language: s.language(), Rules: slices.Clip(s.rules)}}
	if semantic().MatchString(run.Version) {
		tool.Driver.SemanticVersion = run.Version
	}
	if tool.Driver.Rules == nil {
		tool.Driver.Rules = []*sarifRule{}
	}
	envelope := runView(s.o)
	tail := struct {
		Artifacts   []sarifArtifact   `json:"artifacts,omitempty"`
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Properties  struct {
			Catalog  jsonCatalog   `json:"catalog"`
			Registry *jsonRegistry `json:"registry,omitempty"`
		} `json:"properties"`
	}{Artifacts: s.artifacts, Tool: tool, Invocations: []sarifInvocation{{Successful: !s.faults, Notifications: s.notifications}}}
	tail.Properties.Catalog, tail.Properties.Registry = envelope.Catalog, envelope.Registry
	b, err := marshal(tail)
	if err != nil {
		return err
	}
	s.open = false
	_, err = s.w.Write(slices.Concat([]byte("\n],"), b[1:]))
	return err
}

// note adds a notification to the run.
func (s *sarifWriter) note(level, text string, at []sarifLocation) {
	s.notifications = append(s.notifications, sarifNotification{Level: level, Message: sarifMessage{Text: sarifText(text)}, Locations: at})
}

// fault says that a document could not be judged.
func (s *sarifWriter) fault(d *validate.Document) {
	s.faults = true
	if len(s.notifications) >= sarifMaxNotifications {
		return
	}
	v := sarifView{s: s, d: d}
	at := sarifLocation{Physical: &sarifPhysical{Artifact: v.document()}}
	s.note("error", bounded(d.Fault.Message.In(s.o.Lang), 1000), []sarifLocation{at})
}

func (s *sarifWriter) Close() error {
	if err := s.begin(); err != nil {
		return err
	}
	if s.left > 0 {
		s.note("warning", counted(s.o.Lang, "sarif-left", s.left), nil)
	}
	if err := s.end(); err != nil {
		return err
	}
	_, err := io.WriteString(s.w, "\n]}\n")
	return err
}
