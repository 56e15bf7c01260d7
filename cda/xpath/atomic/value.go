package atomic

import "unsafe"

// Value is an atomic value. It is small, comparable in neither Go's nor XPath's sense by ==, and immutable.
type Value struct {
	typ Type
	n   int64          // integer, bits of a double, boolean, length of a string, handle
	p   unsafe.Pointer // bytes of a string, or what else the type needs
}
