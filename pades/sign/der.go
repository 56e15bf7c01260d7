package sign

import (
	"encoding/asn1"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Tags of the DER values that TLV builds (X.690 8.1.2, X.680 8.4).
const (
	TagInteger     = 0x02
	TagBitString   = 0x03
	TagOctetString = 0x04
	TagNull        = 0x05
	TagUTCTime     = 0x17
	TagGeneralized = 0x18
	TagSequence    = 0x30
	TagSet         = 0x31
	TagContext0    = 0xA0
	TagContext1    = 0xA1
)

// TLV encodes one value: tag octet, definite length, the parts one after the other.
func TLV(tag byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	out := append([]byte{tag}, derLength(n)...)
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// Indefinite encodes a constructed value of indefinite length (BER, X.690 8.1.3.6).
func Indefinite(tag byte, parts ...[]byte) []byte {
	out := []byte{tag, 0x80}
	for _, p := range parts {
		out = append(out, p...)
	}
	return append(out, 0, 0)
}

func derLength(n int) []byte {
	if n < 0x80 {
		return []byte{byte(n)}
	}
	b := big.NewInt(int64(n)).Bytes()
	return append([]byte{0x80 | byte(len(b))}, b...)
}

// Seq encodes a SEQUENCE.
func Seq(parts ...[]byte) []byte { return TLV(TagSequence, parts...) }

// Set encodes a SET with its elements in the order given.
func Set(parts ...[]byte) []byte { return TLV(TagSet, parts...) }

// Octets encodes an OCTET STRING.
func Octets(b []byte) []byte { return TLV(TagOctetString, b) }

// Int encodes an INTEGER.
func Int(n *big.Int) []byte { return mustMarshal(n) }

// OID encodes an OBJECT IDENTIFIER in dotted notation; it panics when s is none.
func OID(s string) []byte {
	var oid asn1.ObjectIdentifier
	for arc := range strings.SplitSeq(s, ".") {
		n, err := strconv.Atoi(arc)
		if err != nil {
			panic("bad object identifier " + s)
		}
		oid = append(oid, n)
	}
	return mustMarshal(oid)
}

// Null is the encoding of NULL.
func Null() []byte { return []byte{TagNull, 0} }

// Time encodes a time as CMS wants it: UTCTime up to 2049, GeneralizedTime after (RFC 5652 11.3).
func Time(t time.Time) []byte {
	t = t.UTC()
	if t.Year() >= 1950 && t.Year() < 2050 {
		return TLV(TagUTCTime, []byte(t.Format("060102150405Z")))
	}
	return TLV(TagGeneralized, []byte(t.Format("20060102150405Z")))
}

func mustMarshal(v any) []byte {
	b, err := asn1.Marshal(v)
	if err != nil {
		panic("" + err.Error())
	}
	return b
}
