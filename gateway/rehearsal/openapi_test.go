package rehearsal

import (
	"encoding/csv"
	"io"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/testkit/shared"
)

var description = sync.OnceValues(func() (routers.Router, error) {
	openapi3filter.RegisterBodyDecoder("application/pdf", openapi3filter.FileBodyDecoder)
	doc, err := openapi3.NewLoader().LoadFromData(openAPIDocument())
	if err != nil {
		return nil, err
	}
	return legacy.NewRouter(doc)
})

// described holds an answer against the OpenAPI description, and the request too where the answer is a success.
func described(tb testing.TB, r *http.Request, resp *http.Response, data []byte, ok bool) {
	router, err := description()
	require.NoError(tb, err)
	copied := r.Clone(tb.Context())
	copied.URL.Scheme, copied.URL.Host = "", ""
	route, params, err := router.FindRoute(copied)
	if err != nil {
		return // no operation: its answer is the framework's
	}
	in := &openapi3filter.RequestValidationInput{Request: copied, Route: route, PathParams: params, Options: &openapi3filter.Options{
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true,
	}}
	if ok {
		if r.GetBody != nil {
			copied.Body, err = r.GetBody()
			require.NoError(tb, err)
		}
		require.NoError(tb, openapi3filter.ValidateRequest(tb.Context(), in))
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: resp.StatusCode, Header: resp.Header, Options: in.Options}
	out.SetBodyBytes(data)
	require.NoError(tb, openapi3filter.ValidateResponse(tb.Context(), out), "%s", data)
}

func TestDescriptionIsValid(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openAPIDocument())
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context()))
}

// table reads a table of the specification as rows by the names of its columns.
func table(t *testing.T, name string) (rows []map[string]string) {
	f, err := os.Open(shared.Dir(t, "spec", "tables", name))
	require.NoError(t, err)
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	for _, row := range all[1:] {
		m := map[string]string{}
		for i, column := range all[0] {
			m[column] = row[i]
		}
		rows = append(rows, m)
	}
	return rows
}

// operations are those of the description, by the names of the specification's table.
var operations = map[string]fse.Operation{
	"validation": fse.Validation, "create": fse.Create, "replace": fse.Replace, "validate-and-create": fse.ValidateAndCreate,
	"validate-and-replace": fse.ValidateAndReplace, "metadata update": fse.Update, "metadata update ITI-57": fse.Update, "delete": fse.Delete,
	"status by workflowInstanceId": fse.StatusByWorkflow, "status by traceId": fse.StatusByTrace,
}

// TestDescriptionIsTheOfficialOne compares paths, parameters, success and required members with the specification's tables.
func TestDescriptionIsTheOfficialOne(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openAPIDocument())
	require.NoError(t, err)
	seen := 0
	for _, row := range table(t, "operations.csv") {
		op, ok := operations[row["operation"]]
		if !ok {
			continue // FHIR, health, and the call that the gateway makes itself
		}
		seen++
		path, _, _ := strings.Cut(strings.TrimPrefix(row["national_path"], "/v1"), " ")
		item := doc.Paths.Value(path)
		require.NotNil(t, item, path)
		described := item.GetOperation(row["method"])
		require.NotNil(t, described, "%s %s", row["method"], path)
		var inPath []string
		for _, p := range described.Parameters {
			if p.Value.In == openapi3.ParameterInPath {
				inPath = append(inPath, "{"+p.Value.Name+"}")
				require.NotNil(t, p.Value.Schema.Value.MaxLength, path)
			}
		}
		assert.Equal(t, regexp.MustCompile(`\{\w+\}`).FindAllString(path, -1), inPath, path)
		for _, status := range regexp.MustCompile(`\d{3}`).FindAllString(row["success_codes"], -1) {
			assert.NotNil(t, described.Responses.Value(status), "%s %s", path, status)
		}
		assert.Nil(t, described.Responses.Default(), "every status is named")
		for _, status := range []string{"400", "401", "403", "404", "409", "413", "429", "500", "502", "503", "504"} {
			assert.NotNil(t, described.Responses.Value(status), "%s %s", path, status)
		}
		if !op.SendsRequest() {
			assert.Nil(t, described.RequestBody)
			continue
		}
		for media, content := range described.RequestBody.Value.Content {
			assert.Equal(t, row["content_type"], media)
			schema := content.Schema.Value
			if op.SendsDocument() {
				assert.ElementsMatch(t, strings.Split(row["parts"], ", "), schema.Required)
				schema = schema.Properties[wire.PartRequest].Value
			}
			members(t, op, schema)
		}
	}
	assert.Equal(t, len(operations), seen)
}

// members compares the members of a body.
func members(t *testing.T, op fse.Operation, schema *openapi3.Schema) {
	column := strings.ReplaceAll(string(op), "-", "_")
	if op == fse.Update {
		column = "metadata_update"
	}
	var fields, required []string
	for _, row := range table(t, "request_fields.csv") {
		use := row[column]
		if use == "no" || use == "must be absent" {
			continue
		}
		name := row["field"]
		fields = append(fields, name)
		if strings.HasPrefix(use, "required") {
			required = append(required, name)
		}
		p := schema.Properties[name]
		if !assert.NotNil(t, p, "%s %s", op, name) {
			continue
		}
		if items, found := strings.CutSuffix(row["max_length_openapi"], " items of 1000"); found {
			require.NotNil(t, p.Value.MaxItems, name)
			assert.Equal(t, items, strconv.FormatUint(*p.Value.MaxItems, 10), name)
		} else if length := row["max_length_openapi"]; length != "" && !strings.Contains(length, "items") {
			require.NotNil(t, p.Value.MaxLength, name)
			assert.Equal(t, length, strconv.FormatUint(*p.Value.MaxLength, 10), name)
		}
		if file := row["format_or_values"]; strings.HasSuffix(file, ".csv") && row["json_type"] == "string" {
			assert.Len(t, p.Value.Enum, len(table(t, file)), name)
		}
	}
	assert.ElementsMatch(t, required, schema.Required, op)
	assert.ElementsMatch(t, fields, slices.Collect(maps.Keys(schema.Properties)), op)
}

// TestServedDescription: what is served is what was compared.
func TestServedDescription(t *testing.T) {
	b := newBench(t, options(embedded(t)))
	resp, err := b.client.Get(b.url + "/openapi.json")
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	assert.Equal(t, string(openAPIDocument()), string(data))
}
