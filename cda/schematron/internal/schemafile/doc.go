// Package schemafile reads the files of an ISO Schematron schema into one tree of elements: includes expanded, abstract patterns
// instantiated, every element with its place. What the elements mean is for package schematron.
package schemafile
