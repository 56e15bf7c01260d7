// Package ledger keeps what was sent to the gateway and what came of it, for good.
//
// Every attempt is written down before it is sent, and lies on the disk when Begin returns. What becomes of it is appended:
// the answer, or that it is unknown, or what the status service or a person said about it later. Nothing is ever changed
// or removed; triggers in the database refuse it, and a chain of digests over the rows tells it (see Verify). An attempt of which nothing is known because its process ended counts
// as unknown.
//
// The ledger holds digests and identifiers, the gateway's answers as they came, but for the people whom those of the status services
// name, and no tokens, keys or documents. Where an attempt has a Body, it holds the body of the request, which names patients.
//
// One process writes at a time; Open waits for another and then says so. Read does not disturb a writer. What the ledger cannot take
// any more when an answer comes (a full disk, a file that was deleted meanwhile) goes into a side file, see Rescue.
//
// Source: specification digest, 01-overview §9; 04-pdf-cda §6.
package ledger
