package rehearsal

import (
	"net/http"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/require"
)

var description = sync.OnceValues(func() (routers.Router, error) {
	openapi3filter.RegisterBodyDecoder("application/pdf", openapi3filter.FileBodyDecoder)
	doc, err := openapi3.NewLoader().LoadFromData(openAPIDocument)
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
	doc, err := openapi3.NewLoader().LoadFromData(openAPIDocument)
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context()))
}
