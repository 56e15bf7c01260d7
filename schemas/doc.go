// Package schemas opens the catalog: the XML Schema sets, Schematrons and dictionaries that the gateway validates with.
//
// A catalog is a directory, or an archive of one (.zip, .tar, .tar.gz), laid out as the ministry publishes it,
// possibly within one leading folder:
//
//	schema/<typeId extension>/*.xsd   one flat schema set each, rooted at CDA.xsd
//	schematron/*.sch                  the Schematrons, by file name
//	terminology/<oid>.csv             the codes of one dictionary each
//	transform/*.map                   the structure maps, by which the gateway turns a CDA into FHIR
//	mongo-dump/*.json.gzip            the gateway's own lists (also .json.gz and plain .json):
//	                                  schematron (which file serves which templateId), dictionary (which systems and
//	                                  versions are managed), engines (which types have a structure map), schema
//	COMMIT                            the published state: commit and date
//
// Opening reads nothing but directory names; every part is read, decoded and indexed when it is first asked for, once,
// and is then shared. A Catalog is safe for concurrent use.
//
//	cat, err := schemas.Open(path)
//	set, ok, err := cat.SchemaSet("POCD_MT000040UV02")
//	sch, ok, err := cat.Schematron("2.16.840.1.113883.2.9.10.1.1")
//	dictionaries, err := cat.Vocabulary()
//
// # Folder and dump
//
// The dumps hold the contents of schemas and Schematrons as well as their lists. Where both a file and a record exist,
// the file is used; a record without a file is used from the dump. Status tells where they differ.
//
// # Digest
//
// A catalog's digest is the SHA-256 over its judged files, those named above except COMMIT: one line per file of its own
// SHA-256 in hexadecimal, two blanks, its path and a line feed, sorted by path, all bytes as stored. So
//
//	find schema schematron terminology transform mongo-dump … | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum
//
// gives the same. A catalog that was imported carries it in its manifest; whatever is read from it is compared with the
// manifest's digest of the file before use, so what was used is what the digest names. For others it is computed from
// all files when asked for.
//
// # Import
//
// Import copies a catalog into the user's cache, checks it, compiles it once and only then makes it the current one by
// renaming. Archives are hostile until proven otherwise: names that leave the catalog, links, devices, names that differ
// in case only, and anything beyond Limits are refused. Several catalogs lie side by side, each under its digest: List,
// Find, Use and Prune are about them. Export writes one file that Import takes elsewhere.
//
// An imported catalog is its originals, a manifest with their digests, and one compiled file (package compiled) with all
// that checks read: schema files, Schematrons, decoded lists, dictionaries with their hash tables. It is opened by memory
// map and verified page by page; one that is stale, of another format or damaged is made again from the originals, which
// are compared with the manifest; where it cannot be written the originals are read instead.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package schemas
