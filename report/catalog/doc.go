// Package catalog shows what is said about catalogs: what differs between two of them, with the documents that are judged otherwise,
// and which defects one has.
package catalog
