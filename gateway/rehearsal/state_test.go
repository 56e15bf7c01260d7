package rehearsal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/database"
	"github.com/fselint/fselint/internal/httpserver"
	"github.com/fselint/fselint/internal/testkit/checktest"
	"github.com/fselint/fselint/internal/testkit/disk"
)

// envState makes the test binary a gateway with this state file, on a port of its own that it prints.
const envState = "FSELINT_TEST_STATE"

func TestMain(m *testing.M) {
	if path := os.Getenv(envState); path != "" {
		os.Exit(serveState(path))
	}
	os.Exit(m.Run())
}

func serveState(path string) int {
	t := &testing.T{}
	o := options(embedded(t))
	o.StateFile = path
	s, err := New(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("http://" + l.Addr().String() + "/v1")
	_ = httpserver.New(s, 100).Serve(l)
	return 0
}

// TestKilled kills the gateway again and again in the middle of calls: what it said it had done is done, what was used up stays
// used up, and nothing is there by half.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	accepted := map[string]bool{}
	n := 0
	for round := range 8 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), envState+"="+path)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		line := make([]byte, 64)
		got, err := out.Read(line)
		require.NoError(t, err)
		b := &bench{client: &http.Client{}, base: strings.TrimSpace(string(line[:got]))}
		go func() {
			time.Sleep(time.Duration(50+rand.IntN(150)) * time.Millisecond)
			_ = cmd.Process.Kill()
		}()
		for {
			n++
			id := fmt.Sprintf("2.16.840.1.113883.2.9.2.120.4.4^%d.%d", round, n)
			s := checktest.New(t, fse.ValidateAndCreate)
			s.Body["identificativoDoc"] = id
			resp, err := b.client.Do(b.request(t, fse.ValidateAndCreate, s.Bundle(t)))
			if err != nil {
				break
			}
			resp.Body.Close()
			if resp.StatusCode == http.StatusAccepted {
				accepted[id] = true
			}
		}
		_ = cmd.Wait()
	}
	require.NotEmpty(t, accepted)
	s, err := openState(path)
	require.NoError(t, err, "the file is whole")
	defer s.close()
	require.NoError(t, s.within(func(x *tx) error {
		for id := range accepted {
			if _, err := x.document(id); err != nil {
				return fmt.Errorf("%s was accepted: %w", id, err)
			}
		}
		half, err := x.db.Number(`SELECT count(*) FROM document WHERE (SELECT count(*) FROM event WHERE event.document=document.id) <> 3`)
		if half != 0 {
			return errors.Join(err, fmt.Errorf("%d documents have other than their three events", half))
		}
		return err
	}))
}

func TestStateFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "state.db")
	o := options(embedded(t))
	o.StateFile = path
	b, err := New(o)
	require.NoError(t, err)
	require.NoError(t, b.state.within(func(x *tx) error { return x.put(Published{ID: "a^b", Workflow: "w", At: time.Now()}) }))
	_, err = New(o)
	require.ErrorIs(t, err, database.ErrInUse)
	for _, name := range []string{"state.db", "state.db-wal"} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), name)
	}
	require.NoError(t, b.Close())
	require.NoError(t, b.Close())
	b, err = New(o)
	require.NoError(t, err)
	p, err := b.Document("a^b")
	require.NoError(t, err)
	assert.Equal(t, "w", p.Workflow)
	require.NoError(t, b.Close())

	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	torn := bytes.Clone(whole)
	for i := 4096; i < len(torn); i++ {
		torn[i] ^= 0x5a
	}
	for name, content := range map[string][]byte{
		"text": []byte(strings.Repeat("no database ", 100)), "cut": whole[:len(whole)/2], "overwritten": torn, "cut in the header": whole[:50],
	} {
		require.NoError(t, os.WriteFile(path, content, 0o600))
		_, err := New(o)
		assert.Error(t, err, name)
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, content, kept, "%s: a file that is not ours stays as it is", name)
	}
	o.StateFile = filepath.Join(dir, "no", "folder")
	_, err = New(o)
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

// TestStateOfFlippedBits flips single bits of a state: it is refused, or remembers what it was told.
func TestStateOfFlippedBits(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "state.db")
	s, err := openState(path)
	require.NoError(t, err)
	at := time.Unix(1_700_000_000, 5)
	require.NoError(t, s.within(func(x *tx) error {
		for i := range 30 {
			id := fmt.Sprint("1.2^", i)
			err := errors.Join(x.validated("k"+id, record{"w" + id, at}), x.put(Published{ID: id, Workflow: "w" + id, Issuer: "120", PDF: "ab", At: at}),
				x.happened([]wire.Event{{WorkflowID: "w" + id, TraceID: "t" + id, Document: id}}))
			if err != nil {
				return err
			}
		}
		return nil
	}))
	require.NoError(t, s.close())
	remembers := func(s *state) (all []any) {
		require.NoError(t, s.within(func(x *tx) error {
			for i := range 30 {
				id := fmt.Sprint("1.2^", i)
				v, _ := x.validation("k" + id)
				p, _ := x.document(id)
				byWorkflow, _ := x.events(ofWorkflow, "w"+id)
				byTrace, _ := x.events(ofTrace, "t"+id)
				seen, _ := x.seen(id)
				all = append(all, v, p, byWorkflow, byTrace, seen)
			}
			return nil
		}))
		return all
	}
	s, err = openState(path)
	require.NoError(t, err)
	want := remembers(s)
	require.NoError(t, s.close())
	refused := 0
	disk.Flips(t, dir, "state.db", disk.Number(100, 2000), func(where string) {
		s, err := openState(path)
		if err != nil {
			refused++
			return
		}
		assert.Equal(t, want, remembers(s), where)
		_ = s.close()
	})
	t.Log(refused, "refused")
	assert.Positive(t, refused)
}

// TestStateIsBounded: the oldest give way.
func TestStateIsBounded(t *testing.T) {
	s, err := openState("")
	require.NoError(t, err)
	defer s.close()
	s.maxEvents, s.calls = 10, boundEvery-1
	require.NoError(t, s.within(func(x *tx) error {
		for i := range 25 {
			if err := x.happened([]wire.Event{{WorkflowID: "w", TraceID: fmt.Sprint(i)}}); err != nil {
				return err
			}
		}
		all, err := x.events(ofWorkflow, "w")
		assert.Len(t, all, 10)
		assert.Equal(t, "15", all[0].TraceID)
		return err
	}))
	broken := errors.New("broken")
	require.ErrorIs(t, s.within(func(x *tx) error {
		return errors.Join(x.put(Published{ID: "x"}), broken)
	}), broken)
	require.NoError(t, s.within(func(x *tx) error {
		_, err := x.document("x")
		assert.ErrorIs(t, err, errNone, "all or nothing")
		return nil
	}))
}
