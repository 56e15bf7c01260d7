package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"github.com/fselint/fselint/audit/overview"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate/compare"
)

// changes makes the lists of what differs from an earlier audit and with another catalog. A list of a former run that
// this one does not make is taken away: it would be taken for this one's.
func (v *auditReport) changes() ([]*changeList, error) {
	var lists []*changeList
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
		lists = append(lists, &changeList{file: file, pick: pick, lang: v.lang})
	}
	return lists, nil
}

// changeList writes one difference a line.
type changeList struct {
	file *whole.File
	pick func(*overview.Entry) *compare.Difference
	lang string
}

func (c *changeList) Document(e *overview.Entry) error {
	d := c.pick(e)
	if d == nil || d.Equal() {
		return nil
	}
	enc := json.NewEncoder(c.file)
	enc.SetEscapeHTML(false)
	return enc.Encode(report.NewDifference(d, c.lang, nil))
}

func (c *changeList) Close(_ *overview.Overview) error { return c.file.Close() }
