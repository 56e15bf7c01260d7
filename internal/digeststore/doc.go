// Package digeststore keeps things under their digests in one folder, one of them being the current one.
//
// A thing is a file or a folder whose name starts with the 64 hexadecimal digits of its SHA-256. It is made under a
// temporary name and appears under its own by one rename; the file "current" holds the digits of the one in use and is
// replaced by another rename. A reader therefore always finds the old state or the new one, whenever a writer dies.
//
// Writers take the folder's lock, which the system releases when their process ends, however it ends; what lies there
// under a temporary name while the lock is held has been abandoned. Readers hold what they use with a shared lock on a
// file of it, so that it is not removed under their feet.
package digeststore
