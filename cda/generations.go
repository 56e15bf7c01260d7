package cda

import (
	"bytes"
	"errors"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
)

// Cause says why the generations of the gateway make different things of one PDF.
type Cause string

// Causes. The first ones concern the whole file, the others the attachments.
const (
	CauseNone       Cause = ""
	CauseAES256     Cause = "aes-256"     // OpenPDF does not know that encryption
	CauseEncryption Cause = "encryption"  // nor this one
	CauseEndless    Cause = "cycle"       // OpenPDF never comes to the end of the page tree
	CauseStructure  Cause = "structure"   // OpenPDF cannot open the file, PDFBox repairs it
	CauseOnlyNewer  Cause = "damage"      // PDFBox cannot open the file, OpenPDF does
	CauseKids       Cause = "kids"        // the list of attachments has kids
	CauseUnicode    Cause = "utf-16"      // the name is in UTF-16
	CauseReference  Cause = "reference"   // the name is a reference to a text
	CauseOtherName  Cause = "uf-only"     // the name stands in /UF, /Unix, /DOS or /Mac alone
	CauseHiddenName Cause = "uf-differs"  // /F is the right name, and /UF another hides it
	CauseFilter     Cause = "filter"      // OpenPDF does not know the filter of the CDA
	CauseEntry      Cause = "other-entry" // another entry of the list is no attachment or cannot be decoded
	CauseLength     Cause = "length"      // /Length of the stream is wrong, and each cuts it in another place
	CauseUnknown    Cause = "other"
)

// Both is what the two generations take from a PDF; an error is as that of Extract.
type Both struct {
	Older, Newer       *Extracted
	OlderErr, NewerErr error
	file               *pdffile.File
}

// ExtractBoth extracts the CDA as both generations do.
func ExtractBoth(f *pdffile.File, mode Mode) *Both {
	b := &Both{file: f}
	b.Older, b.OlderErr = Extract(f, mode, fse.July2025)
	if mode != Attachment && b.Older != nil && b.Older.Mode == Resource {
		b.Newer = b.Older // which both read alike
		return b
	}
	b.Newer, b.NewerErr = Extract(f, mode, fse.May2026)
	return b
}

// Of is what one generation takes.
func (b *Both) Of(g fse.Generation) (*Extracted, error) {
	if g == fse.July2025 {
		return b.Older, b.OlderErr
	}
	return b.Newer, b.NewerErr
}

// Cause says why the generations take different things, CauseNone where they take the same or where a bound of this program stood in
// the way.
func (b *Both) Cause() Cause {
	switch {
	case errors.Is(b.OlderErr, pdffile.ErrTooLarge) || errors.Is(b.NewerErr, pdffile.ErrTooLarge):
		return CauseNone
	case b.Older == nil && b.Newer == nil || b.Older != nil && b.Newer != nil && bytes.Equal(b.Older.Data, b.Newer.Data):
		return CauseNone
	}
	return b.cause()
}

func (b *Both) cause() Cause {
	if c := OpenCause(b.file); c != CauseNone {
		return c
	}
	var older, newer NotFoundError // why nothing was found, the zero value where something was
	for err, into := range map[error]*NotFoundError{b.OlderErr: &older, b.NewerErr: &newer} {
		if none := (*NotFoundError)(nil); errors.As(err, &none) {
			*into = *none
		}
	}
	switch {
	case b.Older != nil && b.Newer != nil && b.Older.Object == b.Newer.Object:
		return CauseLength
	case b.Newer != nil && older.Attachment == NoSuchName:
		return CauseHiddenName
	case b.Newer != nil:
		return CauseEntry
	}
	switch newer.Attachment {
	case TreeKids:
		return CauseKids
	case StreamDamaged, EmptyStream:
		open, err := b.file.As(pdffile.OpenPDF)
		if err == nil {
			_, err = open.Stream(types.IndirectRef{ObjectNumber: types.Integer(b.Older.Object)})
		}
		if err != nil {
			return CauseFilter
		}
		return CauseEntry
	case NoSuchName:
		return b.Older.nameCause(b.file)
	}
	return CauseUnknown
}

// nameCause says why a name that PDFBox finds is none for OpenPDF.
func (x *Extracted) nameCause(f *pdffile.File) Cause {
	if _, _, indirect := pdffile.Reference(x.list); indirect && x.Name == AttachmentName {
		return CauseReference
	}
	if x.Name == AttachmentName {
		return CauseUnicode
	}
	box, err := f.As(pdffile.PDFBox)
	if err != nil {
		return CauseUnknown
	}
	if name, ok := box.Text(x.spec["F"]); ok && name == AttachmentName {
		return CauseUnicode
	}
	return CauseOtherName
}

// OpenCause says why one library opens a file that the other does not, CauseNone where both do or neither.
func OpenCause(f *pdffile.File) Cause {
	box, boxErr := f.As(pdffile.PDFBox)
	_, openErr := f.As(pdffile.OpenPDF)
	switch {
	case boxErr != nil && openErr == nil:
		return CauseOnlyNewer
	case boxErr != nil || openErr == nil || errors.Is(openErr, pdffile.ErrTooLarge):
		return CauseNone
	case errors.Is(openErr, pdffile.ErrEndless):
		return CauseEndless
	case box.Encrypted():
		if d, _ := box.Dict(box.Trailer()["Encrypt"]); d["R"] == types.Integer(5) || d["R"] == types.Integer(6) {
			return CauseAES256
		}
		return CauseEncryption
	}
	return CauseStructure
}
