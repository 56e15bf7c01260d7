package rehearsal

import _ "embed"

// openAPIDocument describes the interface (OpenAPI 3.0).
//
//go:embed openapi.json
var openAPIDocument []byte
