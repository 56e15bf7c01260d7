// Package gateway predicts what the national gateway of the FSE answers: its table of errors and the order in which it
// checks.
//
// The gateway stops at the first check that fails and answers with a problem document (RFC 7807): status, type, title,
// instance and detail. Lookup gives the answer for one error in one operation; Predict picks, among all that was found in
// a document, the answer that the gateway would have given.
//
// Source: specification digest, 06-errors (table by check) and 01-overview (operations); the order of the checks is that of
// 02-jwt §4, 03-request-body §10, 04-pdf-cda §1-3 and 05-validation §1.
package gateway
