package ledger

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/database"
)

// filled makes a ledger of three attempts with an outcome each, and closes it.
func filled(t *testing.T, path string) Head {
	l, err := Open(t.Context(), path)
	require.NoError(t, err)
	for i := range 3 {
		a := attempt(fmt.Sprintf("1^%d", i))
		require.NoError(t, l.Begin(a))
		require.NoError(t, l.Append(&Outcome{Attempt: a.ID, At: noon, Kind: Answered, Answer: &wire.Answer{Status: 202, CartID: fmt.Sprint("c-", i)}}))
	}
	head, err := l.Head()
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return head
}

// meddle changes a ledger as its owner could: the guards are taken away for as long as the statements run, and put back where they were.
func meddle(t *testing.T, path string, statements ...string) {
	db, err := kind.Open(path, "mode=rw")
	require.NoError(t, err)
	defer db.Close()
	var before, after []string
	for i, sql := range kind.Schema {
		if word := strings.Fields(sql); word[1] == "TRIGGER" {
			before = append(before, `DROP TRIGGER `+word[2])
			after = append(after, sql)
		}
		at := fmt.Sprintf(`UPDATE sqlite_schema SET rowid=%d WHERE sql=`, i+1000)
		statements = append(statements, at+`'`+strings.ReplaceAll(sql, `'`, `''`)+`'`)
	}
	n := len(statements) - len(kind.Schema)
	all := slices.Concat(before, statements[:n], after, []string{`PRAGMA writable_schema=ON`}, statements[n:])
	require.NoError(t, db.Execute(all...))
}

// verdict is what Verify says of a ledger: the texts of its faults, or the error that keeps it from being opened.
func verdict(path string, known ...Head) (list []string) {
	l, err := Read(path)
	if err != nil {
		return []string{err.Error()}
	}
	defer l.Close()
	_, faults, err := l.Verify(known...)
	if err != nil {
		return []string{err.Error()}
	}
	for _, f := range faults {
		list = append(list, f.Err.Error())
	}
	return list
}

func TestVerify(t *testing.T) {
	for name, c := range map[string]struct {
		statements []string
		want       string // empty: nothing is wrong
	}{
		"nothing":               {nil, ""},
		"record of an attempt":  {[]string{`UPDATE attempt SET record=replace(record, '1^1', '1^9') WHERE id=2`}, "link 3 (attempt 2)"},
		"case of an attempt":    {[]string{`UPDATE attempt SET record=json_set(record, '$.case', 148) WHERE id=2`}, "link 3 (attempt 2)"},
		"column of an attempt":  {[]string{`UPDATE attempt SET document='1^9' WHERE id=2`}, "link 3 (attempt 2)"},
		"outcome":               {[]string{`UPDATE outcome SET cart='c-9' WHERE id=3`}, "link 6 (attempt 3)"},
		"outcome moved":         {[]string{`UPDATE outcome SET attempt=1 WHERE id=3`}, "link 6 (attempt 1)"},
		"outcome removed":       {[]string{`DELETE FROM outcome WHERE id=1`}, "the row of link 2 was removed"},
		"with its link":         {[]string{`DELETE FROM outcome WHERE id=1`, `DELETE FROM link WHERE seq=2`}, "the links from 2 to 2 are missing"},
		"links moved up":        {[]string{`DELETE FROM outcome WHERE id=1`, `DELETE FROM link WHERE seq=2`, `UPDATE link SET seq=seq-1 WHERE seq>2`}, "link 2 (attempt 2)"},
		"last rows":             {[]string{`DELETE FROM outcome WHERE id=3`, `DELETE FROM link WHERE seq=6`}, "newer rows got lost"},
		"everything":            {[]string{`DELETE FROM outcome`, `DELETE FROM attempt`, `DELETE FROM link`}, "newer rows got lost"},
		"row put in":            {[]string{`INSERT INTO outcome SELECT 9, attempt, at, kind, cart, record FROM outcome WHERE id=1`}, "7 rows, but 6 links"},
		"row replaced":          {[]string{`INSERT OR REPLACE INTO outcome SELECT 1, attempt, at, kind, cart, record FROM outcome WHERE id=3`}, "link 2 (attempt 3)"},
		"link changed":          {[]string{`UPDATE link SET hash=x'00' WHERE seq=4`}, "link 4 (attempt 2)"},
		"rows exchanged":        {[]string{`UPDATE link SET entry=9 WHERE seq=2`, `UPDATE link SET entry=1 WHERE seq=4`, `UPDATE link SET entry=2 WHERE seq=2`}, "link 2 (attempt 2)"},
		"an empty column added": {[]string{`UPDATE attempt SET workflow='x' WHERE id=1`}, "link 1 (attempt 1)"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "l.db")
			head := filled(t, path)
			meddle(t, path, c.statements...)
			found := strings.Join(verdict(path, head), "\n")
			if c.want == "" {
				assert.Empty(t, found)
				return
			}
			assert.Contains(t, found, c.want)
		})
	}
}

// TestMadeAnew: whoever makes every link anew must also know the head that somebody else noted.
func TestMadeAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	head := filled(t, path)
	meddle(t, path, `UPDATE attempt SET document='1^9' WHERE id=1`, `DELETE FROM link`)
	db, err := kind.Open(path, "mode=rw")
	require.NoError(t, err)
	require.NoError(t, chainAll(db))
	require.NoError(t, db.Close())
	require.NoError(t, os.Remove(headFile(path)))
	assert.Empty(t, verdict(path))
	assert.Contains(t, strings.Join(verdict(path, head), "\n"), "does not pass through the head "+head.String())
	back, err := ParseHead(" " + head.String() + "\n")
	require.NoError(t, err)
	assert.Equal(t, head, back)
	for _, s := range []string{"", "6", "6-", "6-00", "-1-" + strings.Repeat("0", 64), "6-" + strings.Repeat("g", 64)} {
		_, err := ParseHead(s)
		assert.Error(t, err, s)
	}
}

func TestReplaceIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	filled(t, path)
	db, err := kind.Open(path, "mode=rw")
	require.NoError(t, err)
	defer db.Close()
	for _, s := range []string{
		`INSERT OR REPLACE INTO outcome SELECT 1, attempt, at, kind, cart, record FROM outcome WHERE id=3`,
		`REPLACE INTO attempt SELECT * FROM attempt WHERE id=2`,
		`INSERT OR REPLACE INTO link SELECT seq, source, entry, x'00' FROM link WHERE seq=2`,
		`UPDATE OR REPLACE attempt SET id=1 WHERE id=2`, `DELETE FROM link`, `UPDATE link SET hash=x'00'`,
	} {
		assert.ErrorContains(t, db.Execute(s), "only grows", s)
	}
}

// TestDamagedEntries are an error for whoever decides by the ledger, and marked for whoever reads what is left.
func TestDamagedEntries(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	filled(t, path)
	meddle(t, path, `UPDATE outcome SET record='{"kind":"settled"}' WHERE id=2`, `UPDATE attempt SET record='no JSON' WHERE id=3`)
	l, err := Read(path)
	require.NoError(t, err)
	defer l.Close()
	var failed error
	for _, err := range l.Entries(Filter{}) {
		failed = err
	}
	assert.ErrorContains(t, failed, "attempt 2")
	var damaged []bool
	for e, err := range l.Entries(Filter{Damaged: true}) {
		require.NoError(t, err)
		damaged = append(damaged, e.Damaged)
	}
	assert.Equal(t, []bool{false, true, true}, damaged)
}

// TestNotContinued: a ledger that lost what it once held is not written to.
func TestNotContinued(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	filled(t, path)
	older, err := os.ReadFile(path)
	require.NoError(t, err)
	filled(t, path)
	for name, content := range map[string][]byte{"an older copy": older, "emptied": nil} {
		require.NoError(t, os.WriteFile(path, content, 0o600))
		_, err := Open(t.Context(), path)
		assert.ErrorContains(t, err, "newer rows got lost", name)
	}
	require.NoError(t, os.WriteFile(path, older, 0o600))
	require.NoError(t, os.Remove(headFile(path)), "the older state is wanted")
	opened(t, path)
}

// TestOlderLedger: what was made before there were links is read as it is, and gets them when it is written to.
func TestOlderLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	filled(t, path)
	meddle(t, path) // puts nothing but the guards last
	db, err := kind.Open(path, "mode=rw")
	require.NoError(t, err)
	old := filepath.Join(t.TempDir(), "old.db")
	made, err := unchained.Open(old, "mode=rwc")
	require.NoError(t, err)
	require.NoError(t, made.Prepare(true))
	require.NoError(t, made.Execute(`ATTACH '`+path+`' AS new`, `INSERT INTO attempt SELECT * FROM new.attempt`, `INSERT INTO outcome SELECT * FROM new.outcome`))
	require.NoError(t, made.Close())
	require.NoError(t, db.Close())

	r, err := Read(old)
	require.NoError(t, err)
	assert.Len(t, all(t, r), 3)
	_, faults, err := r.Verify()
	require.NoError(t, err)
	require.Len(t, faults, 1)
	assert.ErrorContains(t, faults[0].Err, "has no chain")
	require.NoError(t, r.Close())

	l := opened(t, old)
	head, faults, err := l.Verify()
	require.NoError(t, err)
	assert.Empty(t, faults)
	assert.EqualValues(t, 6, head.Rows)
	require.NoError(t, l.Begin(attempt("1^later")))
	assert.Len(t, all(t, l), 4)
	assert.Empty(t, verdict(old, head))

	damaged := filepath.Join(t.TempDir(), "damaged.db")
	other := database.Kind{Name: "ledger", Application: kindID, Version: 1, MaxValue: 1 << 20, Schema: []string{`CREATE TABLE attempt (id INTEGER)`}}
	made, err = other.Open(damaged, "mode=rwc")
	require.NoError(t, err)
	require.NoError(t, made.Prepare(true))
	require.NoError(t, made.Close())
	_, err = Open(t.Context(), damaged)
	assert.ErrorIs(t, err, database.ErrOther)
}

// TestBitFlips changes single bits of the ledger's files, at places spread over them: each is told, or has no effect on what is read.
func TestBitFlips(t *testing.T) {
	flips := 60
	if os.Getenv("FSELINT_HEAVY") != "" {
		flips = 4000
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "l.db")
	l, err := Open(t.Context(), path)
	require.NoError(t, err)
	for i := range 40 {
		a := attempt(fmt.Sprintf("1^%d", i))
		a.Body = []byte(strings.Repeat("x", 50*i))
		require.NoError(t, l.Begin(a))
		require.NoError(t, l.Append(&Outcome{Attempt: a.ID, At: noon, Kind: Answered, Answer: &wire.Answer{Status: 202, CartID: fmt.Sprint("c-", i)}}))
	}
	files := map[string][]byte{}
	for _, suffix := range []string{"", "-wal", ".head"} { // as a crash leaves them
		files[suffix], err = os.ReadFile(path + suffix)
		require.NoError(t, err)
	}
	want := all(t, l)
	require.NoError(t, l.Close())

	copied := filepath.Join(dir, "copy.db")
	for suffix, whole := range files {
		for n := range flips {
			bit := n * len(whole) * 8 / flips
			flipped := slices.Clone(whole)
			flipped[bit/8] ^= 1 << (bit % 8)
			for other, content := range files {
				if other == suffix {
					content = flipped
				}
				require.NoError(t, os.WriteFile(copied+other, content, 0o600))
			}
			if len(verdict(copied)) > 0 {
				continue
			}
			r, err := Read(copied)
			require.NoError(t, err)
			assert.Equal(t, want, all(t, r), "bit %d of the file%s", bit, suffix)
			require.NoError(t, r.Close())
			for _, rest := range []string{"-wal", "-shm"} {
				if err := os.Remove(copied + rest); err != nil {
					require.ErrorIs(t, err, fs.ErrNotExist)
				}
			}
		}
	}
}
