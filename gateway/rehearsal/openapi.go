package rehearsal

import (
	_ "embed"
	"net/http"
)

// openAPIDocument describes the interface (OpenAPI 3.0).
//
//go:embed openapi.json
var openAPIDocument []byte

func (x *exchange) openAPI() int {
	return x.send(&reply{http.StatusOK, "application/json", openAPIDocument})
}
