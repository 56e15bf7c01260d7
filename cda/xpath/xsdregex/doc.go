// Package xsdregex compiles the regular expressions of XPath's matches, replace and tokenize.
//
// The dialect is that of XML Schema with the additions of XQuery 1.0 and XPath 2.0 Functions and Operators 7.6.1:
// anchors, reluctant quantifiers, groups and the flags s, m, i and x; and, of the later edition that Saxon-HE 9.9 reads,
// non-capturing groups, the flag q and the exclusion of the carriage return from ".". Expressions are translated to Go's, so matching
// takes time linear in the input.
//
// Two things differ from the definition. Back-references are refused, because no linear-time matcher has them. With the
// flag m, "^" also matches after a newline that ends the input.
package xsdregex
