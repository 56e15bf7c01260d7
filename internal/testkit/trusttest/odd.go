package trusttest

import (
	"crypto"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"testing"
)

// What crypto/x509 does not make: certificates signed with SHA-1 and with Brainpool keys.

// certificateParts are the three parts of a certificate.
type certificateParts struct {
	TBS       asn1.RawValue
	Algorithm asn1.RawValue
	Signature asn1.BitString
}

// resign gives a certificate another algorithm, another public key (nil keeps it) and another signature.
func resign(tb testing.TB, der, algorithm, publicKey []byte, sign func(tbs []byte) []byte) []byte {
	tb.Helper()
	var parts certificateParts
	if _, err := asn1.Unmarshal(der, &parts); err != nil {
		tb.Fatal(err)
	}
	var fields []asn1.RawValue
	if _, err := asn1.Unmarshal(parts.TBS.FullBytes, &fields); err != nil {
		tb.Fatal(err)
	}
	fields[2] = asn1.RawValue{FullBytes: algorithm}
	if publicKey != nil {
		fields[6] = asn1.RawValue{FullBytes: publicKey}
	}
	tbs := marshal(tb, fields)
	return marshal(tb, []any{asn1.RawValue{FullBytes: tbs}, asn1.RawValue{FullBytes: algorithm}, bits(sign(tbs))})
}

func bits(b []byte) asn1.BitString { return asn1.BitString{Bytes: b, BitLength: 8 * len(b)} }

func marshal(tb testing.TB, v any) []byte {
	tb.Helper()
	if list, ok := v.([]any); ok { // a sequence of unlike elements
		var body []byte
		for _, e := range list {
			body = append(body, marshal(tb, e)...)
		}
		v = asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSequence, IsCompound: true, Bytes: body}
	}
	der, err := asn1.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return der
}

// WithSHA1 signs a certificate of i anew, with SHA-1. i must have an RSA key.
func (i *Identity) WithSHA1(tb testing.TB, der []byte) []byte {
	tb.Helper()
	algorithm := marshal(tb, []any{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 5}, asn1.NullRawValue})
	return resign(tb, der, algorithm, nil, func(tbs []byte) []byte {
		sum := sha1.Sum(tbs)
		value, err := i.Key.Sign(rand.Reader, sum[:], crypto.SHA1)
		if err != nil {
			tb.Fatal(err)
		}
		return value
	})
}

// Generator and order of brainpoolP256r1 (RFC 5639 3.4).
const (
	brainpoolX = "8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262"
	brainpoolY = "547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997"
	brainpoolN = "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7"
)

// Brainpool gives a certificate the public key whose private key is 1 on brainpoolP256r1, and signs it with that key: anybody
// can, without arithmetic on the curve.
func Brainpool(tb testing.TB, der []byte) []byte {
	tb.Helper()
	point, err := hex.DecodeString("04" + brainpoolX + brainpoolY)
	if err != nil {
		tb.Fatal(err)
	}
	key := marshal(tb, []any{
		asn1.RawValue{FullBytes: marshal(tb, []any{asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}, asn1.ObjectIdentifier{1, 3, 36, 3, 3, 2, 8, 1, 1, 7}})},
		bits(point),
	})
	algorithm := marshal(tb, []any{asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}})
	return resign(tb, der, algorithm, key, func(tbs []byte) []byte {
		r, _ := new(big.Int).SetString(brainpoolX, 16)
		n, _ := new(big.Int).SetString(brainpoolN, 16)
		sum := sha256.Sum256(tbs)
		s := new(big.Int).SetBytes(sum[:]) // with both secrets 1: r is the generator's x, s the digest plus r
		s.Add(s, r).Mod(s, n)
		return marshal(tb, []any{r, s})
	})
}
