// Package structuremap reads the structure maps of a catalog, the programs in the FHIR mapping language by which the gateway turns a
// CDA into FHIR, as far as a document can be judged by them: which entries they put under an identifier that the document has to
// give, which codes they write where FHIR admits a closed list, and which types of values they do not take.
//
// Compile makes a Program of every map: what is left of it once all that has no bearing on these questions is gone. Run follows a
// program over a document, rule by rule in the order of the engine, and returns Facts.
//
// Sources: the maps that the catalog publishes (transform/*.map); FHIR Mapping Language and FHIRPath (hl7.org/fhir/mapping-language.html,
// hl7.org/fhirpath); FHIR R4 for the admitted codes.
package structuremap
