// Package compiled is the format of the one file that a catalog is compiled into: named sections of bytes, verified when
// they are used.
//
//	header      headerSize bytes, little endian: magic, format version, page size, size of the file, place and length of
//	            the directory, its SHA-256, the key: a SHA-256 that names what the file was made from
//	sections    one after the other
//	directory   JSON: name, place, size and note of every section; then the SHA-256 of every page of every section
//
// A file is opened by memory map where the system has one. Header and directory are verified at once, a section page by
// page when a page is first touched, so that a large dictionary costs what is looked up in it. Nothing is read without
// being verified first, and a file of another format version is no file of this format: whoever opens one and gets
// ErrDamaged makes it again from what it was made from.
//
// The package knows nothing of catalogs: what the sections hold, and what their notes say, is their writer's affair.
package compiled
