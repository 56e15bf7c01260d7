// Package ber reads ASN.1 values in BER as the gateway's library does (BouncyCastle 1.72) and writes them again in DER.
//
// It is stricter and laxer than encoding/asn1 at other places: indefinite lengths, lengths with leading zeros and
// constructed strings are read, an integer with a superfluous octet or an unknown universal type anywhere in the value is
// refused. BER to DER conversion of github.com/digitorus/pkcs7 is not used, because it neither checks values nor sorts
// sets, and what it does not refuse is what counts here.
package ber
