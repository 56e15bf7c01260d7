// Package eval turns parsed expressions into operations and carries them out; package xpath adds the function library.
//
// An operation reports a dynamic error by panicking with *syntax.Error (or an abort); the exported methods of expressions turn
// that into an ordinary error. XPath 2.0 has no construct that catches errors, so nothing in between is concerned.
package eval
