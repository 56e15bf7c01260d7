// Package folder audits whole folders: it finds the documents (audit/walk), judges those that are new or changed (audit), keeps
// what comes of it (audit/store) and hands it to whatever shows it (audit/overview), one document at a time.
//
// An audit has two steps. Judge can be interrupted at any moment and goes on where it stopped when it is called again. Report
// reads the whole audit from its database, in the order of the paths; the same documents, judged with the same things, give the
// same report, however often they were interrupted and in however many parts they were judged (Merge).
package folder
