package cda

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/jdk"
	"github.com/fselint/fselint/internal/jdk/soup"
)

// Mode says how the CDA is embedded in a PDF.
type Mode int

// The modes of the gateway's request body. Auto stands for a request without one: the resource is tried first.
const (
	Auto Mode = iota
	Attachment
	Resource
)

// String returns the mode as the request body spells it, "" for Auto.
func (m Mode) String() string {
	switch m {
	case Attachment:
		return "ATTACHMENT"
	case Resource:
		return "RESOURCE"
	}
	return ""
}

// AttachmentName is the name of the attachment that the gateway takes: the key of the name tree or the file name must
// equal it, case included.
const AttachmentName = "cda.xml"

// Extracted is the CDA that the gateway takes from a PDF.
type Extracted struct {
	// Mode is Attachment or Resource.
	Mode Mode
	// Name is the key in the name tree: that of the attachment, or "datasets".
	Name string
	// FileName is the name in the file specification, "" without one and for a resource.
	FileName string
	// Data are the bytes that go on: those of the attachment, or the resource as the gateway writes it anew, in UTF-8.
	Data []byte
	// Original are the bytes in the PDF, the same as Data for an attachment.
	Original []byte
	// Reserialized says that Data is a re-serialisation. A resource without a ClinicalDocument element is taken as it is.
	Reserialized bool
	// Object is the number of the stream object that holds the CDA, 0 when unknown.
	Object int
	// First says whether the attachment is the first one of the name tree, where the national rules want it; true for a resource.
	First bool
	// Others are further attachments that the gateway could have taken: their key or file name matches too.
	Others []Attached

	spec types.Dict   // the file specification of an attachment
	list types.Object // its key, as it stands in the list
}

// NotFoundError says that the gateway finds no CDA, and why in each mode that was tried.
type NotFoundError struct {
	// Attachment and Resource are the reasons; the zero value when the mode was not tried.
	Attachment, Resource Reason
	// Survey lists what is in the file instead.
	Survey *Survey
	cause  error
}

func (e *NotFoundError) Error() string {
	switch {
	case e.Attachment == 0:
		return "no CDA found: " + e.Resource.String()
	case e.Resource == 0 || e.Resource == NoNames || e.Resource == NoResource:
		return "no CDA found: " + e.Attachment.String()
	}
	return fmt.Sprintf("no CDA found: %s; %s", e.Resource, e.Attachment)
}

func (e *NotFoundError) Unwrap() error { return e.cause }

// Extract takes the CDA out of a PDF as the gateway's dispatcher does in a generation (spec 04 §2). Resources are read by OpenPDF, and
// attachments by PDFBox until 2025 and by OpenPDF since 2026, whichever f is. It fails with a *NotFoundError when the gateway finds
// none or an empty one; that wraps pdffile.ErrTooLarge when a bound of this program stood in the way, and pdffile.ErrEndless when
// the gateway does not get as far as to say so.
func Extract(f *pdffile.File, mode Mode, g fse.Generation) (*Extracted, error) {
	missing := &NotFoundError{}
	if mode != Attachment {
		found, reason, err := extractResource(f)
		if found != nil && len(found.Data) > 0 {
			return found, nil
		}
		if found != nil {
			reason = EmptyStream
		}
		missing.Resource, missing.cause = reason, err
	}
	if mode != Resource {
		found, reason, err := extractAttachment(f, g)
		if found != nil && len(found.Data) > 0 {
			return found, nil
		}
		if found != nil {
			reason = EmptyStream
		}
		missing.Attachment, missing.cause = reason, errors.Join(missing.cause, err)
	}
	missing.Survey = NewSurvey(f)
	return nil, missing
}

// extractResource follows catalog, names and XFAResources to the stream of the data sets. The gateway asks for a direct
// array, a direct string and references just where they are; other forms make it fail.
func extractResource(f *pdffile.File) (*Extracted, Reason, error) {
	f, err := f.As(pdffile.OpenPDF)
	if err != nil {
		return nil, NotOpened, err
	}
	names, ok := f.Dict(f.Catalog()["Names"])
	if !ok {
		return nil, NoNames, nil
	}
	resources, present := names["XFAResources"]
	if !present || resources == nil {
		return nil, NoResource, nil
	}
	if _, _, ok := pdffile.Reference(resources); !ok {
		return nil, ResourceDirect, nil
	}
	dict, ok := f.Dict(resources)
	if !ok {
		return nil, NoResource, nil
	}
	list, ok := dict["Names"].(types.Array)
	if !ok || len(list) < 2 {
		return nil, ResourceNoNames, nil
	}
	key, ok := stringObject(f, list[0])
	if !ok || string(key) != "datasets" {
		return nil, ResourceNoDatasets, nil
	}
	num, _, ok := pdffile.Reference(list[1])
	if !ok || !f.IsStream(list[1]) {
		return nil, ResourceNoStream, nil
	}
	data, err := f.Stream(list[1])
	if err != nil {
		return nil, undecodable(err), err
	}
	found := &Extracted{Mode: Resource, Name: "datasets", Original: data, Object: num, First: true}
	text, _, _ := jdk.DecodeUTF8(data)
	found.Data, found.Reserialized = soup.Element(text, "clinicaldocument")
	if !found.Reserialized {
		found.Data = text
	}
	return found, 0, nil
}

// stringObject returns the bytes of a string that stands directly in its place.
func stringObject(f *pdffile.File, o types.Object) ([]byte, bool) {
	if _, _, isRef := pdffile.Reference(o); isRef {
		return nil, false
	}
	return f.Bytes(o)
}

func undecodable(err error) Reason {
	if errors.Is(err, pdffile.ErrTooLarge) {
		return StreamTooLarge
	}
	return StreamDamaged
}

// attachment is an entry of the name tree as the gateway sees it.
type attachment struct {
	key, fileName string
	data          []byte
	object        int
	first         bool
	spec          types.Dict
	list          types.Object // the key as it stands
}

// matches says whether the gateway takes the attachment for the CDA.
func (a *attachment) matches() bool { return a.key == AttachmentName || a.fileName == AttachmentName }

// extractAttachment looks through the embedded files with the library of the generation.
func extractAttachment(f *pdffile.File, g fse.Generation) (*Extracted, Reason, error) {
	library, read := pdffile.OpenPDF, readFlat
	if g == fse.July2025 {
		library, read = pdffile.PDFBox, readTree
	}
	f, err := f.As(library)
	if err != nil {
		return nil, NotOpened, err
	}
	if f.Get(f.Catalog(), "Names") == nil {
		return nil, NoNames, nil
	}
	names, ok := f.Dict(f.Catalog()["Names"])
	if !ok || f.Get(names, "EmbeddedFiles") == nil {
		return nil, NoEmbeddedFiles, nil
	}
	tree, ok := f.Dict(names["EmbeddedFiles"])
	if !ok {
		return nil, TreeDamaged, nil
	}
	order, files := &jdk.HashMap[string]{}, map[string]*attachment{}
	reason, err := read(f, tree, files, order)
	if reason != 0 && len(files) == 0 {
		return nil, reason, err
	}
	found := choose(order, files)
	if found == nil && reason == 0 {
		reason = NoSuchName
	}
	return found, reason, err
}

// readTree reads what PDFBox makes of the tree: its names, else those of its kids. One entry that cannot be read hides all of
// them: the gateway gave up the whole collection.
func readTree(f *pdffile.File, tree types.Dict, files map[string]*attachment, order *jdk.HashMap[string]) (Reason, error) {
	list, ok := f.Array(tree["Names"])
	if !ok {
		return readKids(f, tree, files, order)
	}
	node, reason, err := readNode(f, list, files, true)
	if reason != 0 {
		clear(files)
		return reason, err
	}
	if len(files) == 0 {
		return TreeEmpty, nil
	}
	order.PutAll(node)
	return 0, nil
}

// readFlat reads the one list of names that the gateway looks at since 2026. It passes over entries that are none; one whose
// content cannot be decoded hides those behind it.
func readFlat(f *pdffile.File, tree types.Dict, files map[string]*attachment, order *jdk.HashMap[string]) (Reason, error) {
	list, ok := f.Array(tree["Names"])
	if !ok {
		if _, kids := f.Array(tree["Kids"]); kids {
			return TreeKids, nil
		}
		return TreeEmpty, nil
	}
	reason := TreeEmpty
	for i := 0; i+1 < len(list); i += 2 {
		spec, _ := f.Dict(list[i+1])
		embedded, _ := f.Dict(spec["EF"])
		if !f.IsStream(embedded["F"]) {
			reason = AttachmentNoStream
			continue
		}
		data, err := f.Stream(embedded["F"])
		if err != nil {
			return undecodable(err), fmt.Errorf("attachment %d: %w", i/2+1, err)
		}
		a := &attachment{key: printed(f, list[i]), data: data, first: i == 0, spec: spec, list: list[i]}
		if a.fileName = a.key; f.Get(spec, "F") != nil {
			if name, ok := f.Bytes(spec["F"]); ok {
				a.fileName = latin1(name)
			}
		}
		a.object, _, _ = pdffile.Reference(embedded["F"])
		lower := strings.ToLower(a.key)
		order.Put(lower, jdk.HashCode(lower))
		files[lower] = a
	}
	if len(files) == 0 {
		return reason, nil
	}
	return 0, nil
}

// printed is a key of the list as OpenPDF prints the object: the bytes of a string as characters of Latin-1, whatever they mean.
func printed(f *pdffile.File, o types.Object) string {
	if num, generation, ok := pdffile.Reference(o); ok {
		return fmt.Sprintf("%d %d R", num, generation)
	}
	if b, ok := f.Bytes(o); ok {
		return latin1(b)
	}
	if name, ok := f.Name(o); ok {
		return "/" + name
	}
	return fmt.Sprint(o)
}

func latin1(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(rune(c))
	}
	return s.String()
}

// readKids reads the children of the root, and no deeper.
func readKids(f *pdffile.File, tree types.Dict, files map[string]*attachment, order *jdk.HashMap[string]) (Reason, error) {
	kids, ok := f.Array(tree["Kids"])
	if !ok {
		return TreeEmpty, nil
	}
	collected := &jdk.HashMap[string]{}
	deeper := false
	for _, o := range kids {
		kid, ok := f.Dict(o)
		if !ok {
			clear(files)
			return TreeDamaged, nil
		}
		list, ok := f.Array(kid["Names"])
		if !ok {
			_, more := f.Array(kid["Kids"])
			deeper = deeper || more
			continue
		}
		node, reason, err := readNode(f, list, files, len(files) == 0 && !deeper)
		if reason != 0 {
			clear(files)
			return reason, err
		}
		collected.PutAll(node)
	}
	switch {
	case len(files) == 0 && deeper:
		return TreeTooDeep, nil
	case len(files) == 0:
		return TreeEmpty, nil
	}
	order.PutAll(collected)
	return 0, nil
}

// readNode reads the names of one node into files, keyed as the gateway keys them: in lower case, so that names that
// differ only in case replace each other.
func readNode(f *pdffile.File, list types.Array, files map[string]*attachment, firstNode bool) (*jdk.HashMap[string], Reason, error) {
	var keys []string
	specs, written := map[string]types.Object{}, map[string]types.Object{}
	for i := 0; i+1 < len(list); i += 2 {
		key, ok := f.Text(list[i])
		if !ok {
			return nil, TreeDamaged, nil
		}
		if _, repeated := specs[key]; !repeated {
			keys = append(keys, key)
		}
		specs[key], written[key] = list[i+1], list[i]
	}
	order := &jdk.HashMap[string]{}
	for i, key := range keys {
		a, reason, err := readAttachment(f, key, specs[key])
		if reason != 0 {
			return nil, reason, err
		}
		a.first, a.list = firstNode && i == 0, written[key]
		lower := strings.ToLower(key)
		order.Put(lower, jdk.HashCode(lower))
		files[lower] = a
	}
	return order, 0, nil
}

func readAttachment(f *pdffile.File, key string, spec types.Object) (*attachment, Reason, error) {
	d, ok := f.Dict(spec)
	if !ok {
		return nil, AttachmentNoStream, nil
	}
	embedded, _ := f.Dict(d["EF"])
	stream := embedded["F"]
	if !f.IsStream(stream) {
		return nil, AttachmentNoStream, nil
	}
	data, err := f.Stream(stream)
	if err != nil {
		return nil, undecodable(err), fmt.Errorf("attachment %q: %w", key, err)
	}
	num, _, _ := pdffile.Reference(stream)
	return &attachment{key: key, fileName: fileName(f, d), data: data, object: num, spec: d}, 0, nil
}

// fileName returns the name in a file specification: the Unicode one, those of old systems, then the plain one.
func fileName(f *pdffile.File, spec types.Dict) string {
	for _, key := range []string{"UF", "DOS", "Mac", "Unix", "F"} {
		if s, ok := f.Text(spec[key]); ok {
			return s
		}
	}
	return ""
}

// choose takes the first attachment that matches, in the order of the gateway's map; nil where none does.
func choose(order *jdk.HashMap[string], files map[string]*attachment) *Extracted {
	var found *Extracted
	for _, key := range order.Keys() {
		a := files[key]
		switch {
		case !a.matches():
		case found == nil:
			found = &Extracted{Mode: Attachment, Name: a.key, FileName: a.fileName, Data: a.data, Original: a.data,
				Object: a.object, First: a.first, spec: a.spec, list: a.list}
		default:
			found.Others = append(found.Others, Attached{Place: InNameTree, Key: a.key, FileName: a.fileName,
				Size: len(a.data), Object: a.object, ClinicalDocument: looksLikeCDA(a.data)})
		}
	}
	return found
}
