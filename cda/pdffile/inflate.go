package pdffile

// The reference feeds its inflater 2048 bytes at a time and takes 1024 bytes of output at a time; the piece of output in
// which an error occurs is lost. What is left of corrupt data therefore depends on how much output each piece of input
// yields, which package flate does not tell. The decoder below finds it out; it is slow and only meant for corrupt data.
const (
	inflateInput  = 2048
	inflateOutput = 1024
	// maxTrace bounds the output up to which corrupt data are cut exactly as the reference cuts them, in bytes.
	maxTrace = 8 << 20
	// maxSymbol is the longest output of one symbol.
	maxSymbol = 258
)

// decodable says how many bytes of output damaged data yield, and how many of them the reference keeps when the data go
// wrong. known is a lower bound of the first.
func decodable(body []byte, known int) (total, kept int) {
	t := &tracer{data: body, boundary: inflateInput, limit: known + maxSymbol}
	for t.block() {
	}
	t.note()
	return t.out, t.kept + (t.out-t.kept)/inflateOutput*inflateOutput
}

// tracer decodes Flate data (RFC 1951) without keeping the output, bit by bit.
type tracer struct {
	data     []byte
	bit      int // position, in bits
	out      int // length of the output so far
	limit    int
	boundary int // end of the current piece of input
	kept     int // output before the current piece of input
}

// note remembers the length of the output when the last symbol needed more than the current piece of input.
func (t *tracer) note() {
	for (t.bit+7)/8 > t.boundary {
		t.kept = t.out
		t.boundary += inflateInput
	}
}

// bits reads n bits, false at the end of the data.
func (t *tracer) bits(n int) (int, bool) {
	v := 0
	for i := range n {
		at := t.bit / 8
		if at >= len(t.data) {
			return 0, false
		}
		v |= int(t.data[at]>>(t.bit%8)&1) << i
		t.bit++
	}
	return v, true
}

// block decodes one block, false after the last one and where the data end or go wrong.
func (t *tracer) block() bool {
	last, _ := t.bits(1)
	kind, ok := t.bits(2)
	if !ok {
		return false
	}
	switch kind {
	case 0:
		ok = t.stored()
	case 1:
		ok = t.symbols(fixedLengths())
	case 2:
		literals, distances, valid := t.dynamic()
		ok = valid && t.symbols(literals, distances)
	default:
		return false
	}
	return ok && last == 0 && t.out < t.limit
}

func (t *tracer) stored() bool {
	t.bit = (t.bit + 7) / 8 * 8
	length, ok1 := t.bits(16)
	complement, ok2 := t.bits(16)
	if !ok1 || !ok2 || length != ^complement&0xFFFF {
		return false
	}
	for range length {
		if t.bit/8 >= len(t.data) {
			return false
		}
		t.bit += 8
		t.note()
		t.out++
	}
	return true
}

// huffman is a canonical code: the number of codes of each length, and the symbols in the order of their codes.
type huffman struct {
	count   [16]int
	symbols []int
}

func newHuffman(lengths []int) *huffman {
	h := &huffman{symbols: make([]int, len(lengths))}
	for _, n := range lengths {
		h.count[n]++
	}
	h.count[0] = 0
	var next [16]int
	for n := 1; n < 15; n++ {
		next[n+1] = next[n] + h.count[n]
	}
	for symbol, n := range lengths {
		if n != 0 {
			h.symbols[next[n]] = symbol
			next[n]++
		}
	}
	return h
}

// symbol decodes one symbol, -1 where the bits are no code or the data end.
func (t *tracer) symbol(h *huffman) int {
	code, first, index := 0, 0, 0
	for n := 1; n < 16; n++ {
		b, ok := t.bits(1)
		if !ok {
			return -1
		}
		code |= b
		if code-first < h.count[n] {
			return h.symbols[index+code-first]
		}
		index += h.count[n]
		first = (first + h.count[n]) << 1
		code <<= 1
	}
	return -1
}

func fixedLengths() (*huffman, *huffman) {
	literals := make([]int, 288)
	for i := range literals {
		switch {
		case i < 144:
			literals[i] = 8
		case i < 256:
			literals[i] = 9
		case i < 280:
			literals[i] = 7
		default:
			literals[i] = 8
		}
	}
	distances := make([]int, 30)
	for i := range distances {
		distances[i] = 5
	}
	return newHuffman(literals), newHuffman(distances)
}

// dynamic reads the codes of a block.
func (t *tracer) dynamic() (*huffman, *huffman, bool) {
	literalCount, _ := t.bits(5)
	distanceCount, _ := t.bits(5)
	lengthCount, ok := t.bits(4)
	if !ok {
		return nil, nil, false
	}
	literalCount, distanceCount, lengthCount = literalCount+257, distanceCount+1, lengthCount+4
	order := [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
	codeLengths := make([]int, 19)
	for i := range lengthCount {
		codeLengths[order[i]], ok = t.bits(3)
		if !ok {
			return nil, nil, false
		}
	}
	code := newHuffman(codeLengths)
	lengths := make([]int, 0, literalCount+distanceCount)
	for len(lengths) < literalCount+distanceCount {
		symbol, repeat, extra := t.symbol(code), 0, 0
		switch symbol {
		case -1:
			return nil, nil, false
		case 16:
			if len(lengths) == 0 {
				return nil, nil, false
			}
			extra, ok = t.bits(2)
			symbol, repeat = lengths[len(lengths)-1], 3+extra
		case 17:
			extra, ok = t.bits(3)
			symbol, repeat = 0, 3+extra
		case 18:
			extra, ok = t.bits(7)
			symbol, repeat = 0, 11+extra
		default:
			repeat = 1
		}
		if !ok || len(lengths)+repeat > literalCount+distanceCount {
			return nil, nil, false
		}
		for range repeat {
			lengths = append(lengths, symbol)
		}
	}
	return newHuffman(lengths[:literalCount]), newHuffman(lengths[literalCount:]), true
}

// symbols decodes the symbols of a block.
func (t *tracer) symbols(literals, distances *huffman) bool {
	for t.out < t.limit {
		symbol := t.symbol(literals)
		switch {
		case symbol < 0 || symbol > 285:
			return false
		case symbol == 256:
			return true
		case symbol < 256:
			t.note()
			t.out++
		default:
			length, ok := t.match(symbol, distances)
			if !ok {
				return false
			}
			t.note()
			t.out += length
		}
	}
	return true
}

// match reads what follows a length symbol and returns the length.
func (t *tracer) match(symbol int, distances *huffman) (int, bool) {
	length := symbol - 254
	if symbol >= 265 && symbol < 285 {
		extra := (symbol - 261) / 4
		more, ok := t.bits(extra)
		if !ok {
			return 0, false
		}
		length = 3 + (4+(symbol-261)%4)<<extra + more
	}
	if symbol == 285 {
		length = 258
	}
	code := t.symbol(distances)
	if code < 0 || code > 29 {
		return 0, false
	}
	distance := code + 1
	if code >= 4 {
		extra := code/2 - 1
		more, ok := t.bits(extra)
		if !ok {
			return 0, false
		}
		distance = 1 + (2+code%2)<<extra + more
	}
	return length, distance <= t.out
}
