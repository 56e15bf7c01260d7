// Package cda judges the CDA itself: its encoding, its form as XML, and the header values that decide how the gateway
// treats it. Its extractors make the facts that the schema, Schematron and vocabulary checks share.
//
// Sources: specification digest, 04-pdf-cda paragraphs 2, 5 and 7, 05-validation paragraphs 2 and 3.
package cda
