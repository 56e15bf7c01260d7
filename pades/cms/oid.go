package cms

import (
	"math/big"
	"strconv"
	"strings"
)

// dotted writes the contents octets of an object identifier with dots. It accepts whatever BouncyCastle does: an arc that
// is cut off is left out.
func dotted(content []byte) string {
	var b strings.Builder
	var arc uint64
	var large *big.Int
	first := true
	for _, o := range content {
		if large == nil && arc>>56 != 0 {
			large = new(big.Int).SetUint64(arc)
		}
		if large != nil {
			large.Lsh(large, 7)
			large.Or(large, big.NewInt(int64(o&0x7F)))
		} else {
			arc = arc<<7 | uint64(o&0x7F)
		}
		if o&0x80 != 0 {
			continue
		}
		if first {
			root := min(arc/40, 2)
			if large != nil {
				root = 2
				large.Sub(large, big.NewInt(80))
			}
			b.WriteString(strconv.FormatUint(root, 10))
			arc -= 40 * root
			first = false
		}
		b.WriteByte('.')
		if large != nil {
			b.WriteString(large.String())
		} else {
			b.WriteString(strconv.FormatUint(arc, 10))
		}
		arc, large = 0, nil
	}
	return b.String()
}

// encodeOID is the DER of a short object identifier in dotted form.
func encodeOID(s string) []byte {
	var body []byte
	for i, arc := range strings.Split(s, ".") {
		n, err := strconv.ParseUint(arc, 10, 32)
		if err != nil {
			return nil
		}
		switch i {
		case 0:
			body = append(body, byte(40*n))
			continue
		case 1:
			body[0] += byte(n)
			continue
		}
		for shift := 28; shift >= 0; shift -= 7 {
			if b := byte(n>>shift) & 0x7F; n>>shift != 0 || shift == 0 {
				if shift > 0 {
					b |= 0x80
				}
				body = append(body, b)
			}
		}
	}
	return append([]byte{6, byte(len(body))}, body...)
}

// strictOID tells whether the JDK reads the contents octets of an object identifier: the last arc is complete and none
// begins with a superfluous octet.
func strictOID(content []byte) bool {
	if len(content) == 0 || content[len(content)-1]&0x80 != 0 {
		return false
	}
	for i, o := range content {
		if o == 0x80 && (i == 0 || content[i-1]&0x80 == 0) {
			return false
		}
	}
	return true
}
