package xsd

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// recordKind and parserEvent mirror the enumerations of shim.h.
type recordKind int32

const (
	schemaRecord  recordKind = 1
	typedRecord   recordKind = 2
	parserRecord  recordKind = 3
	doctypeRecord recordKind = 4
	limitRecord   recordKind = 5
)

type parserEvent int32

const (
	startEvent parserEvent = 1
	endEvent   parserEvent = 2
	textEvent  parserEvent = 3
)

// record is one thing that the shim reported. Offsets count from where libxml2 began to read.
type record struct {
	kind                 recordKind
	code                 int
	event                parserEvent
	tag, element, cursor int
	message, s1, s2, s3  string
}

// headSize is the size of fsx_head.
const headSize = 4*4 + 3*8 + 4*4

// decodeRecords copies the shim's records into Go memory.
func decodeRecords(b []byte) []record {
	var records []record
	for len(b) >= headSize {
		order := binary.NativeEndian
		r := record{
			kind:    recordKind(order.Uint32(b)),
			code:    int(order.Uint32(b[4:])),
			event:   parserEvent(order.Uint32(b[8:])),
			tag:     int(order.Uint64(b[16:])),
			element: int(order.Uint64(b[24:])),
			cursor:  int(order.Uint64(b[32:])),
		}
		sizes := b[40:headSize]
		b = b[headSize:]
		for i, field := range []*string{&r.message, &r.s1, &r.s2, &r.s3} {
			n := int(order.Uint32(sizes[4*i:]))
			*field = validText(b[:n])
			b = b[n:]
		}
		records = append(records, r)
	}
	return records
}

// validText copies text that may have been cut in the middle of a character.
func validText(b []byte) string {
	for i := 0; i < utf8.UTFMax && len(b) > 0; i++ {
		if r, size := utf8.DecodeLastRune(b); r != utf8.RuneError || size != 1 {
			break
		}
		b = b[:len(b)-1]
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}
