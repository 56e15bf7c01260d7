// Package channel fetches the catalog and the registry of accredited software from where they are published, and puts
// them into the cache.
//
// # Channels
//
// A channel is the address of an archive of the catalog, such as the one that a forge makes of a repository, or of a
// manifest that names one:
//
//	{
//	 "schema": "fselint/channel/v1",
//	 "catalog": {"url": "it-fse-catalogs.tar.gz", "digest": "sha256:…"},
//	 "registry": {"url": "results.csv", "digest": "sha256:…"}
//	}
//
// Addresses in it are relative to its own (a manifest that was fetched never leads to files of this machine); registry and the digests may be left out. A digest is that of the catalog as
// reports show it (package schemas), or of the bytes of the registry: what arrives with another one is refused. Members
// that this version does not know are ignored; "signatures" is kept for signatures over the digests, which a later
// version will demand where a key is configured. An unknown schema is refused.
//
// For networks without a way out a channel may also be a folder, an archive or a manifest of this machine, by its path or as
// file:///…; a folder may hold the registry as results.csv.
//
// # Trust
//
// Only https is spoken, and http to this very machine; a redirection is bound by the same rule and never leads from https
// to http. What arrives is bounded in size and time, read as a catalog or registry, compiled and judged before it
// replaces anything, and is recorded under its digest. A download that breaks off is continued where the server can do
// that (the validators must agree), or starts again; a server that asks for patience gets it. What has not changed since the
// last time is not fetched again.
package channel
