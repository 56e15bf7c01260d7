// Package walk finds the documents below folders: in lexical order, one at a time, without holding the names of more than a
// bounded number of files, however large a folder is.
//
// Links to folders are not followed, so that loops cannot trap the walk; links to files are. What cannot be read is yielded as
// an Entry with its error, and the walk goes on.
//
// A Shard is one of several parts of a tree. Which part a file belongs to depends on its path below the root alone, so that files
// which are added or removed leave the others where they are.
package walk
