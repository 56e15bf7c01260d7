// Package submission puts a call together from its parts: the claims that an operation wants, the request as it is sent, and
// the attempt as the ledger keeps it.
package submission
