package overview

import (
	"path/filepath"
	"strings"
	"time"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

// Sink takes an audit, one document at a time. An Entry and all it points to are the Sink's for the time of the call only.
type Sink interface {
	Document(e *Entry) error
	// Close ends the output; it is called once, after the last document, and not at all when the audit ends in an error.
	Close(o *Overview) error
}

// Entry is one document of an audit.
type Entry struct {
	*validate.Document
	// Trend is what differs from the same path in the earlier audit; nil when there is no earlier audit or it has no such path.
	Trend *compare.Difference
	// Added says that the earlier audit does not have this path.
	Added bool
	// Against is what differs with the other catalog (Old: the catalog in use, New: the other one); nil when there is none.
	Against *compare.Difference
}

// Overview is an audit as a whole.
type Overview struct {
	Run       report.Run // tool, catalog, registry
	Roots     []string   // the folders, as they were named
	Started   time.Time
	Finished  time.Time
	Judged    int // judgements made in this run: once for each content and catalog
	Reused    int // paths, times catalogs, whose judgement was made by an earlier run
	Total     Counts
	Distinct  int              // documents that differ in content; the rest of Total are copies, and files without content
	Refusals  []report.Refusal // the gateway's answers to the documents that it would refuse
	Types     []Group
	Software  []Group
	Custodian []Group
	Folders   []Group // as deep as their number allows: see Folder
	Depth     int     // of Folders
	Months    []Group // of the documents' effectiveTime, YYYY-MM, rising; "" (last) for those without one
	Rules     []RuleCount
	Past      []Past // audits of this folder, oldest first, this one last
	Trend     *Comparison
	Against   *Comparison
}

// Counts counts documents by verdict, and findings by severity.
type Counts = report.Summary

// Group is the documents that have one thing in common. Groups are sorted by their number of documents, falling, then by key.
type Group struct {
	Key    string // "" where a document says nothing
	Other  bool   // all that is beyond the bound on groups; the last one, Key is ""
	Counts Counts
}

// Folder is the folder of a path, cut to a depth: the number of separators that it may have. Separators become slashes.
func Folder(path string, depth int) string {
	path = filepath.ToSlash(path)
	path = path[:max(0, strings.LastIndexByte(path, '/'))]
	for i := range len(path) {
		if path[i] == '/' {
			if depth == 0 {
				return path[:i]
			}
			depth--
		}
	}
	return path
}

// RuleCount says how often a rule is broken. They are sorted by number of documents, falling, then by id.
type RuleCount struct {
	ID        string
	Family    string
	Severity  lint.Severity
	Group     lint.Group
	Title     lint.Text // of the rule; where national rules share one, what the first finding says
	Documents int
	Findings  int
}

// Past is one finished audit of the folder.
type Past struct {
	Finished time.Time
	Version  string // of fselint
	Catalog  report.Catalog
	Total    Counts
}

// Comparison sums up the differences with an earlier audit, or with another catalog.
type Comparison struct {
	Name      string     // the earlier folder, or the source of the other catalog
	Run       report.Run // what the other judgements were made with
	Finished  time.Time  // of the earlier audit; zero for another catalog
	Total     Counts     // of the other judgements
	Added     int        // documents that only this audit has
	Removed   int        // documents that only the earlier audit has
	Same      int        // documents without any difference
	Different int        // documents with a difference of any kind
	Moves     []Move     // changes of verdict, by number of documents, falling
	Come      []RuleCount
	Gone      []RuleCount
}

// Move is a change of verdict.
type Move struct {
	Old, New  validate.Verdict
	Documents int
}
