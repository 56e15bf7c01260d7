// Package xmltree parses one XML document into a compact, immutable tree that knows where everything stands.
//
// The tree is an arena: nodes lie in document order in one slice, attributes in another, names are interned, and text is
// a view of the source wherever the source already spells it. A subtree is therefore a range of node numbers, document
// order is numeric order, and a whole document is a handful of allocations. Every element, attribute and text node has
// its byte offset, from which line and column follow.
//
// The parser accepts what a conforming namespace-aware XML processor without a document type declaration accepts
// (XML 1.0 and 1.1, Namespaces in XML 1.0 and 1.1) and reports the first violation with its place. A document type
// declaration is refused outright, so no entity beyond the five predefined ones can exist and nothing can expand. Depth,
// attributes and nodes are bounded by Limits.
//
// The input must be UTF-8, whatever its prolog declares: decoding belongs to the caller. A Doc keeps the input slice, which must not be modified afterwards.
// A parsed Doc is safe for concurrent use.
package xmltree
