package channel_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/channel"
)

func TestUpdate(t *testing.T) {
	s := newSite(t, true)
	s.put("/main.tar.gz", archive(t, "A", 10))
	b := newBench(t, s.Client())
	first := b.update(s.URL + "/main.tar.gz")
	assert.True(t, first.Changed())
	assert.Empty(t, first.Previous)
	list, err := schemas.List(b.CatalogDir)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, s.URL+"/main.tar.gz", list[0].Source)
	assert.Equal(t, strings.Repeat("c0", 20), list[0].Commit, "the archive tells it")

	same := b.update(s.URL + "/main.tar.gz")
	assert.True(t, same.Unchanged)
	assert.False(t, same.Changed())
	assert.Equal(t, etagOf(s.files["/main.tar.gz"]), s.header(2, "If-None-Match"))

	s.put("/main.tar.gz", archive(t, "B", 10))
	second := b.update(s.URL + "/main.tar.gz")
	assert.True(t, second.Changed())
	assert.Equal(t, first.Digest, second.Previous)

	_, err = schemas.Use(t.Context(), b.CatalogDir, first.Digest[:20])
	require.NoError(t, err)
	back := b.update(s.URL + "/main.tar.gz")
	assert.Equal(t, second.Digest, back.Digest, "an update leads to what is published, also when that is here already")
	assert.True(t, back.Unchanged)

	left, err := os.ReadDir(b.WorkDir)
	require.NoError(t, err)
	for _, e := range left {
		assert.NotContains(t, e.Name(), ".part", "what has arrived is not kept twice")
	}
}

// TestUnchangedButDamaged fetches again what the server says is unchanged and the cache no longer has whole.
func TestUnchangedButDamaged(t *testing.T) {
	s := newSite(t, false)
	s.put("/c", archive(t, "A", 10))
	for name, damage := range map[string]func(dir string) error{
		"gone":     os.RemoveAll,
		"manifest": func(dir string) error { return os.WriteFile(filepath.Join(dir, "fselint-catalog.json"), nil, 0o644) },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			o := b.update(s.URL + "/c")
			require.NoError(t, damage(filepath.Join(b.CatalogDir, strings.TrimPrefix(o.Digest, "sha256:"))))
			again, err := b.Catalog(t.Context(), s.URL+"/c", "")
			require.NoError(t, err)
			assert.Equal(t, o.Digest, again.Digest)
			_, err = schemas.Use(t.Context(), b.CatalogDir, o.Digest)
			assert.NoError(t, err)
		})
	}
}

// TestBrokenOff breaks the connection in the middle: the rest is fetched, and only the rest.
func TestBrokenOff(t *testing.T) {
	s := newSite(t, false)
	content := archive(t, "A", 400_000)
	s.put("/c", content)
	s.mischief = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n > 3 {
			return false
		}
		w.Header().Set("ETag", etagOf(content))
		w.Header().Set("Accept-Ranges", "bytes")
		from := (n - 1) * 50_000
		if n == 1 {
			w.Header().Set("Content-Length", itoa(len(content)))
		} else {
			w.Header().Set("Content-Range", "bytes "+itoa(from)+"-"+itoa(len(content)-1)+"/"+itoa(len(content)))
			w.Header().Set("Content-Length", itoa(len(content)-from))
			w.WriteHeader(http.StatusPartialContent)
		}
		_, _ = w.Write(content[from : from+50_000])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	b := newBench(t, nil)
	var events []channel.Event
	b.Client.Notice = func(e channel.Event) { events = append(events, e) }
	b.update(s.URL + "/c")
	assert.Equal(t, 4, s.requests())
	assert.Equal(t, "bytes=150000-", s.header(4, "Range"))
	assert.Equal(t, etagOf(content), s.header(4, "If-Range"))
	require.NotEmpty(t, events)
	assert.EqualValues(t, 150_000, events[len(events)-1].Resume)
}

// TestChangedMeanwhile publishes something else between the two halves: nothing of the first may remain.
func TestChangedMeanwhile(t *testing.T) {
	s := newSite(t, false)
	one, two := archive(t, "A", 200_000), archive(t, "B", 210_000)
	s.put("/c", two)
	s.mischief = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n > 1 {
			return false
		}
		w.Header().Set("ETag", etagOf(one))
		w.Header().Set("Content-Length", itoa(len(one)))
		_, _ = w.Write(one[:100_000])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	o := newBench(t, nil).update(s.URL + "/c")
	direct := newBench(t, nil)
	s.mischief = nil
	assert.Equal(t, direct.update(s.URL+"/c").Digest, o.Digest)
}

// TestNonsenseRanges answers a request for the rest wrongly: the download starts again.
func TestNonsenseRanges(t *testing.T) {
	content := archive(t, "A", 200_000)
	for name, answer := range map[string]func(w http.ResponseWriter){
		"unsatisfiable": func(w http.ResponseWriter) { w.WriteHeader(http.StatusRequestedRangeNotSatisfiable) },
		"other start": func(w http.ResponseWriter) {
			w.Header().Set("Content-Range", "bytes 7-9/"+itoa(len(content)))
			w.WriteHeader(http.StatusPartialContent)
			_, _ = w.Write(content[7:10])
		},
		"other length": func(w http.ResponseWriter) {
			w.Header().Set("Content-Range", "bytes 100000-100001/100002")
			w.WriteHeader(http.StatusPartialContent)
			_, _ = w.Write(content[:2])
		},
		"no range": func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusPartialContent)
			_, _ = w.Write(content)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, false)
			s.put("/c", content)
			s.mischief = func(n int, w http.ResponseWriter, _ *http.Request) bool {
				switch n {
				case 1:
					w.Header().Set("ETag", etagOf(content))
					w.Header().Set("Content-Length", itoa(len(content)))
					_, _ = w.Write(content[:100_000])
					w.(http.Flusher).Flush()
					panic(http.ErrAbortHandler)
				case 2:
					answer(w)
					return true
				}
				return false
			}
			newBench(t, nil).update(s.URL + "/c")
			assert.Equal(t, 3, s.requests())
			assert.Empty(t, s.header(3, "Range"))
		})
	}
}

// TestInterruptedRun cancels one run; the next continues where it ended.
func TestInterruptedRun(t *testing.T) {
	s := newSite(t, false)
	content := archive(t, "A", 200_000)
	s.put("/c", content)
	ctx, cancel := context.WithCancel(t.Context())
	s.mischief = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n > 1 {
			return false
		}
		w.Header().Set("ETag", etagOf(content))
		w.Header().Set("Content-Length", itoa(len(content)))
		_, _ = w.Write(content[:100_000])
		w.(http.Flusher).Flush()
		time.Sleep(50 * time.Millisecond)
		cancel()
		<-r.Context().Done()
		return true
	}
	b := newBench(t, nil)
	_, err := b.Catalog(ctx, s.URL+"/c", "")
	require.ErrorIs(t, err, context.Canceled)
	b.update(s.URL + "/c")
	assert.Equal(t, "bytes=100000-", s.header(2, "Range"))
}

func TestSlowAndStalled(t *testing.T) {
	content := archive(t, "A", 2_000)
	t.Run("slow", func(t *testing.T) {
		s := newSite(t, false)
		s.mischief = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			for i := 0; i < len(content); i += 100 {
				_, _ = w.Write(content[i:min(i+100, len(content))])
				w.(http.Flusher).Flush()
				time.Sleep(100 * time.Millisecond)
			}
			return true
		}
		b := newBench(t, nil)
		b.Client.Stall = 1500 * time.Millisecond
		b.update(s.URL + "/c")
		assert.Equal(t, 1, s.requests(), "slow is not stalled")
	})
	t.Run("stalled", func(t *testing.T) {
		s := newSite(t, false)
		s.put("/c", content)
		s.mischief = func(n int, w http.ResponseWriter, r *http.Request) bool {
			if n > 2 {
				return false
			}
			if n == 2 { // not even a header
				<-r.Context().Done()
				return true
			}
			w.Header().Set("ETag", etagOf(content))
			w.Header().Set("Content-Length", itoa(len(content)))
			_, _ = w.Write(content[:500])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return true
		}
		b := newBench(t, nil)
		b.Client.Stall = time.Second
		b.update(s.URL + "/c")
		assert.Equal(t, "bytes=500-", s.header(3, "Range"))
	})
	t.Run("for ever", func(t *testing.T) {
		s := newSite(t, false)
		s.mischief = func(_ int, _ http.ResponseWriter, r *http.Request) bool {
			<-r.Context().Done()
			return true
		}
		b := newBench(t, nil)
		b.Client.Stall, b.Client.Attempts = 20*time.Millisecond, 2
		assert.ErrorIs(t, b.refuse(s.URL+"/c", "", "no byte arrived"), channel.ErrStalled)
	})
}

// TestPoison serves what must never become the current catalog.
func TestPoison(t *testing.T) {
	good := archive(t, "A", 1_000)
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"cut":        {good[:len(good)-100], "unexpected EOF"},
		"nothing":    {nil, "archive"},
		"web page":   {[]byte("<!DOCTYPE html><html>sign in</html>"), "not a readable tar"},
		"traversal":  {packed(t, map[string]string{"schema/A/CDA.xsd": "x", "../../../x": "y"}), "leads out"},
		"no catalog": {packed(t, map[string]string{"README.md": "x"}), "not a catalog"},
		"case":       {packed(t, map[string]string{"schema/A/CDA.xsd": "x", "schema/A/cda.xsd": "y"}), "letter case"},
		"bad list":   {packed(t, map[string]string{"schema/A/CDA.xsd": "x", "mongo-dump/dictionary.json": "[{]"}), "dictionary.json"},
		"bomb":       {bomb(t), "limit"},
		"manifest":   {[]byte(`{"schema": "fselint/channel/v2"}`), "v2"},
		"no address": {[]byte(`{"schema": "fselint/channel/v1"}`), "names no catalog"},
		"bad JSON":   {[]byte(`{"schema"`), "cannot be read"},
		"other host": {[]byte(`{"schema": "fselint/channel/v1", "catalog": {"url": "http://example.org/c"}}`), "http is spoken only to this machine"},
		"bad digest": {[]byte(`{"schema": "fselint/channel/v1", "catalog": {"url": "/good", "digest": "12"}}`), "not a digest"},
		"its digest": {[]byte(`{"schema": "fselint/channel/v1", "catalog": {"url": "/good", "digest": "sha256:` + strings.Repeat("0", 64) + `"}}`), "another digest"},
		"nested":     {[]byte(`{"schema": "fselint/channel/v1", "catalog": {"url": "/c"}}`), "not a readable tar"},
		"large":      {[]byte(`{"schema": "` + strings.Repeat("x", 70_000) + `"}`), "larger than"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, false)
			s.put("/good", good)
			b := newBench(t, nil)
			b.update(s.URL + "/good")
			s.put("/c", c.content)
			b.refuse(s.URL+"/c", "", c.want)
			b.refuse(s.URL+"/c", "", c.want) // nothing of it was remembered
			s.put("/c", good)
			b.update(s.URL + "/c")
			left, err := filepath.Glob(filepath.Join(b.CatalogDir, ".import-*"))
			require.NoError(t, err)
			assert.Empty(t, left)
		})
	}
}

// bomb decompresses to more than a catalog may have.
func bomb(t *testing.T) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	require.NoError(t, err)
	head := packedHeader(t, 600<<20)
	_, err = z.Write(head)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

func TestDigest(t *testing.T) {
	s := newSite(t, false)
	s.put("/c", archive(t, "A", 10))
	b := newBench(t, nil)
	o := b.update(s.URL + "/c")
	other := "sha256:" + strings.Repeat("0", 64)
	assert.ErrorIs(t, b.refuse(s.URL+"/c", other, "another digest"), schemas.ErrDigest, "unchanged is not wanted either")
	_, err := b.Catalog(t.Context(), s.URL+"/c", o.Digest)
	require.NoError(t, err)
	s.put("/c", archive(t, "B", 10))
	assert.ErrorIs(t, b.refuse(s.URL+"/c", other, "another digest"), schemas.ErrDigest)
	b.refuse(s.URL+"/c", o.Digest, "another digest")
	b.refuse(s.URL+"/c", "SHA256:12", "not a digest")
}

func TestSelfTestRefuses(t *testing.T) {
	s := newSite(t, false)
	s.put("/c", archive(t, "A", 10))
	b := newBench(t, nil)
	b.update(s.URL + "/c")
	s.put("/c", archive(t, "B", 10))
	b.Test = func(c *schemas.Catalog) error {
		v, err := c.Vocabulary()
		require.NoError(t, err)
		if _, found := v.Display("1.2.1", "", "B"); !found {
			return nil
		}
		return errors.New("no B, please")
	}
	b.refuse(s.URL+"/c", "", "no B, please")
}

func TestManifest(t *testing.T) {
	s := newSite(t, true)
	s.put("/mirror/catalog.tar.gz", archive(t, "A", 10))
	s.put("/mirror/channel.json", []byte(`{"schema": "fselint/channel/v1", "later": true,
		"catalog": {"url": "catalog.tar.gz"}, "registry": {"url": "../results.csv"}}`))
	b := newBench(t, s.Client())
	o := b.update(s.URL + "/mirror/channel.json")
	assert.Equal(t, s.URL+"/results.csv", o.Named)
	assert.Equal(t, s.URL+"/mirror/catalog.tar.gz", o.Source)
	before := s.requests()
	s.put("/mirror/channel.json", []byte("\n {\"schema\": \"fselint/channel/v1\", \"catalog\": {\"url\": \"catalog.tar.gz\", \"digest\": \""+o.Digest+"\"}}"))
	assert.True(t, b.update(s.URL+"/mirror/channel.json").Unchanged)
	assert.Equal(t, before+1, s.requests(), "the archive it names is here already")
	plain := newSite(t, false)
	s.put("/mirror/channel.json", []byte(`{"schema": "fselint/channel/v1", "catalog": {"url": "`+plain.URL+`/c"}}`))
	assert.ErrorIs(t, b.refuse(s.URL+"/mirror/channel.json", "", "not encrypted"), channel.ErrRefused)
}

func TestRegistry(t *testing.T) {
	s := newSite(t, false)
	s.put("/results.csv", []byte(list))
	b := newBench(t, nil)
	first, err := b.Registry(t.Context(), s.URL+"/results.csv", "")
	require.NoError(t, err)
	assert.Equal(t, 1, first.Registry.Count())
	cache := registry.OpenCache(b.RegistryDir)
	current := func() registry.Cached {
		c, ok, err := cache.Current()
		require.NoError(t, err)
		require.True(t, ok)
		_, err = registry.OpenCached(c)
		require.NoError(t, err)
		return c
	}
	assert.Equal(t, first.Digest, current().Digest)
	assert.Equal(t, s.URL+"/results.csv", current().Source)
	same, err := b.Registry(t.Context(), s.URL+"/results.csv", "")
	require.NoError(t, err)
	assert.True(t, same.Unchanged && !same.Changed())

	for name, bad := range map[string]string{"page": "<html>", "header only": list[:strings.Index(list, "\n")+1], "empty": "", "UTF-16": "\xFF\xFEa\x00"} {
		s.put("/results.csv", []byte(bad))
		_, err := b.Registry(t.Context(), s.URL+"/results.csv", "")
		assert.Error(t, err, name)
		assert.Equal(t, first.Digest, current().Digest)
	}
	s.put("/results.csv", []byte(list+"ACME srl,LIS,2.0,LAB,2026-02-03\n"))
	_, err = b.Registry(t.Context(), s.URL+"/results.csv", first.Digest)
	assert.ErrorContains(t, err, first.Digest)
	second, err := b.Registry(t.Context(), s.URL+"/results.csv", "")
	require.NoError(t, err)
	assert.Equal(t, first.Digest, second.Previous)

	// What the server calls unchanged and is damaged here is fetched again.
	require.NoError(t, os.WriteFile(current().Path, []byte(list), 0o644))
	again, err := b.Registry(t.Context(), s.URL+"/results.csv", "")
	require.NoError(t, err)
	assert.Equal(t, second.Digest, again.Digest)
	assert.Equal(t, second.Digest, current().Digest)
}

// TestTwoAtOnce lets several updates loose on one cache.
func TestTwoAtOnce(t *testing.T) {
	s := newSite(t, false)
	s.put("/c", archive(t, "A", 100_000))
	b := newBench(t, nil)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			o, err := b.Catalog(context.Background(), s.URL+"/c", "")
			assert.NoError(t, err)
			assert.NotEmpty(t, o.Digest)
		})
	}
	wg.Wait()
	assert.Equal(t, 4, s.requests())
	assert.NotEmpty(t, s.header(4, "If-None-Match"), "only the first fetches it")
	_, err := schemas.Use(t.Context(), b.CatalogDir, b.current())
	assert.NoError(t, err)
}
