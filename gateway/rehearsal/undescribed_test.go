//go:build !openapi

package rehearsal

import (
	"bytes"
	"net/http"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

var bodySchemas = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(openAPIDocument))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft4)
	if err := c.AddResource("openapi.json", doc); err != nil {
		return nil, err
	}
	all := map[string]*jsonschema.Schema{}
	for _, name := range []string{"Done", "Transaction", "Problem"} {
		if all[name], err = c.Compile("openapi.json#/components/schemas/" + name); err != nil {
			return nil, err
		}
	}
	return all, nil
})

// described holds the body of an answer against the schemas of the OpenAPI description. With the build tag openapi the whole
// exchange is held against the whole description.
func described(tb testing.TB, r *http.Request, resp *http.Response, data []byte, ok bool) {
	schemas, err := bodySchemas()
	require.NoError(tb, err)
	name := "Problem"
	switch {
	case len(data) == 0 || r.URL.Path == "/openapi.json" || r.URL.Path == "/v1/status":
		return
	case ok && r.Method == http.MethodGet:
		name = "Transaction"
	case ok:
		name = "Done"
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(tb, err)
	require.NoError(tb, schemas[name].Validate(value), "%d %s", resp.StatusCode, data)
}
