// Package revision says what happened to a PDF after it was signed.
//
// A PDF grows by incremental updates: each appends objects and a cross-reference section, and leaves the bytes before it
// as they were (ISO 32000-1 7.5.6). A signature covers the bytes up to the end of its byte range and says nothing about
// what comes later, so a document with an intact signature may show something else than what was signed.
//
// Analyze splits the file into its revisions and, for every signature, opens the document as it was when it was signed and walks
// through it and the present one together, from the trailer on. A value is judged by the place where it stands, and an object at
// every place that refers to it: grammar.go says what the keys of a dictionary mean there and what may happen to their values;
// what it does not name must be equal to the bottom. Allowed are further signatures and what they need, validation data, document
// time stamps, metadata, and what DocMDP and FieldMDP permit. What readers would see differently, because a cross-reference is
// damaged or leads elsewhere, is not allowed or cannot be told.
//
// Generated updates are held against what poppler shows before and after (family_test.go), and fuzzed (FuzzIntact): a document
// whose pages, text or files differ is never without a finding. The published attacks are named:
//
//   - universal signature forgery, signature wrapping and incremental saving (Mladenov, Mainka, Meyer zu Selhausen, Grothe,
//     Schwenk: 1 Trillion Dollar Refund, ACM CCS 2019);
//   - shadow attacks of the kinds hide, replace, and hide-and-replace (Mainka, Mladenov, Rohlmann: Shadow Attacks, NDSS 2021);
//   - evil annotations and sneaky signatures on certified documents (Rohlmann, Mladenov, Mainka, Schwenk: Breaking the
//     Specification: PDF Certification, IEEE S&P 2021).
//
// An attack is named after what it looks like. Whoever made the change may have meant no harm: the name says which
// weakness of readers it would use.
//
// The package does not verify signatures and knows nothing of certificates. Time and memory are bounded whatever the
// file: see Limits.
package revision
