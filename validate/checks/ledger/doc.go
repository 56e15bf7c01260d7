// Package ledgercheck holds a submission against what a ledger says was sent before: validations on record, documents that were
// published, replaced or deleted.
//
// A ledger is the memory of one sender. A finding predicts an answer of the gateway only where the ledger proves it, whatever
// others have sent; elsewhere it is a broken rule or advice.
//
// Source: specification digest, 01-overview §4 and §9, 03-request-body §2, 04-pdf-cda §5 and §6, 05-validation §7, 06-errors (PB-01,
// PB-02, PB-06).
package ledgercheck
