// Package revision says what happened to a PDF after it was signed.
//
// A PDF grows by incremental updates: each appends objects and a cross-reference section, and leaves the bytes before it
// as they were (ISO 32000-1 7.5.6). A signature covers the bytes up to the end of its byte range and says nothing about
// what comes later, so a document with an intact signature may show something else than what was signed.
//
// Analyze splits the file into its revisions and, for every signature, opens the document as it was when it was signed,
// compares it object by object with the document as it is now, and judges each difference: allowed (further signatures
// and what they need, validation data, document time stamps, metadata, and what DocMDP and FieldMDP permit) or not
// (everything else). It also looks for the published attacks:
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
