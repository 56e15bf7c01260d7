package hl7id

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/oid"
)

// WorkflowID is workflowInstanceId as the gateway makes it.
type WorkflowID struct {
	Root   string // of the CDA's id; "" when made from a document identifier (delete, metadata update)
	Hash   string // SHA-256 of the extension or of the document identifier, 64 hexadecimal digits
	Random string // 10 hexadecimal digits
}

// WorkflowSuffix ends every workflowInstanceId.
const WorkflowSuffix = "^^^^urn:ihe:iti:xdw:2013:workflowInstanceId"

const (
	hashDigits   = 2 * sha256.Size
	randomDigits = 10
	maxWorkflow  = 256
)

// WorkflowOfCDA returns all of a workflowInstanceId that can be known before: it begins so for the CDA with that ClinicalDocument/id.
// A missing extension is the empty string.
func WorkflowOfCDA(root, extension string) string { return root + "." + hashed(extension) + "." }

// WorkflowOfDocument returns how the workflowInstanceId of a delete or metadata update of a document begins.
func WorkflowOfDocument(identificativoDoc string) string { return hashed(identificativoDoc) + "." }

func hashed(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// String writes the identifier.
func (w WorkflowID) String() string {
	s := w.Hash + "." + w.Random + WorkflowSuffix
	if w.Root != "" {
		s = w.Root + "." + s
	}
	return s
}

// OfCDA tells whether the gateway made the identifier for the CDA with that ClinicalDocument/id.
func (w WorkflowID) OfCDA(root, extension string) bool {
	return w.Root == root && w.Hash == hashed(extension)
}

// OfDocument tells whether the gateway made the identifier for a delete or metadata update of that document.
func (w WorkflowID) OfDocument(identificativoDoc string) bool {
	return w.Root == "" && w.Hash == hashed(identificativoDoc)
}

// ParseWorkflowID reads a workflowInstanceId.
func ParseWorkflowID(s string) (WorkflowID, []lint.Finding) {
	t, flaws := clean(s, idMarks)
	if t.s == "" {
		return WorkflowID{}, append(flaws, Empty.Found("", ""))
	}
	if n := utf8.RuneCountInString(t.s); n > maxWorkflow {
		flaws = append(flaws, TooLong.Found(strconv.Itoa(n), strconv.Itoa(maxWorkflow)))
	}
	body, ok := strings.CutSuffix(t.s, WorkflowSuffix)
	if !ok {
		body, _, _ = strings.Cut(t.s, "^")
		flaws = append(flaws, Suffix.Found(t.s[len(body):], WorkflowSuffix).At("suffix", t.pos(len(body))))
	}
	var w WorkflowID
	last := strings.LastIndexByte(body, '.')
	if last < 0 {
		return w, append(flaws, Shape.Found(body, "<root>.<sha256>.<10>"+WorkflowSuffix))
	}
	w.Random = body[last+1:]
	w.Hash = body[:last]
	if i := strings.LastIndexByte(w.Hash, '.'); i >= 0 {
		w.Root, w.Hash = w.Hash[:i], w.Hash[i+1:]
	}
	if w.Root != "" {
		_, bad := oid.Parse(w.Root)
		flaws = append(flaws, t.moved(bad, "root", 0, len(body))...)
	}
	if !hexDigits(w.Hash, hashDigits) {
		flaws = append(flaws, Hash.Found(w.Hash, "").At("sha256", t.pos(last-len(w.Hash))))
	}
	if !hexDigits(w.Random, randomDigits) {
		flaws = append(flaws, Random.Found(w.Random, "").At("random", t.pos(last+1)))
	}
	return w, flaws
}

func hexDigits(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789abcdef") == ""
}
