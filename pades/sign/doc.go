// Package sign puts PAdES B-B signatures (EN 319 142-1) into PDFs, for test documents and fixtures.
//
// Sign adds a signature as an incremental update; CMS makes the detached SignedData for it. Everything is deterministic: the
// same document, key and options give the same bytes (for RSA-PSS, with an equal salt only). CMS and Layout expose every
// part of a signature that a test of a reader may want to get wrong.
//
// Keys are used as they are given: there is no access to smart cards or remote signing services, and no time stamp.
package sign
