//go:build !cgo

package xsd

// Available tells whether this build can validate, and if not why.
func Available() (bool, string) {
	return false, "built without cgo, and the XML Schema engine (libxml2) needs it"
}

// Schema is a compiled schema set; this build has none.
type Schema struct{}

// Compile always returns ErrUnavailable in this build.
func Compile(_ map[string][]byte, _ string) (*Schema, error) { return nil, ErrUnavailable }

// Validate always returns ErrUnavailable in this build.
func (s *Schema) Validate(_ []byte, _ Options) (*Result, error) { return nil, ErrUnavailable }
