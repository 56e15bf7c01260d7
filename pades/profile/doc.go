// Package profile judges every signature of a PDF as a careful reader does, where package pades tells what the gateway decides.
//
// Read finds the signature fields, in the form and on the pages, and says of each of them
//
//   - which bytes it covers, and whether its byte range is what PAdES asks (Geometry);
//   - whether what it covers is unchanged and the signature value is right over the attributes as they were sent, for every
//     signer of the message (Integrity);
//   - what its CMS holds: attributes, certificates, time stamps (Message, Signer, TimeStamp);
//   - when it was made and who says so (Time);
//   - which weak algorithms it uses (Weakness);
//   - which level of EN 319 142-1 it reaches (Level).
//
// Read needs no network, no clock and no trust: whether anybody should believe the signer is the business of package
// pades/trust, what happened to the document after signing that of package pades/revision. Judge puts all of it together.
//
// The words follow ETSI EN 319 102-1 (integrity and its causes), EN 319 142-1 (levels) and ISO 32000-1 12.8 (dictionaries).
//
// Time-stamp tokens are read by github.com/digitorus/timestamp; what it cannot read cannot be told. Their signature is verified as that of
// any message besides, over the attributes as they were sent, within the bounds of package pades/cms.
package profile
