// Package formula reads the test of a Schematron assert as a formula of conditions: how many items a path selects, which
// values they have, whether a value matches a pattern. Explanations and test generators work on it instead of on XPath.
package formula
