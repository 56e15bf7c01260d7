// Package documentcheck judges the document that is sent: whether the gateway can open the PDF and finds the CDA in it, and
// that CDA's encoding, its form as XML, and the header values that decide how the gateway treats it. Its extractors make the
// facts that most other checks share.
//
// Sources: specification digest, 04-pdf-cda paragraphs 1, 2, 5 and 7, 05-validation paragraphs 2 and 3.
package documentcheck
