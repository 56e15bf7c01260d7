package ber

import (
	"errors"
	"fmt"
)

// check refuses the values that BouncyCastle refuses while reading.
func (n *Node) check() error {
	if n.Class != Universal {
		return nil
	}
	if n.Constructed {
		return n.checkConstructed()
	}
	c := n.Content
	switch n.Tag {
	case TagBoolean:
		if len(c) != 1 {
			return errors.New("a boolean that is not of one octet")
		}
	case TagInteger:
		return checkInteger(c)
	case TagEnumerated:
		if err := checkInteger(c); err != nil {
			return err
		}
		if c[0]&0x80 != 0 {
			return errors.New("a negative enumerated value")
		}
	case TagBitString:
		if len(c) == 0 || c[0] > 7 || (c[0] > 0 && len(c) == 1) {
			return errors.New("a bit string with invalid unused bits")
		}
	case TagNull:
		if len(c) != 0 {
			return errors.New("a null that is not empty")
		}
	case TagUTCTime:
		if !digits(c, 2) {
			return errors.New("a UTC time that does not begin with digits")
		}
	case TagGeneralizedTime:
		if !digits(c, 4) {
			return errors.New("a generalized time that does not begin with digits")
		}
	case TagBMPString:
		if len(c)%2 != 0 {
			return errors.New("a BMP string of an odd length")
		}
	case TagOctetString, TagOID, 7, 12, 13, 18, 19, 20, 21, 22, 25, 26, 27, 28:
	default:
		return fmt.Errorf("unknown primitive type %d", n.Tag)
	}
	return nil
}

func (n *Node) checkConstructed() error {
	switch n.Tag {
	case TagSequence, TagSet:
	case tagExternal:
		return n.checkExternal()
	case TagOctetString, TagBitString:
		for _, c := range n.Children {
			if !c.Is(n.Tag) {
				return errors.New("a constructed string with a part of another type")
			}
		}
	default:
		return fmt.Errorf("unknown constructed type %d", n.Tag)
	}
	return nil
}

// checkExternal looks at the parts of an EXTERNAL (X.690 8.18): references and a descriptor, each of which may be missing,
// and a tagged encoding.
func (n *Node) checkExternal() error {
	i := 0
	if n.Child(i).Is(TagOID) {
		i++
	}
	if n.Child(i).Is(TagInteger) {
		i++
	}
	if c := n.Child(i); c != nil && c.Class == Universal {
		i++
	}
	if c := n.Child(i); c == nil || c.Class == Universal || c.Tag > 2 || i+1 != len(n.Children) {
		return errors.New("a malformed external value")
	}
	return nil
}

func checkInteger(c []byte) error {
	if len(c) == 0 {
		return errors.New("an empty integer")
	}
	if len(c) > 1 && (c[0] == 0 && c[1] < 0x80 || c[0] == 0xFF && c[1] >= 0x80) {
		return ErrSuperfluous
	}
	return nil
}

func digits(c []byte, n int) bool {
	if len(c) < n {
		return false
	}
	for _, b := range c[:n] {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}

// Is says whether n is of that universal type; false for nil.
func (n *Node) Is(tag int) bool { return n != nil && n.Class == Universal && n.Tag == tag }

// IsContext says whether n has a context-specific tag, whichever.
func (n *Node) IsContext() bool { return n != nil && n.Class == Context }

// Child returns the element i, nil when there is none.
func (n *Node) Child(i int) *Node {
	if n == nil || i < 0 || i >= len(n.Children) {
		return nil
	}
	return n.Children[i]
}

// Small returns an integer from 0 to 2^31-1, 0 for one that is larger or negative.
func (n *Node) Small() int {
	if len(n.Content) == 0 || len(n.Content) > 4 || n.Content[0]&0x80 != 0 {
		return 0
	}
	v := 0
	for _, b := range n.Content {
		v = v<<8 | int(b)
	}
	return v
}

// Octets returns the octets of an octet string, of its parts one after the other when it is constructed. The tag is not
// looked at, so that it serves for implicitly tagged ones too.
func (n *Node) Octets() []byte {
	if !n.Constructed {
		return n.Content
	}
	var out []byte
	for _, c := range n.Children {
		out = append(out, c.Octets()...)
	}
	return out
}

// Bits returns the octets of a bit string and the number of unused bits at its end, false when a part is malformed.
func (n *Node) Bits() (octets []byte, unused int, ok bool) {
	if !n.Constructed {
		if len(n.Content) == 0 {
			return nil, 0, false
		}
		return n.Content[1:], int(n.Content[0]), true
	}
	for _, c := range n.Children {
		if unused != 0 {
			return nil, 0, false // only the last part may have unused bits
		}
		part, u, ok := c.Bits()
		if !ok {
			return nil, 0, false
		}
		octets, unused = append(octets, part...), u
	}
	return octets, unused, true
}
