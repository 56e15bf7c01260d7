// Package trusttest makes certification authorities, certificates, lists of revoked certificates and OCSP responses for tests, of
// fictional people and with keys that are thrown away.
package trusttest
