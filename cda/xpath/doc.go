// Package xpath compiles and evaluates XPath 2.0 expressions and XSLT 2.0 match patterns over xmltree documents.
//
// It exists for Schematron with the query binding xslt2 and is exact where that matters: the typing of untyped data,
// dynamic errors with their codes, cardinality rules and the order of evaluation follow XPath 2.0 (W3C Recommendation,
// second edition) and XQuery 1.0 and XPath 2.0 Functions and Operators as Saxon-HE 9.9 carries them out for documents
// without a schema.
//
// Compile parses an expression, resolves its names, functions and variables and translates it into a tree of
// operations; whatever is unknown or unsupported is an error there, never later. An Expr and a Pattern are immutable and
// safe for concurrent use. A Context carries everything that one evaluation needs - document, variables, scratch memory,
// budget - belongs to one goroutine and is meant to be reused, so that evaluation allocates next to nothing:
//
//	names := xpath.NewNames()
//	expr, err := xpath.Compile("count(hl7:id) = 1", &xpath.Static{Namespaces: ns, Names: names})
//	...
//	c := xpath.NewContext(names)
//	c.Reset(ctx, doc)
//	ok, err := expr.Bool(c, xpath.NodeItem(doc.DocumentElement()))
//
// Refused at compile time are the namespace axis, schema types, extension functions, functions that need other documents
// or an XSLT processor, back-references in regular expressions, and the syntax of XPath 3. As Saxon-HE 9.9 carries later
// editions of the function library, the forms string-join with one argument or with numbers, tokenize with one, round with
// two, data and node-name without any, and the flag q are accepted.
//
// Evaluation is bounded: expressions nest to a limited depth, sequences grow to a limited size, and every visited node
// counts against a budget that also watches the context's cancellation.
//
// Inside the package an operation reports a dynamic error by panicking with *Error (or an abort); the exported methods
// turn that into an ordinary error. XPath 2.0 has no construct that catches errors, so nothing in between is concerned.
package xpath
