package main

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/progress"
	"github.com/fselint/fselint/internal/testkit/disk"
	"github.com/fselint/fselint/report"
)

// diskLines are the commands that write files, with DISK for where: each must be here, or in writeElsewhere with the reason.
var diskLines = []string{
	"audit --allow-incomplete --quiet --out DISK/a docs",
	"audit merge --allow-incomplete --quiet --out DISK/m audit",
	"baseline --allow-incomplete --out DISK/k.json docs",
	"baseline update --allow-incomplete DISK/known.json docs",
	"catalog export DISK/c.tar",
	"catalog import source",
	"catalog use CATALOG",
	"catalog prune",
	"dossier init --common-name A1#111ALFASRLXXXX --vendor Alfa --application LIS --app-version 1.0 DISK/d",
	"gateway pki --out DISK/p",
	"init --out DISK/i docs/LAB-valid.xml",
	"ledger export --ledger ledger/l.db DISK/l.xlsx",
	"ledger export --ledger ledger/l.db --format csv DISK/l.csv",
	"man DISK/man",
	"pdf attach --new docs/LAB-valid.xml DISK/new.pdf",
	"pdf extract new.pdf DISK/out.xml",
	"pdf sign --key pki/s1.key --certificate pki/s1.pem new.pdf DISK/signed.pdf",
	"ticket certificate --certificate pki/a1.pem --facility A --supplier B --subject C --out DISK/t.eml",
	"token new --claims claims.json --key pki/s1.key --certificate pki/s1.pem --out DISK/tokens",
}

// writeElsewhere are the commands that write no files, or that are tried on full disks elsewhere.
var writeElsewhere = map[string]string{
	"catalog update": "downloads (package schemas/channel), then imports as catalog import does",
	"ledger resolve": "TestFullDisk of gateway/ledger",
	"submit":         "TestSubmitDiskFillsUp",
	"gateway serve":  "its state is one database (internal/database): a call that cannot be kept is answered with an error",
	"dossier":        "a dossier is written by internal/whole, as dossier init is here",
	"ticket":         "as ticket certificate",
	"serve,lsp":      "they keep nothing",
	"catalog diff,catalog list,catalog status,catalog verify":          "they show",
	"ledger list,ledger show,ledger verify":                            "they show",
	"explain,rules,id,token check,signature,version,completion,check,": "they show; the files of check --output are tried in all formats",
}

// TestFullDisks runs every command that writes on disks of every fill level: it does what it does otherwise, or ends with an error that
// names a file on that disk and says what helps. No half of a file has a name, what was there before is there, and nothing else is left.
func TestFullDisks(t *testing.T) {
	lines := append([]string(nil), diskLines...)
	for _, format := range report.Formats() {
		lines = append(lines, "check --allow-incomplete --quiet --output "+format+"=DISK/report."+format+" docs")
	}
	covered := func(name string) bool {
		for list := range writeElsewhere {
			for _, c := range strings.Split(list, ",") {
				if c != "" && (name == c || strings.HasPrefix(name, c+" ")) {
					return true
				}
			}
		}
		for _, line := range lines {
			if cmd, _, err := newRoot("en").Find(strings.Fields(line)); err == nil && strings.TrimPrefix(cmd.CommandPath(), "fselint ") == name {
				return true
			}
		}
		return false
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if name := strings.TrimPrefix(cmd.CommandPath(), "fselint "); cmd.Annotations[groupMark] == "" {
			assert.True(t, covered(name), "%s: on full disks? (diskLines, writeElsewhere)", name)
		}
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(newRoot("en"))

	flipProject(t)
	require.NoError(t, os.WriteFile("claims.json", []byte(stageClaims), 0o600))
	for _, line := range []string{"gateway pki --out pki", "pdf attach --new docs/LAB-valid.xml new.pdf"} {
		o := saying(t, line)
		require.Zero(t, o.code, "%s: %s", line, o.stderr)
	}
	catalogs, err := filepath.Glob("cache/fselint/catalog/*")
	require.NoError(t, err)
	catalog := ""
	for _, c := range catalogs {
		if len(filepath.Base(c)) == 64 {
			catalog = filepath.Base(c)
		}
	}
	small := disk.Small(t, 4<<20)
	for _, line := range lines {
		t.Run(line, func(t *testing.T) {
			d := fullDisk{t, small, strings.NewReplacer("DISK", small, "CATALOG", catalog).Replace(line)}
			d.prepare()
			want := saying(t, d.line)
			require.Contains(t, []int{0, 1}, want.code, want.stderr)
			whole := d.files()
			used, failed := 0, 0
			for _, data := range whole {
				used += len(data)/4096*4096 + 8192
			}
			for free := range levels(used) {
				d.prepare()
				before := d.files()
				filler := disk.Fill(t, small, free)
				got := saying(t, d.line)
				require.NoError(t, os.Remove(filler))
				if got.code != want.code {
					failed++
					assert.Contains(t, []int{int(exitUsage), int(exitFault)}, got.code, "%d bytes free: %s", free, got.stderr)
					assert.Contains(t, got.stderr, small, "%d bytes free: which file?", free)
					assert.Contains(t, got.stderr, "hint:", "%d bytes free", free)
				}
				d.judge(free, before, whole, got.code == want.code)
			}
			t.Logf("%d bytes at most, %d levels failed", used, failed)
		})
	}
}

// levels are numbers of free bytes from none to enough.
func levels(used int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		steps := disk.Number(4, 24)
		for i := range steps {
			if !yield(used * i / steps &^ 4095) {
				return
			}
		}
	}
}

type fullDisk struct {
	*testing.T
	dir, line string
}

// prepare empties the disk, but for what is there before a command writes.
func (d fullDisk) prepare() {
	entries, err := os.ReadDir(d.dir)
	require.NoError(d, err)
	for _, e := range entries {
		require.NoError(d, os.RemoveAll(filepath.Join(d.dir, e.Name())))
	}
	copied := map[string]string{}
	switch {
	case strings.HasPrefix(d.line, "baseline update"):
		copied["known"] = d.dir
	case strings.HasPrefix(d.line, "catalog use"), strings.HasPrefix(d.line, "catalog prune"):
		copied["cache"] = filepath.Join(d.dir, "cache")
	}
	for from, to := range copied {
		require.NoError(d, os.CopyFS(to, os.DirFS(from)))
	}
	cache := "cache"
	if strings.HasPrefix(d.line, "catalog use") || strings.HasPrefix(d.line, "catalog prune") || strings.HasPrefix(d.line, "catalog import") {
		cache = filepath.Join(d.dir, "cache")
	}
	abs, err := filepath.Abs(cache)
	require.NoError(d, err)
	d.Setenv("XDG_CACHE_HOME", abs)
}

func (d fullDisk) files() map[string][]byte {
	all := map[string][]byte{}
	require.NoError(d, filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			all[path], err = os.ReadFile(path)
		}
		return err
	}))
	return all
}

// judge looks at what is left: whole files, the databases, which survive anything, and locks.
func (d fullDisk) judge(free int, before, whole map[string][]byte, done bool) {
	now := d.files()
	for path, data := range now {
		switch name := filepath.Base(path); {
		case bytes.Equal(data, before[path]) && before[path] != nil, strings.Contains(name, ".db"), name == ".lock":
		case whole[path] == nil:
			assert.Fail(d, "something is left", "%d bytes free: %s", free, path)
		default:
			assert.True(d, len(data) == len(whole[path]) || varies(name) && len(data)*2 > len(whole[path]), "%d bytes free: %s has %d bytes of %d", free, path, len(data), len(whole[path]))
		}
	}
	for path := range before {
		assert.Contains(d, now, path, "%d bytes free: lost", free)
	}
	if done {
		assert.Len(d, now, len(whole), "%d bytes free", free)
	}
}

// varies tells of files whose length is another in every run: keys, signatures and times.
func varies(name string) bool {
	return strings.Contains(".pem .key .p12 .jwt .pdf .eml .xlsx .html .json", filepath.Ext(name)) || strings.HasPrefix(name, "report.")
}

// broken is standard output on a full disk.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// TestOutputLost: no command that shows something looks as if it had when it could not.
func TestOutputLost(t *testing.T) {
	flipProject(t)
	var walk func(cmd *cobra.Command)
	try := func(line string) {
		var stderr bytes.Buffer
		code := run(t.Context(), strings.Fields(line), strings.NewReader(""), broken{}, &stderr)
		assert.Equal(t, int(exitFault), code, line)
		assert.Contains(t, stderr.String(), "standard output", line)
		assert.Contains(t, stderr.String(), "hint:", line)
	}
	walk = func(cmd *cobra.Command) {
		try(strings.TrimPrefix(cmd.CommandPath()+" --help", "fselint "))
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(newRoot("en"))
	for _, line := range []string{
		"version", "rules", "explain VA-01", "id check x", "completion bash", "catalog status", "catalog list", "ledger list --ledger ledger/l.db",
		"ledger export --format csv --ledger ledger/l.db", "ledger show --ledger ledger/l.db 1", "ledger verify --ledger ledger/l.db", "signature docs/LAB-valid.xml",
	} {
		try(line)
	}
	for _, format := range report.Formats() {
		if format != "xlsx" && format != "html" {
			try("check --allow-incomplete --format " + format + " docs")
		}
	}
	var out io.Writer = &output{Writer: broken{}}
	assert.False(t, progress.Terminal(out))
}
