// Package pades decides about the signatures of a PDF as the gateway of the FSE does.
//
// Decide follows the gateway of a generation step by step (SignSRV and SignerUtility of the dispatcher, on PDFBox 2.0.27, OpenPDF 1.3.29 and
// BouncyCastle 1.72) and says which step decided. It is the gateway's view only: whether the signature covers the file, who signed and
// whether anyone should trust it are other questions, for which Signature holds the facts.
//
// The steps, as Judgement.Step counts them:
//
//	1  signed at all?            a signature field somewhere in the form has a value; since 2026: a field at the top is one
//	2  the loop                  over the fields at the top level of the form
//	3  reading the signature     the CMS is taken from the gap of the byte range
//	4  signer                    the first one, its embedded certificate, the signing date /M
//	5  verification              algorithms, attributes, message digest
//	6  signed attributes         encoded in DER and sorted before the value is verified
//	7  signature value           of the last field
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package pades
