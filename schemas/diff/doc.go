// Package diff says what changed between two catalogs, for people: which rules of which Schematron came, went or ask for
// something else, which declarations of the schema sets differ, which code systems, versions and codes were added or
// dropped, which types of document have another Schematron or structure map; and which software came to the registry.
//
// Only what can change a verdict or a message counts: comments, layout and the order of codes do not, and neither does the
// order of records in the lists beyond what it decides.
package diff
