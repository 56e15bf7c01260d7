package upload

import (
	"context"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

// dossiers says that browsers judge none by themselves: what reads workbooks would double what they have to fetch.
func (j *Judge) dossiers(all []File, _ checks.CallNames) (func(context.Context, func(*validate.Result) error) error, []File, error) {
	if dossierLike(all) {
		return nil, nil, lint.Hinted(texts.Error("no-dossier-here", nil), texts.Text("dossier-elsewhere", nil))
	}
	return nil, all, nil
}

func dossierRules() []*lint.Rule { return nil }
