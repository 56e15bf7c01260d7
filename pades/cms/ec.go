package cms

import (
	"math/big"
	"sync"
)

// curveParameters describe y² = x³ + ax + b over the field of p elements, with a generator of prime order n, in
// hexadecimal.
type curveParameters struct {
	name             string
	p, a, b, x, y, n string
}

// curve is a short Weierstrass curve. Only public values are handled, so nothing here is constant in time; crypto/elliptic
// serves the NIST curves and has none of these.
type curve struct {
	name          string
	p, a, b, n    *big.Int
	gx, gy        *big.Int
	primeSize     int // octets of a coordinate
	orderBitCount int
}

var curveCache sync.Map // object identifier to *curve

// namedCurve returns the curve of an object identifier, nil when it is not known.
func namedCurve(oid string) *curve {
	if c, ok := curveCache.Load(oid); ok {
		return c.(*curve)
	}
	t, ok := primeCurves[oid]
	if !ok {
		if t, ok = nistCurves[oid]; !ok {
			return nil
		}
	}
	h := func(s string) *big.Int {
		v, ok := new(big.Int).SetString(s, 16)
		if !ok {
			panic("cms: bad curve constant " + s)
		}
		return v
	}
	c := &curve{name: t.name, p: h(t.p), a: h(t.a), b: h(t.b), gx: h(t.x), gy: h(t.y), n: h(t.n)}
	c.primeSize, c.orderBitCount = (c.p.BitLen()+7)/8, c.n.BitLen()
	curveCache.Store(oid, c)
	return c
}

// contains tells whether the point is on the curve.
func (c *curve) contains(x, y *big.Int) bool {
	if x.Cmp(c.p) >= 0 || y.Cmp(c.p) >= 0 {
		return false
	}
	left := new(big.Int).Mul(y, y)
	right := new(big.Int).Mul(x, x)
	right.Add(right, c.a).Mul(right, x).Add(right, c.b)
	return left.Sub(left, right).Mod(left, c.p).Sign() == 0
}

// point is in Jacobian coordinates: (x/z², y/z³); z is zero at infinity.
type point struct{ x, y, z *big.Int }

func (c *curve) mod(v *big.Int) *big.Int { return v.Mod(v, c.p) }

func (c *curve) double(q point) point {
	if q.z.Sign() == 0 || q.y.Sign() == 0 {
		return point{big.NewInt(1), big.NewInt(1), new(big.Int)}
	}
	yy := c.mod(new(big.Int).Mul(q.y, q.y))
	s := c.mod(new(big.Int).Lsh(new(big.Int).Mul(q.x, yy), 2))
	zz := c.mod(new(big.Int).Mul(q.z, q.z))
	m := new(big.Int).Mul(q.x, q.x)
	m.Mul(m, big.NewInt(3))
	m.Add(m, new(big.Int).Mul(c.a, new(big.Int).Mul(zz, zz)))
	c.mod(m)
	x := new(big.Int).Mul(m, m)
	c.mod(x.Sub(x, new(big.Int).Lsh(s, 1)))
	y := new(big.Int).Mul(m, new(big.Int).Sub(s, x))
	c.mod(y.Sub(y, new(big.Int).Lsh(new(big.Int).Mul(yy, yy), 3)))
	z := c.mod(new(big.Int).Lsh(new(big.Int).Mul(q.y, q.z), 1))
	return point{x, y, z}
}

func (c *curve) add(q, r point) point {
	if q.z.Sign() == 0 {
		return r
	}
	if r.z.Sign() == 0 {
		return q
	}
	qzz := c.mod(new(big.Int).Mul(q.z, q.z))
	rzz := c.mod(new(big.Int).Mul(r.z, r.z))
	u1 := c.mod(new(big.Int).Mul(q.x, rzz))
	u2 := c.mod(new(big.Int).Mul(r.x, qzz))
	s1 := c.mod(new(big.Int).Mul(q.y, new(big.Int).Mul(rzz, r.z)))
	s2 := c.mod(new(big.Int).Mul(r.y, new(big.Int).Mul(qzz, q.z)))
	h := c.mod(new(big.Int).Sub(u2, u1))
	d := c.mod(new(big.Int).Sub(s2, s1))
	if h.Sign() == 0 {
		if d.Sign() == 0 {
			return c.double(q)
		}
		return point{big.NewInt(1), big.NewInt(1), new(big.Int)}
	}
	hh := c.mod(new(big.Int).Mul(h, h))
	hhh := c.mod(new(big.Int).Mul(hh, h))
	v := c.mod(new(big.Int).Mul(u1, hh))
	x := new(big.Int).Mul(d, d)
	x.Sub(x, hhh)
	c.mod(x.Sub(x, new(big.Int).Lsh(v, 1)))
	y := new(big.Int).Mul(d, new(big.Int).Sub(v, x))
	c.mod(y.Sub(y, new(big.Int).Mul(s1, hhh)))
	z := c.mod(new(big.Int).Mul(h, new(big.Int).Mul(q.z, r.z)))
	return point{x, y, z}
}

// combined returns the x coordinate of u1·G + u2·Q, nil at infinity.
func (c *curve) combined(u1, u2, qx, qy *big.Int) *big.Int {
	one := big.NewInt(1)
	g, q := point{c.gx, c.gy, one}, point{qx, qy, one}
	both := c.add(g, q)
	sum := point{big.NewInt(1), big.NewInt(1), new(big.Int)}
	for i := max(u1.BitLen(), u2.BitLen()) - 1; i >= 0; i-- {
		sum = c.double(sum)
		switch u1.Bit(i) + 2*u2.Bit(i) {
		case 1:
			sum = c.add(sum, g)
		case 2:
			sum = c.add(sum, q)
		case 3:
			sum = c.add(sum, both)
		}
	}
	if sum.z.Sign() == 0 {
		return nil
	}
	zInverse := new(big.Int).ModInverse(sum.z, c.p)
	return c.mod(new(big.Int).Mul(sum.x, zInverse.Mul(zInverse, zInverse)))
}

// verify checks an ECDSA signature of a digest.
func (c *curve) verify(qx, qy *big.Int, digest []byte, r, s *big.Int) bool {
	if r.Sign() <= 0 || s.Sign() <= 0 || r.Cmp(c.n) >= 0 || s.Cmp(c.n) >= 0 {
		return false
	}
	e := leftmostBits(digest, c.orderBitCount)
	w := new(big.Int).ModInverse(s, c.n)
	if w == nil {
		return false
	}
	u1 := e.Mul(e, w)
	u1.Mod(u1, c.n)
	u2 := w.Mul(w, r)
	u2.Mod(u2, c.n)
	x := c.combined(u1, u2, qx, qy)
	return x != nil && x.Mod(x, c.n).Cmp(r) == 0
}

// leftmostBits is the integer of the first bits of a digest.
func leftmostBits(digest []byte, bits int) *big.Int {
	e := new(big.Int).SetBytes(digest)
	if excess := 8*len(digest) - bits; excess > 0 {
		e.Rsh(e, uint(excess))
	}
	return e
}
