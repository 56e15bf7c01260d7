// Package fiscalcode reads Italian fiscal codes: the 16 characters of a person, the 11 digits of a company or of a provisional
// code, and the STP and ENI codes of foreigners without one.
//
// Parse applies the official rule (DM 23/12/1976 and the tables published by the Agenzia delle Entrate; STP and ENI by the
// circulars of the Ministry of Health) and names the character that is wrong and the one expected. Gateway applies the
// gateway's own, looser algorithm (specification digest, 02-jwt §6), so that a caller can say where the two differ: month, day and
// place do not matter to the gateway, lower case passes, a seventeenth character is cut off, and only with one of its settings
// do the other forms pass.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package fiscalcode
