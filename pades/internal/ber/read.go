package ber

import (
	"errors"
	"fmt"
)

// Classes of tags (X.690 8.1.2.2).
const (
	Universal = iota
	Application
	Context
	Private
)

// Universal tags that the readers of CMS and certificates ask for.
const (
	TagBoolean         = 1
	TagInteger         = 2
	TagBitString       = 3
	TagOctetString     = 4
	TagNull            = 5
	TagOID             = 6
	tagExternal        = 8
	TagEnumerated      = 10
	TagSequence        = 16
	TagSet             = 17
	TagUTCTime         = 23
	TagGeneralizedTime = 24
	TagBMPString       = 30
)

const (
	// maxDepth is about where BouncyCastle's stack overflows (1 MB, the usual size of a thread's stack).
	maxDepth = 1500
	// maxWeight bounds the sum of the lengths of all constructed values, each counted with what it holds: so that deep nesting
	// of long values cannot make their conversion expensive.
	maxWeight = 1 << 28
	// maxValues bounds the values of one message, which take more memory than their encoding: a signature with a list of revoked
	// certificates of many megabytes has fewer.
	maxValues = 1 << 20
)

var (
	// ErrMalformed is wrapped by every error of this package.
	ErrMalformed = errors.New("malformed BER")
	// ErrTooDeep says that the values are nested so deep that the reference's stack overflows.
	ErrTooDeep = errors.New("values nested too deep")
	// ErrTooMany says that there are more values than this program reads. The reference has no such bound.
	ErrTooMany = errors.New("too many values")
	// ErrSuperfluous says that an integer has octets more than it needs (X.690 8.3.2). The reference refuses it, other readers do not.
	ErrSuperfluous = errors.New("an integer with a superfluous octet")
)

// Node is one value.
type Node struct {
	Class       int
	Tag         int
	Constructed bool
	// Indefinite tells that the value was encoded with an indefinite length.
	Indefinite bool
	// Content holds the contents octets of a primitive value.
	Content []byte
	// Children are the elements of a constructed one.
	Children []*Node
	// Raw is the whole encoding as it was read.
	Raw []byte
}

// Read reads the value at the beginning of data and ignores what follows it. The Node refers to data.
func Read(data []byte) (*Node, error) {
	r := reader{data: data, used: &used{}}
	n, err := r.value(0)
	if err != nil {
		return nil, fmt.Errorf("%w at offset %d: %w", ErrMalformed, r.pos, err)
	}
	return n, nil
}

// ReadAll reads the value that data holds and refuses any data after it.
func ReadAll(data []byte) (*Node, error) {
	n, err := Read(data)
	if err == nil && len(n.Raw) != len(data) {
		return nil, fmt.Errorf("%w: data after the value", ErrMalformed)
	}
	return n, err
}

type reader struct {
	data []byte
	pos  int
	used *used
}

// used is what a message has cost so far.
type used struct{ weight, values int }

var errTruncated = errors.New("the data ends inside a value")

func (r *reader) octet() (byte, error) {
	if r.pos >= len(r.data) {
		return 0, errTruncated
	}
	b := r.data[r.pos]
	r.pos++
	return b, nil
}

func (r *reader) value(depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, ErrTooDeep
	}
	if r.used.values++; r.used.values > maxValues {
		return nil, ErrTooMany
	}
	start := r.pos
	b, err := r.octet()
	if err != nil {
		return nil, err
	}
	if b == 0 {
		return nil, errors.New("unexpected end of contents")
	}
	n := &Node{Class: int(b >> 6), Constructed: b&0x20 != 0}
	if n.Tag, err = r.tag(b); err != nil {
		return nil, err
	}
	length, err := r.length()
	if err != nil {
		return nil, err
	}
	switch {
	case length < 0 && !n.Constructed:
		return nil, errors.New("a primitive value of indefinite length")
	case length < 0:
		n.Indefinite = true
		err = r.untilEnd(n, depth)
	case length > len(r.data)-r.pos:
		return nil, errTruncated
	case n.Constructed:
		err = r.elements(n, r.pos+length, depth)
	default:
		n.Content = r.data[r.pos : r.pos+length]
		r.pos += length
	}
	if err != nil {
		return nil, err
	}
	n.Raw = r.data[start:r.pos]
	if n.Constructed {
		if r.used.weight += len(n.Raw); r.used.weight > maxWeight {
			return nil, ErrTooDeep
		}
	}
	return n, n.check()
}

// elements reads the elements of a constructed value up to end.
func (r *reader) elements(n *Node, end, depth int) error {
	inner := reader{data: r.data[:end], pos: r.pos, used: r.used}
	for inner.pos < end {
		child, err := inner.value(depth + 1)
		if err != nil {
			r.pos = inner.pos
			return err
		}
		n.Children = append(n.Children, child)
	}
	r.pos = end
	return nil
}

// untilEnd reads the elements of a value of indefinite length and the two octets that end it.
func (r *reader) untilEnd(n *Node, depth int) error {
	for {
		if len(r.data)-r.pos < 2 {
			return errTruncated
		}
		if r.data[r.pos] == 0 && r.data[r.pos+1] == 0 {
			r.pos += 2
			return nil
		}
		child, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.Children = append(n.Children, child)
	}
}

func (r *reader) tag(first byte) (int, error) {
	if first&0x1F != 0x1F {
		return int(first & 0x1F), nil
	}
	b, err := r.octet()
	if err != nil {
		return 0, err
	}
	if b < 31 || b&0x7F == 0 {
		return 0, errors.New("invalid high tag number")
	}
	tag := int(b & 0x7F)
	for b&0x80 != 0 {
		if tag>>24 != 0 {
			return 0, errors.New("a tag number of more than 31 bits")
		}
		if b, err = r.octet(); err != nil {
			return 0, err
		}
		tag = tag<<7 | int(b&0x7F)
	}
	return tag, nil
}

// length returns -1 for the indefinite form.
func (r *reader) length() (int, error) {
	b, err := r.octet()
	switch {
	case err != nil:
		return 0, err
	case b < 0x80:
		return int(b), nil
	case b == 0x80:
		return -1, nil
	case b == 0xFF:
		return 0, errors.New("invalid length octet")
	}
	length := 0
	for range b & 0x7F {
		o, err := r.octet()
		if err != nil {
			return 0, err
		}
		if length>>23 != 0 {
			return 0, errors.New("a length of more than 31 bits")
		}
		length = length<<8 | int(o)
	}
	return length, nil
}
