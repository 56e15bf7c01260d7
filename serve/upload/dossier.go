//go:build !js

package upload

import (
	"context"
	"strings"
	"time"

	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

// dossiers takes the accreditation dossiers out of what was handed in: what judges them, nil for none, and the other files.
func (j *Judge) dossiers(all []File, call checks.CallNames) (func(context.Context, func(*validate.Result) error) error, []File, error) {
	if !dossierLike(all) {
		return nil, all, nil
	}
	fsys, err := tree(all)
	if err != nil {
		return nil, nil, err
	}
	folders, err := dossier.FindFS(fsys)
	if err != nil || len(folders) == 0 {
		return nil, all, err
	}
	var rest []File
	for _, f := range all {
		if !within(place(f), folders) {
			rest = append(rest, f)
		}
	}
	o := &dossier.Options{Now: time.Now(), Registry: j.o.Registry}
	call.Profile, call.Operation = "", string(fse.Validation)
	if o.Documents, err = j.made(call, nil); err != nil {
		return nil, nil, err
	}
	call.Operation = string(fse.ValidateAndCreate)
	if o.Signed, err = j.made(call, nil); err != nil {
		return nil, nil, err
	}
	return func(ctx context.Context, emit func(*validate.Result) error) error {
		for _, folder := range folders {
			if err := o.Judge(ctx, folder, emit); err != nil {
				return err
			}
		}
		return nil
	}, rest, nil
}

// within tells whether a file belongs to a dossier: it lies in it, or between it and GATEWAY.
func within(name string, folders []*dossier.Folder) bool {
	for _, f := range folders {
		if f.Path == "." || strings.HasPrefix(name, f.Path+"/") {
			return true
		}
		for _, outside := range f.Outside {
			if strings.TrimPrefix(outside, "/") == name {
				return true
			}
		}
	}
	return false
}

func dossierRules() []*lint.Rule { return dossier.Rules() }
