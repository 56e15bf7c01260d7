package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/testkit/disk"
)

// outcome is what a command came to.
type outcome struct {
	code   int
	out    string
	stderr string
}

// judgedNow tells how much of an audit was judged again: what cannot be found for a damaged index is.
var judgedNow = regexp.MustCompile(`\d+ judged now, \d+ judgements known before`)

// saying runs a command of this program, and adds what some files hold then to what it said.
func saying(t *testing.T, line string, files ...string) outcome {
	var out, stderr bytes.Buffer
	code := run(t.Context(), strings.Fields(line), strings.NewReader(""), &out, &stderr)
	for _, name := range files {
		data, err := os.ReadFile(name)
		fmt.Fprintf(&out, "%s: %s %v\n", name, data, err)
	}
	return outcome{code, judgedNow.ReplaceAllString(out.String(), ""), stderr.String()}
}

// found tells whether a command said that something is wrong: with the state that it needs, with rows of a ledger, or with a catalog.
func (o outcome) found(line string) bool {
	said := strings.TrimSpace(o.stderr) != ""
	return said && slices.Contains([]int{int(exitUsage), int(exitFault), int(exitIncomplete)}, o.code) ||
		strings.HasPrefix(line, "catalog ") && (o.code == int(exitFindings) || strings.Contains(o.out, "damaged catalog")) ||
		strings.HasPrefix(line, "ledger ") && (said && o.code == int(exitFindings) || strings.Contains(o.out, "fselint ledger verify"))
}

// flipProject is a folder with all that fselint keeps: a catalog and a registry, their lock, a baseline and its secret, an audit, a ledger.
func flipProject(t *testing.T) {
	cda, err := filepath.Abs("../../testdata/cda")
	require.NoError(t, err)
	dir := t.TempDir()
	t.Chdir(dir)
	for name, value := range map[string]string{"HOME": dir, "XDG_CACHE_HOME": filepath.Join(dir, "cache"), "LC_ALL": "C", "FSELINT_CATALOG": "", "FSELINT_REGISTRY": "", "FSELINT_CACHE": ""} {
		t.Setenv(name, value)
	}
	files := lifeFiles("ONE")
	files["registry.csv"] = lifeRegistry("1")
	writeFiles(t, "source", files)
	for _, name := range []string{"LAB-valid.xml", "broken/LAB-xsd-order.xml", "broken/LAB-doctype.xml"} {
		data, err := os.ReadFile(filepath.Join(cda, name))
		require.NoError(t, err)
		writeFiles(t, "docs", map[string]string{filepath.Base(name): string(data)})
	}
	require.NoError(t, os.MkdirAll("known", 0o700))
	for _, line := range []string{
		"catalog import --registry source/registry.csv --write-lock source", "baseline --allow-incomplete --out known/known.json docs",
		"audit --allow-incomplete --quiet --out audit docs",
	} {
		o := saying(t, line)
		require.Contains(t, []int{0, 1}, o.code, "%s: %s", line, o.stderr)
	}
	require.NoError(t, os.MkdirAll("ledger", 0o700))
	l, err := ledger.Open(t.Context(), filepath.Join("ledger", "l.db"))
	require.NoError(t, err)
	at := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for i := range 12 {
		a := &ledger.Attempt{At: at.Add(time.Duration(i) * time.Minute), Operation: fse.ValidateAndCreate, Document: fmt.Sprint("1.2^", i)}
		require.NoError(t, l.Begin(a))
		answer := wire.ReadAnswer(201, map[string][]string{"X-Cart-Id": {fmt.Sprint("c-", i)}}, []byte(`{"traceID":"t","workflowInstanceId":"w"}`), at)
		require.NoError(t, l.Append(&ledger.Outcome{Attempt: a.ID, At: at.Add(time.Duration(i)*time.Minute + time.Second), Kind: ledger.Answered, Answer: answer}))
	}
	require.NoError(t, l.Close())
}

// TestFlippedBits flips single bits of all that fselint keeps: every command that reads it says that it is damaged, or comes to the same.
func TestFlippedBits(t *testing.T) {
	flipProject(t)
	cached := func(pattern string) string {
		names, err := filepath.Glob(filepath.Join("cache", "fselint", pattern))
		require.NoError(t, err)
		require.Len(t, names, 1, pattern)
		name, err := filepath.Rel("cache", names[0])
		require.NoError(t, err)
		return name
	}
	const judge = "check --allow-incomplete --quiet --format jsonl "
	for _, state := range []struct {
		dir, file string
		few       int
		commands  []string
		files     []string
		mends     bool // fselint makes it again, or does without
	}{
		{"audit", "audit.db", 30, []string{
			"audit --allow-incomplete --quiet --resume --out audit docs", "audit merge --allow-incomplete --quiet --out merged audit",
			"audit --allow-incomplete --quiet --trend audit --out later docs",
		}, []string{"audit/documents.jsonl", "merged/documents.jsonl", "later/trend.jsonl"}, false},
		{"ledger", "l.db", 60, []string{"ledger verify --ledger ledger/l.db", "ledger list --ledger ledger/l.db", "ledger export --format csv --ledger ledger/l.db", "ledger show --ledger ledger/l.db 3"}, nil, false},
		{"ledger", "l.db.head", 20, []string{"ledger verify --ledger ledger/l.db"}, nil, false},
		{"known", "known.json", 40, []string{judge + "--baseline known/known.json docs"}, nil, false},
		{"known", ".fselint.key", 10, []string{judge + "--baseline known/known.json docs"}, nil, false},
		{".", "fselint.lock", 40, []string{judge + "--locked docs", judge + "--locked --vendor ACME --application LIS --app-version 1 docs"}, nil, false},
		{"cache", cached("catalog/*/catalog.fselint"), 30, []string{judge + "docs", "catalog status", "catalog verify"}, nil, true},
		{"cache", cached("catalog/*/fselint-catalog.json"), 20, []string{judge + "docs", "catalog status", "catalog list"}, nil, false},
		{"cache", cached("catalog/current"), 10, []string{judge + "docs", "catalog status"}, nil, false},
		{"cache", cached("catalog/*/terminology/1.2.1.csv"), 10, []string{judge + "docs", "catalog verify"}, nil, false},
		{"cache", cached("registry/*.json"), 10, []string{judge + "--vendor ACME --application LIS --app-version 1 docs", "catalog status"}, nil, true},
		{"cache", cached("registry/*.csv"), 20, []string{judge + "--vendor ACME --application LIS --app-version 1 docs", "catalog status"}, nil, false},
	} {
		t.Run(state.file, func(t *testing.T) {
			all := func() (list []outcome) {
				for _, line := range state.commands {
					list = append(list, saying(t, line, state.files...))
				}
				return list
			}
			want, without, found := all(), []outcome(nil), 0
			if state.mends {
				held := filepath.Join(state.dir, state.file)
				data, err := os.ReadFile(held)
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(held, nil, 0o600))
				without = all()
				require.NoError(t, os.WriteFile(held, data, 0o600))
			}
			disk.Flips(t, state.dir, state.file, disk.Number(state.few, 10*state.few), func(where string) {
				for _, name := range []string{"merged", "later"} {
					require.NoError(t, os.RemoveAll(name))
				}
				for i, got := range all() {
					if got.found(state.commands[i]) {
						found++
						continue
					}
					if state.mends && got == without[i] {
						continue
					}
					assert.Equal(t, want[i].code, got.code, "%s, %s: %s", where, state.commands[i], got.stderr)
					assert.Equal(t, want[i].out, got.out, "%s, %s: %s", where, state.commands[i], got.stderr)
				}
			})
			t.Logf("%d found", found)
			assert.Equal(t, state.mends, found == 0)
		})
	}
}
