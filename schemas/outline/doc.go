// Package outline reads the documents of an XML Schema set as a tree of what they declare: elements, types, groups,
// attributes, facets. It judges nothing and resolves nothing; it serves those who compare sets, or ask what may stand where.
package outline
