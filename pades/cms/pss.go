package cms

import (
	"crypto/subtle"
	"encoding/binary"
	"math/big"

	"github.com/fselint/fselint/pades/internal/ber"
)

// pssParameters are the parameters of RSASSA-PSS (RFC 8017 A.2.3).
type pssParameters struct {
	hash       *digestAlgorithm
	saltLength int
	explicit   bool // they were written in the message
}

const oidMGF1 = "1.2.840.113549.1.1.8"

// pssDigests are the hash functions with which BouncyCastle has PSS.
var pssDigests = names("SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512")

// readPSS reads the parameters of a signature algorithm. The mask must be made with the digest's hash function.
func readPSS(a AlgorithmIdentifier) (pssParameters, error) {
	p := pssParameters{hash: digestsByName["SHA1"], saltLength: 20}
	if a.params == nil {
		return p, nil
	}
	if !a.params.Is(ber.TagSequence) {
		return p, problem(WhatAlgorithm, "the PSS parameters are no sequence")
	}
	p.explicit = true
	mask, trailer := p.hash, int64(1)
	for _, n := range a.params.Children {
		if !n.IsContext() || !n.Constructed || len(n.Children) != 1 {
			return p, problem(WhatAlgorithm, "malformed PSS parameters")
		}
		var err error
		switch value := n.Children[0]; n.Tag {
		case 0:
			p.hash, err = readDigest(value)
		case 1:
			mask, err = readMask(value)
		case 2, 3:
			if !value.Is(ber.TagInteger) || !integer(value).IsInt64() {
				err = problem(WhatAlgorithm, "malformed PSS parameters")
			} else if v := integer(value).Int64(); n.Tag == 3 {
				trailer = v
			} else if p.saltLength = int(v); v < 0 || v > 1<<20 {
				err = problem(WhatAlgorithm, "a PSS salt of %d octets", v)
			}
		default:
			err = problem(WhatAlgorithm, "malformed PSS parameters")
		}
		if err != nil {
			return p, err
		}
	}
	if mask != p.hash {
		return p, problem(WhatAlgorithm, "PSS with %s and a mask with %s", p.hash.name, mask.name)
	}
	// BouncyCastle looks at the trailer only when the salt is not as long as the digest
	if trailer != 1 && p.saltLength != p.hash.make().Size() {
		return p, problem(WhatAlgorithm, "PSS with trailer field %d", trailer)
	}
	return p, nil
}

func readDigest(n *ber.Node) (*digestAlgorithm, error) {
	a, err := readAlgorithm(n)
	if err != nil {
		return nil, problem(WhatAlgorithm, "malformed PSS parameters")
	}
	d, ok := digests[a.OID]
	if !ok || !pssDigests[d.name] {
		return nil, problem(WhatAlgorithm, "PSS with digest %s", a.OID)
	}
	return d, nil
}

func readMask(n *ber.Node) (*digestAlgorithm, error) {
	a, err := readAlgorithm(n)
	if err != nil || a.OID != oidMGF1 || a.params == nil {
		return nil, problem(WhatAlgorithm, "PSS with an unknown mask generation function")
	}
	return readDigest(a.params)
}

// verifyPSS is EMSA-PSS-VERIFY (RFC 8017 9.1.2).
func (k *rsaKey) verifyPSS(p pssParameters, digest, signature []byte) bool {
	emBits := k.n.BitLen() - 1
	size := (emBits + 7) / 8
	if len(signature) > (k.n.BitLen()+7)/8 {
		return false
	}
	s := new(big.Int).SetBytes(signature)
	if s.Cmp(k.n) >= 0 {
		return false
	}
	m := s.Exp(s, k.e, k.n)
	if m.BitLen() > emBits {
		return false
	}
	em := m.FillBytes(make([]byte, size))
	h := p.hash.make()
	hLen := h.Size()
	if len(digest) != hLen || size < hLen+p.saltLength+2 || em[size-1] != 0xBC {
		return false
	}
	db, seed := em[:size-hLen-1], em[size-hLen-1:size-1]
	unmask(db, seed, p.hash)
	db[0] &= 0xFF >> (8*size - emBits)
	zeros := len(db) - p.saltLength - 1
	for _, b := range db[:zeros] {
		if b != 0 {
			return false
		}
	}
	if db[zeros] != 1 {
		return false
	}
	h.Write(make([]byte, 8))
	h.Write(digest)
	h.Write(db[zeros+1:])
	return subtle.ConstantTimeCompare(h.Sum(nil), seed) == 1
}

// unmask takes the mask that MGF1 makes of seed off data.
func unmask(data, seed []byte, d *digestAlgorithm) {
	var counter [4]byte
	for i, done := uint32(0), 0; done < len(data); i++ {
		binary.BigEndian.PutUint32(counter[:], i)
		h := d.make()
		h.Write(seed)
		h.Write(counter[:])
		block := h.Sum(nil)
		done += subtle.XORBytes(data[done:], data[done:], block)
	}
}
