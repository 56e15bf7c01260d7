package cms

import (
	"crypto/sha3"
	"math/big"
	"slices"
)

// Ed448 (RFC 8032 5.2) on math/big: neither the standard library nor golang.org/x/crypto has it. Only public values are
// handled. The points of x² + y² = 1 + dx²y² are kept in projective coordinates.

const ed448Size = 57 // octets of an encoded point

var (
	ed448P = func() *big.Int { // 2^448 - 2^224 - 1
		p := new(big.Int).Lsh(big.NewInt(1), 448)
		p.Sub(p, new(big.Int).Lsh(big.NewInt(1), 224))
		return p.Sub(p, big.NewInt(1))
	}()
	ed448D     = new(big.Int).Sub(ed448P, big.NewInt(39081))
	ed448Order = mustInt("3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3")
	ed448Base  = edPoint{
		mustInt("4f1970c66bed0ded221d15a622bf36da9e146570470f1767ea6de324a3d3a46412ae1af72ab66511433b80e18b00938e2626a82bc70cc05e"),
		mustInt("693f46716eb6bc248876203756c9c7624bea73736ca3984087789c1e05a0c2d73ad3ff1ce67c39c4fdbd132c4ed7c8ad9808795bf230fa14"),
		big.NewInt(1),
	}
)

func mustInt(hex string) *big.Int {
	v, ok := new(big.Int).SetString(hex, 16)
	if !ok {
		panic("cms: bad constant " + hex)
	}
	return v
}

type edPoint struct{ x, y, z *big.Int }

func edMul(a, b *big.Int) *big.Int {
	v := new(big.Int).Mul(a, b)
	return v.Mod(v, ed448P)
}

// add is the complete addition law: it serves for doubling too.
func (p edPoint) add(q edPoint) edPoint {
	a := edMul(p.z, q.z)
	b := edMul(a, a)
	c, d := edMul(p.x, q.x), edMul(p.y, q.y)
	e := edMul(ed448D, edMul(c, d))
	f, g := new(big.Int).Sub(b, e), new(big.Int).Add(b, e)
	h := edMul(new(big.Int).Add(p.x, p.y), new(big.Int).Add(q.x, q.y))
	h.Sub(h, c).Sub(h, d)
	return edPoint{
		x: edMul(edMul(a, f), h),
		y: edMul(edMul(a, g), new(big.Int).Sub(d, c)),
		z: edMul(f, g),
	}
}

func (p edPoint) times(k *big.Int) edPoint {
	r := edPoint{new(big.Int), big.NewInt(1), big.NewInt(1)}
	for i := k.BitLen() - 1; i >= 0; i-- {
		r = r.add(r)
		if k.Bit(i) == 1 {
			r = r.add(p)
		}
	}
	return r
}

func (p edPoint) equal(q edPoint) bool {
	return edMul(p.x, q.z).Cmp(edMul(q.x, p.z)) == 0 && edMul(p.y, q.z).Cmp(edMul(q.y, p.z)) == 0
}

func littleEndian(b []byte) *big.Int {
	reversed := slices.Clone(b)
	slices.Reverse(reversed)
	return new(big.Int).SetBytes(reversed)
}

// decodeEd448 is RFC 8032 5.2.3.
func decodeEd448(b []byte) (edPoint, bool) {
	if b[ed448Size-1]&0x7F != 0 {
		return edPoint{}, false
	}
	y := littleEndian(b[:ed448Size-1])
	if y.Cmp(ed448P) >= 0 {
		return edPoint{}, false
	}
	one := big.NewInt(1)
	yy := edMul(y, y)
	u := new(big.Int).Sub(yy, one)
	v := new(big.Int).Sub(edMul(ed448D, yy), one)
	u.Mod(u, ed448P)
	v.Mod(v, ed448P)
	inverse := new(big.Int).ModInverse(v, ed448P)
	if inverse == nil {
		return edPoint{}, false
	}
	x := new(big.Int).ModSqrt(edMul(u, inverse), ed448P)
	sign := uint(b[ed448Size-1] >> 7)
	if x == nil || x.Sign() == 0 && sign == 1 {
		return edPoint{}, false
	}
	if x.Bit(0) != sign {
		x.Sub(ed448P, x)
	}
	return edPoint{x, y, one}, true
}

// verifyEd448 checks a pure Ed448 signature with an empty context.
func verifyEd448(key, message, signature []byte) bool {
	if len(key) != ed448Size || len(signature) != 2*ed448Size || signature[2*ed448Size-1] != 0 {
		return false
	}
	a, okA := decodeEd448(key)
	r, okR := decodeEd448(signature[:ed448Size])
	s := littleEndian(signature[ed448Size:])
	if !okA || !okR || s.Cmp(ed448Order) >= 0 {
		return false
	}
	h := sha3.NewSHAKE256()
	h.Write([]byte("SigEd448\x00\x00"))
	h.Write(signature[:ed448Size])
	h.Write(key)
	h.Write(message)
	k := make([]byte, 2*ed448Size)
	h.Read(k)
	scalar := littleEndian(k)
	scalar.Mod(scalar, ed448Order)
	return ed448Base.times(s).equal(r.add(a.times(scalar)))
}
