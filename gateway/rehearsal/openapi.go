package rehearsal

import (
	_ "embed"
	"encoding/json"
	"sync"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/metadata/request"
)

// interfaceDocument describes the interface (OpenAPI 3.0) but for the request bodies, whose fields package request knows.
//
//go:embed openapi.json
var interfaceDocument []byte

// bodies are the names of the schemas of the request bodies, one an operation.
var bodies = map[fse.Operation]string{
	fse.Validation: "ValidationRequest", fse.Create: "CreateRequest", fse.Replace: "ReplaceRequest",
	fse.ValidateAndCreate: "ValidateAndCreateRequest", fse.ValidateAndReplace: "ValidateAndReplaceRequest", fse.Update: "UpdateRequest",
}

// openAPIDocument is the whole description.
var openAPIDocument = sync.OnceValue(func() []byte {
	var document struct {
		OpenAPI    string                                `json:"openapi"`
		Info       json.RawMessage                       `json:"info"`
		Servers    json.RawMessage                       `json:"servers"`
		Paths      json.RawMessage                       `json:"paths"`
		Components map[string]map[string]json.RawMessage `json:"components"`
	}
	if err := json.Unmarshal(interfaceDocument, &document); err != nil {
		panic(err) // a file of this package, which a test reads
	}
	for op, name := range bodies {
		schema, err := json.Marshal(request.Schema(op))
		if err != nil {
			panic(err) // plain values
		}
		document.Components["schemas"][name] = schema
	}
	data, err := json.Marshal(document)
	if err != nil {
		panic(err) // what was read just now
	}
	return data
})
