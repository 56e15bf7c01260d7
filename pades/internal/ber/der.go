package ber

import (
	"bytes"
	"slices"
)

// DER returns the value in the distinguished encoding as BouncyCastle writes it: definite lengths, primitive strings,
// sets sorted. What it does not normalise (times with an offset) stays as it was read.
func (n *Node) DER() []byte {
	switch {
	case n.Class == Universal && n.Tag == TagSet:
		return n.DERSet()
	case n.Class == Universal && (n.Tag == TagOctetString || n.Tag == TagBitString):
		return n.derString()
	case n.Constructed:
		return n.encode(n.derChildren())
	case n.Is(TagBoolean) && n.Content[0] != 0:
		return n.encode([]byte{0xFF})
	case n.Is(TagGeneralizedTime):
		return n.encode(derTime(n.Content))
	}
	return n.encode(n.Content)
}

func (n *Node) derChildren() []byte {
	var body []byte
	for _, c := range n.Children {
		body = append(body, c.DER()...)
	}
	return body
}

// DERSet encodes the elements as a SET OF, sorted, whatever the tag of n: so the signed attributes of CMS are encoded
// before they are signed (RFC 5652 5.4).
func (n *Node) DERSet() []byte {
	parts := make([][]byte, len(n.Children))
	for i, c := range n.Children {
		parts[i] = c.DER()
	}
	slices.SortStableFunc(parts, compareDER)
	set := Node{Class: Universal, Tag: TagSet, Constructed: true}
	return set.encode(bytes.Join(parts, nil))
}

// SetAsRead encodes the elements as a SET in the order and the encoding in which they were read, as other readers verify.
func (n *Node) SetAsRead() []byte {
	var body []byte
	for _, c := range n.Children {
		body = append(body, c.Raw...)
	}
	set := Node{Class: Universal, Tag: TagSet, Constructed: true}
	return set.encode(body)
}

// compareDER orders encodings as BouncyCastle's ASN1Set: by tag without the constructed bit, then octet by octet.
func compareDER(a, b []byte) int {
	if x, y := a[0]&^0x20, b[0]&^0x20; x != y {
		return int(x) - int(y)
	}
	return bytes.Compare(a[1:], b[1:])
}

func (n *Node) derString() []byte {
	primitive := Node{Class: Universal, Tag: n.Tag}
	if n.Tag == TagOctetString {
		return primitive.encode(n.Octets())
	}
	octets, unused, ok := n.Bits()
	if !ok {
		return primitive.encode(nil)
	}
	body := append([]byte{byte(unused)}, octets...)
	body[len(body)-1] &= 0xFF << unused
	return primitive.encode(body)
}

// Definite returns the value with shortest definite lengths but otherwise as it was read, except that values of indefinite
// length stay so. BouncyCastle hands certificates in this form to other readers.
func (n *Node) Definite() []byte {
	if !n.Constructed {
		return n.encode(n.Content)
	}
	var body []byte
	for _, c := range n.Children {
		body = append(body, c.Definite()...)
	}
	if n.Indefinite {
		return append(append(append(n.tagOctets(), 0x80), body...), 0, 0)
	}
	return n.encode(body)
}

func (n *Node) encode(body []byte) []byte {
	out := make([]byte, 0, len(body)+8)
	out = append(out, n.tagOctets()...)
	switch l := len(body); {
	case l < 0x80:
		out = append(out, byte(l))
	case l < 0x100:
		out = append(out, 0x81, byte(l))
	case l < 0x10000:
		out = append(out, 0x82, byte(l>>8), byte(l))
	case l < 0x1000000:
		out = append(out, 0x83, byte(l>>16), byte(l>>8), byte(l))
	default:
		out = append(out, 0x84, byte(l>>24), byte(l>>16), byte(l>>8), byte(l))
	}
	return append(out, body...)
}

func (n *Node) tagOctets() []byte {
	first := byte(n.Class) << 6
	if n.Constructed {
		first |= 0x20
	}
	if n.Tag < 31 {
		return []byte{first | byte(n.Tag)}
	}
	out := []byte{first | 0x1F}
	for shift := 28; shift >= 0; shift -= 7 {
		if b := byte(n.Tag >> shift & 0x7F); b != 0 || len(out) > 1 || shift == 0 {
			if shift > 0 {
				b |= 0x80
			}
			out = append(out, b)
		}
	}
	return out
}

// derTime completes a generalized time in UTC and cuts zeros at the end of its fraction.
func derTime(c []byte) []byte {
	last := len(c) - 1
	if c[last] != 'Z' {
		return c
	}
	two := func(at int) bool { return len(c) >= at+2 && digits(c[at:], 2) }
	switch {
	case !two(10):
		return append(slices.Clone(c[:last]), "0000Z"...)
	case !two(12):
		return append(slices.Clone(c[:last]), "00Z"...)
	case len(c) > 14 && c[14] == '.':
		i := last - 1
		for i > 0 && c[i] == '0' {
			i--
		}
		if c[i] != '.' {
			i++
		}
		return append(slices.Clone(c[:i]), 'Z')
	}
	return c
}
