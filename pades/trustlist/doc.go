// Package trustlist reads trusted lists in XML (ETSI TS 119 612 v2: the lists of the member states and the European list of
// lists), verifies their signature and says which trust services they granted at a given time.
//
// A list is hostile until its signature is verified: it is read without document type declarations and within bounds, and only
// the document element that the signature covers is used.
package trustlist
