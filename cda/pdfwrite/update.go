package pdfwrite

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// ErrEncrypted says that a document is encrypted: what is added would have to be encrypted as well, and signing or sending
// such a document makes no sense.
var ErrEncrypted = errors.New("the document is encrypted")

// maxNumber bounds object numbers; readers differ above it (ISO 32000-1 Annex C).
const maxNumber = 8_388_606

// Update is a change of a document under way. It is not safe for concurrent use.
type Update struct {
	file    *pdffile.File
	out     []byte
	offsets map[int]int // of the objects written
	freed   []int
	next    int
	prev    int  // offset of the last cross-reference
	stream  bool // it is a stream
	rewrite bool
}

// New begins an update of a document, one that is written anew first when its cross-reference is damaged. It fails with
// ErrEncrypted, when the document has no object number left, and when it is too damaged to be written anew.
func New(f *pdffile.File) (*Update, error) {
	if f.Encrypted() {
		return nil, ErrEncrypted
	}
	u := &Update{file: f, offsets: map[int]int{}}
	offset, ok := lastXref(f)
	if !ok {
		sound, err := pdffile.Open(Rewrite(f), pdffile.Limits{})
		if err != nil {
			return nil, fmt.Errorf("writing the damaged document anew: %w", err)
		}
		u.file, u.rewrite = sound, true
		if offset, ok = lastXref(sound); !ok {
			return nil, errors.New("the document is too damaged to be written anew")
		}
	}
	return u, u.begin(offset)
}

// Rewritten says whether the document was written anew, which breaks signatures that it had.
func (u *Update) Rewritten() bool { return u.rewrite }

// lastXref returns the offset of the cross-reference that an update continues, false when the document has no sound one.
func lastXref(f *pdffile.File) (int, bool) {
	if _, gen, _ := pdffile.Reference(f.Trailer()["Root"]); !f.SoundXref() || gen != 0 {
		return 0, false
	}
	i := bytes.LastIndex(f.Data, []byte("startxref"))
	if i < 0 {
		return 0, false
	}
	fields := bytes.Fields(f.Data[i:min(len(f.Data), i+64)])
	if len(fields) < 2 {
		return 0, false
	}
	offset, err := strconv.Atoi(string(fields[1]))
	known := slices.ContainsFunc(f.Sections(), func(s pdffile.Section) bool { return s.Offset == int64(offset) })
	return offset, err == nil && known
}

// begin copies the document and finds the first free object number.
func (u *Update) begin(offset int) error {
	f := u.file
	u.prev = offset
	u.stream = !bytes.HasPrefix(bytes.TrimLeft(f.Data[offset:], "\x00\t\n\f\r "), []byte("xref"))
	size, _ := f.Int(f.Trailer()["Size"])
	u.next = int(min(max(size, 1), maxNumber))
	for _, s := range f.Sections() {
		if n := len(s.Objects); n > 0 {
			u.next = max(u.next, s.Objects[n-1]+1)
		}
	}
	if u.next >= maxNumber {
		return fmt.Errorf("the document has no object number left below %d", maxNumber)
	}
	u.out = slices.Grow([]byte(nil), len(f.Data)+4096)
	u.out = append(u.out, f.Data...)
	if n := len(u.out); n > 0 && u.out[n-1] != '\n' && u.out[n-1] != '\r' {
		u.out = append(u.out, '\n')
	}
	return nil
}

// File returns the document that is updated: the one given to New, or what was written anew of it.
func (u *Update) File() *pdffile.File { return u.file }

// Root is the object number of the catalog.
func (u *Update) Root() int {
	num, _, _ := pdffile.Reference(u.file.Trailer()["Root"])
	return num
}

// Reserve returns a new object number.
func (u *Update) Reserve() int {
	u.next++
	return u.next - 1
}

// Add writes a new object and returns a reference to it.
func (u *Update) Add(o types.Object) types.IndirectRef {
	num := u.Reserve()
	u.Set(num, o)
	return *types.NewIndirectRef(num, 0)
}

// Set writes a new version of the object num, of generation 0.
func (u *Update) Set(num int, o types.Object) {
	u.start(num)
	u.out = append((&writer{}).object(u.out, o), "\nendobj\n"...)
}

// Raw writes the text of an object as it is and returns the offset at which it begins.
func (u *Update) Raw(num int, text []byte) int {
	u.start(num)
	at := len(u.out)
	u.out = append(append(u.out, text...), "\nendobj\n"...)
	return at
}

// Free declares an object free.
func (u *Update) Free(num int) { u.freed = append(u.freed, num) }

func (u *Update) start(num int) {
	u.next = max(u.next, num+1)
	u.offsets[num] = len(u.out)
	u.out = fmt.Appendf(u.out, "%d 0 obj\n", num)
}

// Bytes writes the cross-reference, in the form that the document uses, and returns the whole document: the one that there
// was when nothing was written. The Update must not be used any more.
func (u *Update) Bytes() []byte {
	if len(u.offsets)+len(u.freed) == 0 {
		return u.out[:len(u.file.Data)]
	}
	at := len(u.out)
	if u.stream {
		u.xrefStream()
	} else {
		u.xrefTable()
	}
	return fmt.Appendf(u.out, "startxref\n%d\n%%%%EOF\n", at)
}

func (u *Update) trailer() types.Dict {
	d := types.Dict{"Size": types.Integer(u.next), "Prev": types.Integer(u.prev)}
	for _, key := range []string{"Root", "Info", "ID"} {
		if o := u.file.Trailer()[key]; o != nil {
			d[key] = o
		}
	}
	return d
}

func (u *Update) xrefTable() {
	lines := map[int]string{}
	for num, offset := range u.offsets {
		lines[num] = fmt.Sprintf("%010d 00000 n \n", offset)
	}
	for _, num := range u.freed {
		lines[num] = "0000000000 00001 f \n"
	}
	u.out = append(u.out, "xref\n"...)
	for _, num := range slices.Sorted(maps.Keys(lines)) {
		u.out = fmt.Appendf(u.out, "%d 1\n%s", num, lines[num])
	}
	u.out = append(u.out, "trailer\n"...)
	u.out = append((&writer{}).object(u.out, u.trailer()), '\n')
}

func (u *Update) xrefStream() {
	self := u.Reserve()
	u.offsets[self] = len(u.out)
	kinds := map[int][]byte{}
	for num, o := range u.offsets {
		kinds[num] = []byte{1, byte(o >> 32), byte(o >> 24), byte(o >> 16), byte(o >> 8), byte(o), 0}
	}
	for _, num := range u.freed {
		kinds[num] = []byte{0, 0, 0, 0, 0, 0, 1}
	}
	var index types.Array
	var body []byte
	for _, num := range slices.Sorted(maps.Keys(kinds)) {
		index = append(index, types.Integer(num), types.Integer(1))
		body = append(body, kinds[num]...)
	}
	d := u.trailer()
	d["Type"], d["Index"] = types.Name("XRef"), index
	d["W"] = types.Array{types.Integer(1), types.Integer(5), types.Integer(1)}
	u.out = fmt.Appendf(u.out, "%d 0 obj\n", self)
	u.out = (&writer{}).object(u.out, types.StreamDict{Dict: d, Raw: body})
	u.out = append(u.out, "\nendobj\n"...)
}
