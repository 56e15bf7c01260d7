package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/fselint/fselint/audit/dashboard"
	"github.com/fselint/fselint/audit/folder"
	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/audit/summary"
	"github.com/fselint/fselint/internal/progress"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/report/redact"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
	"github.com/fselint/fselint/validate/policy"
)

// auditReport is what an audit ends with.
type auditReport struct {
	folder.View
	out, lang, format string
	schema            string // of the JSON forms
	redact            redact.Options
	tally             *policy.Tally
	progress          *progress.Display
	count             *progress.Counter
}

// files of an audit, beside the database.
const (
	auditDocuments = "documents.jsonl"
	auditWorkbook  = "audit.xlsx"
	auditPage      = "index.html" // with a folder of data beside it
	auditTrend     = "trend.jsonl"
	auditAgainst   = "against.jsonl"
)

// write writes the files, ends the run in the database and says on standard output what came out.
func (v *auditReport) write(ctx context.Context, stdout io.Writer) error {
	// The judging's memory is not needed any more. What follows makes much garbage and keeps little: collecting it often costs
	// a few seconds over 100,000 documents and halves the peak.
	debug.FreeOSMemory()
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	about := v.Run.Bases[0].Run
	if v.redact != (redact.Options{}) {
		about = v.redact.Run(about)
		v.Redact = v.redact.Document
	}
	if v.redact.Paths {
		v.EarlierName = "*"
	}
	if err := sweep(v.out); err != nil {
		return &exitError{exitFault, err}
	}
	files := report.NewSet(io.Discard, false)
	defer files.Abort()
	o := report.Options{Run: func() report.Run { return about }, Lang: v.lang, Schema: v.schema}
	if err := errors.Join(files.Keep("jsonl="+filepath.Join(v.out, auditDocuments), o), files.Keep("xlsx="+filepath.Join(v.out, auditWorkbook), o)); err != nil {
		return &exitError{exitFault, err}
	}
	v.Adjust = v.tally.Policy.Apply
	v.Seen = func(d *validate.Document) {
		v.count.Writing.Add(1)
		v.tally.Add(d)
	}
	page, err := dashboard.New(filepath.Join(v.out, auditPage), v.lang)
	if err != nil {
		return &exitError{exitFault, err}
	}
	v.Sinks = append(v.Sinks, documents{files}, page)
	changes, err := v.changes()
	if err != nil {
		return &exitError{exitFault, err}
	}
	for _, c := range changes {
		defer c.File.Discard()
		v.Sinks = append(v.Sinks, c)
	}
	sum, err := v.Report(ctx)
	if errors.Is(err, context.Canceled) {
		return hinted{&exitError{exitFault, texts.Error("interrupted-all-documents-judged-report-not", nil)}, texts.Text("fselint-audit-resume-out-2", lint.Values{"out": v.out})}
	}
	if err == nil {
		err = v.Store.Finish(sum.Total, sum.Finished)
	}
	if err != nil {
		return &exitError{exitFault, texts.Error("write-report", lint.Values{"err": err})}
	}
	v.progress.End()
	v.mask(sum)
	if err := v.summary(stdout, sum); err != nil {
		return &exitError{exitFault, err}
	}
	return exitOf(v.tally)
}

// sweep removes the halves of files that an audit left which was ended by force. Nobody else writes here: the database is locked.
func sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		for _, name := range []string{auditDocuments, auditWorkbook, auditPage, auditTrend, auditAgainst} {
			if strings.HasPrefix(e.Name(), "."+name+".") {
				if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// mask leaves out of the summary where things lie on this machine.
func (v *auditReport) mask(o *overview.Overview) {
	if !v.redact.Paths {
		return
	}
	o.Roots, o.Run = nil, v.redact.Run(o.Run)
	if o.Against != nil {
		o.Against.Run = v.redact.Run(o.Against.Run)
		o.Against.Name = o.Against.Run.Catalog.Digest
	}
}

// documents are the reports of single documents as a sink of an audit.
type documents struct{ *report.Set }

func (d documents) Document(e *overview.Entry) error {
	return d.Set.Document(&validate.Result{Document: e.Document})
}
func (d documents) Close(_ *overview.Overview) error { return d.Set.Close() }

// summary says on standard output what the audit came to.
func (v *auditReport) summary(stdout io.Writer, o *overview.Overview) error {
	if v.format == "json" {
		return summary.JSON(stdout, o)
	}
	names := []string{auditPage, auditWorkbook, auditDocuments}
	if v.Earlier != nil {
		names = append(names, auditTrend)
	}
	if len(v.Run.Bases) > 1 {
		names = append(names, auditAgainst)
	}
	for i := range names {
		names[i] = filepath.Join(v.out, names[i])
	}
	return summary.Text(stdout, o, names, v.lang)
}

// changes makes the lists of what differs from an earlier audit and with another catalog. A list of a former run that
// this one does not make is taken away: it would be taken for this one's.
func (v *auditReport) changes() ([]*summary.Changes, error) {
	var lists []*summary.Changes
	for name, pick := range map[string]func(*overview.Entry) *compare.Difference{
		auditTrend:   func(e *overview.Entry) *compare.Difference { return e.Trend },
		auditAgainst: func(e *overview.Entry) *compare.Difference { return e.Against },
	} {
		path := filepath.Join(v.out, name)
		if name == auditTrend && v.Earlier == nil || name == auditAgainst && len(v.Run.Bases) < 2 {
			if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
				return nil, err
			}
			continue
		}
		file, err := whole.Create(path)
		if err != nil {
			return nil, err
		}
		lists = append(lists, &summary.Changes{File: file, Pick: pick, Lang: v.lang})
	}
	return lists, nil
}
