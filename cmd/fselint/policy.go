package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate/policy"
)

// projectPolicy returns what the project file and the baseline say about findings, nil when they say nothing.
func projectPolicy(cmd *cobra.Command, baseline string) (*policy.Policy, error) {
	file, err := project(cmd)
	if err != nil {
		return nil, err
	}
	p, err := file.Policy(allRules())
	if err != nil {
		return nil, err
	}
	if baseline != "" {
		if p.Baseline, err = readBaseline(cmd, baseline); err != nil {
			return nil, err
		}
	}
	if len(p.Rules) == 0 && len(p.Overrides) == 0 && p.Baseline == nil {
		return nil, nil
	}
	return p, nil
}

// readBaseline reads known findings. What an older fselint wrote down is told, because it gives values away.
func readBaseline(cmd *cobra.Command, path string) (*policy.Baseline, error) {
	data, err := whole.Read(path, maxBaseline)
	if err != nil {
		return nil, hinted{err, texts.Text("fselint-baseline-path-writes-one", nil)}
	}
	key, err := policy.FindKey(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	b, err := policy.ReadBaseline(data, filepath.Dir(path), key)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if b.Old() {
		fmt.Fprintln(cmd.ErrOrStderr(), texts.In(language(cmd), "old-baseline", lint.Values{"path": path}))
	}
	return b, nil
}

// maxBaseline bounds a file of known findings: some hundred thousand of them.
const maxBaseline = 128 << 20
