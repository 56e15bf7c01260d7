// Package libxml2 is a second opinion on schema validation, by another program than our own: libxml2 through
// github.com/lestrrat-go/libxml2, in builds with the tag libxml2, which need cgo. Other builds import no C and have no
// opinion.
//
// It is asked within bounds that are known to be safe. It compiles no set with substitution groups, on which libxml2 2.9
// can loop for ever, and reads no document that [github.com/fselint/fselint/cda/xmltree] has not read before, so no
// document type declaration and nothing of great depth. It answers valid or not. It is known to differ
// from the reference in some things, which the differential tests of package xsd list.
package libxml2

import "errors"

// ErrNone says that there is no second opinion: in this build, on this schema set or on this document.
var ErrNone = errors.New("no second opinion")
