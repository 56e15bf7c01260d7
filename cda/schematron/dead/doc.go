// Package dead finds rules of a Schematron schema that cannot do anything, and asserts whose outcome does not depend on the
// document.
//
// A rule is dead when earlier rules of its pattern match whatever it matches, or when no document that is valid by the XML
// Schemas has a node for it. An assert is dead when its test is true in every such document; when it is false in every one,
// it reports wherever its rule fires. Everything found is proven, on the words alone or with a Grammar; what cannot be proven
// is passed over. The proofs treat conditions that they do not understand as free to be true or false.
package dead
