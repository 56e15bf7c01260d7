// Package syntax parses XPath 2.0 expressions and XSLT 2.0 match patterns into trees that can be inspected.
//
// Nesting and depth are bounded; whatever cannot be parsed is an *Error with its place. Names are resolved against a Scope.
package syntax
