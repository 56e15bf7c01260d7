// Package dashboard shows an audit as a web page that opens from a disk: verdicts over time, by document type, application and
// custodian, the rules broken most, what changed since an earlier audit and what another catalog would change, and every
// document with its findings.
//
// The page itself holds what is known of the whole. Documents, hundreds of thousands perhaps, lie in numbered scripts in a folder
// beside it, which the page loads as they are looked at; a page opened from a disk may load nothing else. The package keeps
// one such file in memory at a time.
package dashboard
