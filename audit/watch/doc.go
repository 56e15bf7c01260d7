// Package watch yields documents as they arrive in folders, for whoever judges them (audit.Worker).
//
// A document has arrived when its size and time stay the same for a while: it does not matter whether it is written in place,
// copied, or renamed into place when it is whole. One that is changed later arrives again. Folders that are made below the
// watched ones are watched too.
//
// Memory is bounded: at most Options.Queue documents wait to be complete. When more arrive, or the system reports that it lost
// track, the folders are read again; nothing is lost. What is kept of every document there is are 16 bytes.
package watch
