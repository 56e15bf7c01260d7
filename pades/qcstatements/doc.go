// Package qcstatements reads what a certificate says about itself as a qualified one (qcStatements: RFC 3739 3.2.6, ETSI EN
// 319 412-5).
package qcstatements
