package schemafile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/xpath"
)

// Position is a place in a schema file.
type Position struct {
	File   string // as given in ReadOptions.Name or as named by an include; may be empty
	Line   int    // from 1
	Column int    // from 1, in characters
}

func (p Position) String() string {
	if p.File == "" {
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Error says why a schema cannot be used, and where.
type Error struct {
	Pos  Position
	Rule string // context of the rule concerned, "" outside rules
	Expr string // expression concerned, "" when it is not about one
	Err  error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Pos.String())
	b.WriteString(": ")
	if e.Rule != "" {
		fmt.Fprintf(&b, "rule %q: ", Normalise(e.Rule))
	}
	if e.Expr != "" {
		fmt.Fprintf(&b, "expression %q: ", Normalise(e.Expr))
	}
	var x *xpath.Error
	if errors.As(e.Err, &x) {
		// The expression has been named already.
		fmt.Fprintf(&b, "%s: %s", x.Code, x.Msg)
	} else {
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause: often an *xpath.Error or an *xmltree.SyntaxError.
func (e *Error) Unwrap() error { return e.Err }
