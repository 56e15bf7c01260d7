package xpath

import (
	"maps"

	"github.com/fselint/fselint/cda/xpath/internal/eval"
)

// refused are functions that exist in XPath 2.0 or XSLT 2.0 and are not supported, with the reason.
var refused = map[string]string{
	"doc":                       "an expression sees one document only",
	"doc-available":             "an expression sees one document only",
	"collection":                "an expression sees one document only",
	"document":                  "an expression sees one document only",
	"unparsed-text":             "an expression sees one document only",
	"unparsed-text-available":   "an expression sees one document only",
	"id":                        "documents have no declared identifiers",
	"idref":                     "documents have no declared identifiers",
	"base-uri":                  "documents have no address",
	"document-uri":              "documents have no address",
	"static-base-uri":           "expressions have no address",
	"resolve-uri":               "expressions have no address",
	"unparsed-entity-uri":       "documents have no document type declaration",
	"unparsed-entity-public-id": "documents have no document type declaration",
	"key":                       "there are no xsl:key declarations",
	"format-number":             "number formats of XSLT are not supported",
	"format-date":               "date formats of XSLT are not supported",
	"format-dateTime":           "date formats of XSLT are not supported",
	"format-time":               "date formats of XSLT are not supported",
	"system-property":           "there is no XSLT processor",
	"element-available":         "there is no XSLT processor",
	"function-available":        "there is no XSLT processor",
	"type-available":            "there is no XSLT processor",
	"regex-group":               "there is no XSLT processor",
	"current-group":             "there is no XSLT processor",
	"current-grouping-key":      "there is no XSLT processor",
}

// library is the core function library.
var library = func() *eval.Library {
	all := map[string]*eval.Function{}
	for _, part := range []map[string]*eval.Function{
		stringFunctions(), regexFunctions(), numberFunctions(), booleanFunctions(), nodeFunctions(),
		sequenceFunctions(), aggregateFunctions(), timeFunctions(), nameFunctions(),
	} {
		maps.Copy(all, part)
	}
	return &eval.Library{Functions: all, Refused: refused}
}()
