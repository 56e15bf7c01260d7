//go:build libxml2

package libxml2

/*
#cgo pkg-config: libxml-2.0
#include <stdint.h>
#include <libxml/xmlschemas.h>

static void ignore(void *data, const char *format, ...) {}

// judge returns what xmlSchemaValidateDoc returns: 0 for a valid document. Messages, which could be of any length, are not
// made into text.
static int judge(uintptr_t schema, uintptr_t doc) {
	xmlSchemaValidCtxtPtr c = xmlSchemaNewValidCtxt((xmlSchemaPtr)schema);
	if (c == NULL) return -1;
	xmlSchemaSetValidErrors(c, ignore, ignore, NULL);
	int result = xmlSchemaValidateDoc(c, (xmlDocPtr)doc);
	xmlSchemaFreeValidCtxt(c);
	return result;
}
*/
import "C"

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"

	"github.com/lestrrat-go/libxml2/parser"
	"github.com/lestrrat-go/libxml2/xsd"
)

// Available tells whether this build has a second opinion.
const Available = true

// maxDocument is the size in bytes up to which a document is judged.
const maxDocument = 16 << 20

// Schema is a compiled schema set. It is safe for concurrent use.
type Schema struct{ compiled *xsd.Schema }

var location = regexp.MustCompile(`(schemaLocation\s*=\s*["'])[^"']*/`)

// Compile compiles a schema set as package xsd does. The error is ErrNone for a set that libxml2 might not come to an end
// with.
func Compile(files map[string][]byte, root string) (*Schema, error) {
	dir, err := os.MkdirTemp("", "fselint-libxml2-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	for name, content := range files {
		if bytes.Contains(content, []byte("substitutionGroup")) || bytes.Contains(content, []byte("<!DOCTYPE")) {
			return nil, fmt.Errorf("%w: a set with substitution groups", ErrNone)
		}
		flat := location.ReplaceAll(content, []byte("$1"))
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), flat, 0o600); err != nil {
			return nil, err
		}
	}
	compiled, err := xsd.ParseFromFile(filepath.Join(dir, filepath.Base(root)))
	if err != nil {
		return nil, fmt.Errorf("libxml2: %w", err)
	}
	s := &Schema{compiled}
	runtime.AddCleanup(s, func(c *xsd.Schema) { c.Free() }, compiled)
	return s, nil
}

var declaration = regexp.MustCompile(`^(\xEF\xBB\xBF)?<\?xml[^>]*\?>`)

// Valid judges a document that is known to be well-formed and in UTF-8, whatever it declares.
func (s *Schema) Valid(text []byte) (bool, error) {
	if len(text) > maxDocument {
		return false, fmt.Errorf("%w: a document of %d bytes", ErrNone, len(text))
	}
	doc, err := parser.New(parser.XMLParseNoNet, parser.XMLParseHuge, parser.XMLParseNoError, parser.XMLParseNoWarning).Parse(declaration.ReplaceAll(text, nil))
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrNone, err)
	}
	defer doc.Free()
	result := C.judge(C.uintptr_t(s.compiled.Pointer()), C.uintptr_t(doc.Pointer()))
	runtime.KeepAlive(s)
	if result < 0 {
		return false, fmt.Errorf("%w: libxml2 gave up", ErrNone)
	}
	return result == 0, nil
}
