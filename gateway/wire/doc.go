// Package wire is the gateway's interface as it stands on the network: addresses, header fields, multipart bodies and answers.
//
// Client and rehearsal gateway are built on it, so that both mean the same. It sends nothing.
//
// Source: specification digest, 01-overview §3-9; 06-errors §1.
package wire
