// Package starter embeds the starter catalog: a small catalog of the project's own making, so that fselint says
// something useful before a national catalog is imported.
//
// It is laid out like the national one. Its XML Schema is strict about the header of a CDA R2 document and does not look
// into its sections; whatever the national schemas accept, it accepts. Its one Schematron holds the header rules that all
// document types share, its two dictionaries are closed HL7 code lists. So what it refuses the gateway refuses as well,
// but what it accepts may still be refused: a verdict made with it is never a pass.
package starter
