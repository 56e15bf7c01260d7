package certificate

import (
	"crypto"
	"errors"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
	"software.sslmate.com/src/go-pkcs12"
)

// maxIterations bounds the work that a store may ask for before it can be opened. Common programs write 2,000 to 600,000.
const maxIterations = 1_000_000

// readStore opens a PKCS#12.
func (f *File) readStore(der []byte, passwords []string) {
	if n := iterations(cryptobyte.String(der), 0); n > maxIterations {
		f.refuse(StoreCost, strconv.FormatInt(n, 10), strconv.Itoa(maxIterations))
		return
	}
	var err error
	for _, password := range append(append([]string(nil), passwords...), "") {
		if err = f.openStore(der, password); err == nil {
			return
		}
		if !errors.Is(err, pkcs12.ErrIncorrectPassword) {
			break
		}
	}
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword) && len(passwords) == 0:
		f.refuse(StoreLocked, "", "")
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		f.refuse(StorePassword, "", "")
	default:
		f.refuse(StoreBroken, err.Error(), "")
	}
}

func (f *File) openStore(der []byte, password string) error {
	key, leaf, chain, err := pkcs12.DecodeChain(der, password)
	if errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return err
	}
	if err != nil {
		trusted, errTrust := pkcs12.DecodeTrustStore(der, password)
		if errTrust == nil {
			f.Certificates = append(f.Certificates, trusted...)
			return nil
		}
		return err
	}
	f.Certificates = append(append(f.Certificates, leaf), chain...)
	if signer, ok := key.(crypto.Signer); ok {
		f.Key = signer
	}
	return nil
}

const maxDepth = 32 // of nested structures that iterations looks through

// iterations returns the largest number of rounds that the readable part of a store asks for: in PKCS#12 a salt is always
// followed by the number of rounds.
func iterations(s cryptobyte.String, depth int) int64 {
	var largest int64
	salt := false
	for !s.Empty() && depth < maxDepth {
		var value cryptobyte.String
		var tag cbasn1.Tag
		element := s
		if !s.ReadAnyASN1(&value, &tag) {
			break
		}
		if tag == cbasn1.INTEGER && salt {
			n := int64(0)
			if !element.ReadASN1Integer(&n) {
				n = maxIterations + 1 // more than fits
			}
			largest = max(largest, n)
		}
		salt = tag == cbasn1.OCTET_STRING
		if byte(tag)&0x20 != 0 || salt && len(value) > 2 && value[0] == 0x30 {
			largest = max(largest, iterations(value, depth+1))
		}
	}
	return largest
}
