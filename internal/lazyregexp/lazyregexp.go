// Package lazyregexp compiles regular expressions when they are first used: a program that starts does not pay for all it may need.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns an expression that is compiled once, when it is first asked for; one that is no expression panics then.
func New(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
