package cda

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// Place says where in a PDF a file is embedded.
type Place int

// The places where files can be embedded. The gateway looks only at the first two.
const (
	InNameTree   Place = iota // the name tree /EmbeddedFiles
	InResource                // the name tree /XFAResources
	InAssociated              // the associated files /AF of the catalog
	InAnnotation              // a file attachment annotation on a page
)

func (p Place) String() string {
	return [...]string{"name tree", "XFA resource", "associated files", "page annotation"}[p]
}

// Attached is a file embedded in a PDF.
type Attached struct {
	Place Place
	// Key is the key in the name tree, "" for other places.
	Key string
	// FileName is the name in the file specification, "" without one.
	FileName string
	// Depth is the level in the name tree: 0 for its root, 1 for a kid of the root.
	Depth int
	// Page is the number of the page that carries the annotation, from 1.
	Page int
	// Object is the number of the stream object, 0 when it has none.
	Object int
	// Size is the decoded size in bytes, 0 when it cannot be decoded; Err says why.
	Size int
	Err  error
	// ClinicalDocument says whether the content looks like a CDA.
	ClinicalDocument bool
}

// Match says how far key or file name are the one that the gateway looks for.
func (a *Attached) Match() NameMatch {
	return max(matchName(a.Key), matchName(a.FileName))
}

// NameMatch compares a name with cda.xml.
type NameMatch int

// Degrees of agreement of a name with cda.xml.
const (
	NameDiffers  NameMatch = iota
	NameContains           // cda.xml with a folder before it, or other characters around
	NameBlanks             // cda.xml but for blanks or invisible characters around, and perhaps case
	NameCase               // cda.xml but for case
	NameEqual
)

func matchName(name string) NameMatch {
	switch lower := strings.ToLower(name); {
	case name == AttachmentName:
		return NameEqual
	case lower == AttachmentName:
		return NameCase
	case strings.TrimFunc(lower, isBlank) == AttachmentName:
		return NameBlanks
	case strings.Contains(lower, AttachmentName):
		return NameContains
	}
	return NameDiffers
}

// isBlank is true for what nobody sees at the ends of a name.
func isBlank(r rune) bool { return r <= ' ' || r == '\u00A0' || r == '\uFEFF' || r == '\u200B' }

// Survey lists everything that is embedded in a PDF, wherever it is.
type Survey struct {
	Files []Attached
	// MaxDepth is the deepest level of the name tree that has names.
	MaxDepth int
	// Truncated says that the survey stopped at its bound.
	Truncated bool
}

// Bounds of a survey.
const (
	maxSurveyFiles = 1000
	maxSurveyNodes = 10_000
	maxSurveyDepth = 32
	maxSurveyPages = 20_000
)

// surveyor walks through a file, every node once.
type surveyor struct {
	file    *pdffile.File
	survey  *Survey
	visited map[int]bool
	nodes   int
	pages   int
}

// NewSurvey looks through the name trees to any depth, the associated files and the annotations of all pages. It
// decodes what it finds, within the bounds of the file.
func NewSurvey(f *pdffile.File) *Survey {
	s := &surveyor{file: f, survey: &Survey{}, visited: map[int]bool{}}
	names, _ := f.Dict(f.Catalog()["Names"])
	s.tree(names["EmbeddedFiles"], InNameTree, 0)
	s.tree(names["XFAResources"], InResource, 0)
	if list, ok := f.Array(f.Catalog()["AF"]); ok {
		for _, o := range list {
			s.spec(o, Attached{Place: InAssociated})
		}
	}
	s.page(f.Catalog()["Pages"], 0)
	return s.survey
}

// Documents returns the embedded files that look like a CDA. One stream in several places counts once.
func (s *Survey) Documents() []Attached {
	var found []Attached
	seen := map[int]bool{}
	for _, a := range s.Files {
		if a.ClinicalDocument && (a.Object == 0 || !seen[a.Object]) {
			seen[a.Object] = true
			found = append(found, a)
		}
	}
	return found
}

// enter says whether a node is to be looked at: it was not before, and the bounds allow it.
func (s *surveyor) enter(o types.Object, depth int) bool {
	if num, _, ok := pdffile.Reference(o); ok {
		if s.visited[num] {
			return false
		}
		s.visited[num] = true
	}
	if s.nodes++; s.nodes > maxSurveyNodes+maxSurveyPages || depth > maxSurveyDepth {
		s.survey.Truncated = true
		return false
	}
	return true
}

func (s *surveyor) tree(o types.Object, place Place, depth int) {
	node, ok := s.file.Dict(o)
	if !ok || !s.enter(o, depth) {
		return
	}
	if list, ok := s.file.Array(node["Names"]); ok {
		s.survey.MaxDepth = max(s.survey.MaxDepth, depth)
		for i := 0; i+1 < len(list); i += 2 {
			key, _ := s.file.Text(list[i])
			s.spec(list[i+1], Attached{Place: place, Key: key, Depth: depth})
		}
	}
	kids, _ := s.file.Array(node["Kids"])
	for _, kid := range kids {
		s.tree(kid, place, depth+1)
	}
}

// spec adds the file of a file specification, or the stream itself for a resource.
func (s *surveyor) spec(o types.Object, a Attached) {
	if len(s.survey.Files) >= maxSurveyFiles {
		s.survey.Truncated = true
		return
	}
	stream := o
	if !s.file.IsStream(o) {
		d, ok := s.file.Dict(o)
		if !ok {
			return
		}
		a.FileName = fileName(s.file, d)
		embedded, _ := s.file.Dict(d["EF"])
		stream = embedded["F"]
		if stream == nil {
			stream = embedded["UF"]
		}
	}
	a.Object, _, _ = pdffile.Reference(stream)
	data, err := s.file.Stream(stream)
	a.Size, a.Err = len(data), err
	a.ClinicalDocument = looksLikeCDA(data)
	s.survey.Files = append(s.survey.Files, a)
}

// page looks for file attachment annotations below a node of the page tree.
func (s *surveyor) page(o types.Object, depth int) {
	node, ok := s.file.Dict(o)
	if !ok || !s.enter(o, depth) {
		return
	}
	if kids, ok := s.file.Array(node["Kids"]); ok {
		for _, kid := range kids {
			s.page(kid, depth+1)
		}
		return
	}
	s.pages++
	annotations, _ := s.file.Array(node["Annots"])
	for _, o := range annotations {
		d, ok := s.file.Dict(o)
		if !ok {
			continue
		}
		if subtype, _ := s.file.Name(d["Subtype"]); subtype == "FileAttachment" && d["FS"] != nil {
			s.spec(d["FS"], Attached{Place: InAnnotation, Page: s.pages})
		}
	}
}

// looksLikeCDA says whether the beginning of data contains a ClinicalDocument start tag, in an encoding with one or two bytes per
// character.
func looksLikeCDA(data []byte) bool {
	head := data[:min(len(data), 64<<10)]
	if bytes.IndexByte(head, 0) >= 0 {
		head = bytes.ReplaceAll(head, []byte{0}, nil)
	}
	for {
		i := bytes.Index(head, []byte("ClinicalDocument"))
		if i < 0 {
			return false
		}
		if start := bytes.LastIndexByte(head[:i], '<'); start >= 0 && isPrefixOrEmpty(head[start+1:i]) {
			return true
		}
		head = head[i+1:]
	}
}

// isPrefixOrEmpty says whether b is nothing or a namespace prefix with its colon.
func isPrefixOrEmpty(b []byte) bool {
	return len(b) == 0 || b[len(b)-1] == ':' && !bytes.ContainsAny(b, " \t\r\n/!?<>")
}

// String describes the file in one line, for people.
func (a *Attached) String() string {
	name := a.FileName
	if a.Key != "" && a.Key != name {
		name = fmt.Sprintf("%s (key %q)", name, a.Key)
	}
	return fmt.Sprintf("%s in %s, %d bytes", name, a.Place, a.Size)
}
