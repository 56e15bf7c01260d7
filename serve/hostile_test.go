package serve_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/serve"
)

// TestHostileDocuments: whatever is handed in costs its own request at most, and those beside it are judged.
func TestHostileDocuments(t *testing.T) {
	s := serve.New(serve.Options{Judge: judge(t), Lang: "en", Loopback: true, AtOnce: 4, Waiting: 1000})
	sound := string(file(t, "cda/RSA-valid.xml"))
	head, _, _ := strings.Cut(sound, "<component")
	pdf := string(file(t, "pdf/RSA-attachment.pdf"))
	hostile := map[string]string{
		"entities": `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>` + sound,
		"deep":     head + strings.Repeat("<a>", 1_000_000), "wide": head + strings.Repeat("<a/>", 1_000_000), "attributes": head + "<a " + strings.Repeat("b ", 500_000),
		"one word": head + strings.Repeat("x", 8<<20), "names": "<" + strings.Repeat("n", 4<<20) + "/>", "brackets": strings.Repeat("<", 4<<20),
		"codes":  head + strings.Repeat(`<code code="`+strings.Repeat("9", 50)+`" codeSystem="2.16.840.1.113883.6.1"/>`, 20_000) + "</ClinicalDocument>",
		"zeros":  strings.Repeat("\x00", 8<<20),
		"tables": "%PDF-1.7\n" + strings.Repeat("1 0 obj <</Type /ObjStm /N 99999999>> endobj\n", 50_000), "loop": strings.Replace(pdf, "/Prev", "/Prev 9 /Prev", 1),
		"length": strings.ReplaceAll(pdf, "/Length", "/Length 99999999999 /Lengt"), "cut off": pdf[:len(pdf)/2],
		"token": "eyJ" + strings.Repeat("A", 500_000) + "." + strings.Repeat("B", 500_000) + "." + strings.Repeat("C", 10),
		"json":  strings.Repeat("[", 1<<20), "object": "{" + strings.Repeat(`"a":{`, 300_000),
	}
	var all sync.WaitGroup
	for name, document := range hostile {
		for _, body := range []string{document, sound} {
			all.Go(func() {
				w := httptest.NewRecorder()
				s.ServeHTTP(w, request(http.MethodPost, "/v1/check", "application/octet-stream", body))
				if body == sound {
					assert.Equal(t, http.StatusOK, w.Code, "beside %s", name)
					assert.Contains(t, w.Body.String(), `"verdict":"undetermined"`, "beside %s", name)
					return
				}
				assert.Contains(t, []int{http.StatusOK, http.StatusBadRequest, http.StatusServiceUnavailable}, w.Code, name)
				assert.NotContains(t, w.Body.String(), `"verdict":"accepted"`, name)
				assert.True(t, bytes.HasPrefix(w.Body.Bytes(), []byte("{")), "%s: %s", name, fmt.Sprint(w.Body.Len()))
			})
		}
	}
	all.Wait()
}
