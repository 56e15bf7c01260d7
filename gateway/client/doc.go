// Package client sends calls to the gateway, each written down in the ledger before it is sent.
//
// A call that writes is sent once and never again by itself: when its connection breaks, nobody but the gateway knows what
// became of it, and the ledger says so. What only reads is repeated with growing pauses. An answer is in the ledger when
// Send returns; where the ledger cannot take it, it goes into a side file and the error says where.
//
// To find out about a lost answer later, the client offers the gateway a trace identifier of its own, in the header
// fields that distributed systems use for it. A gateway that adopts it can be asked by it.
package client
