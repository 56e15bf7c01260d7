// Package document makes one valid sample document of every type that the gateway knows, all of this project's own
// making and about people who do not exist.
//
// The documents are compact but fill the optional sections as well, so that as many national rules as possible find
// something to judge: they are also the seeds from which broken documents are made.
package document
