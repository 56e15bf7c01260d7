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
	CauseOtherName  Cause = "uf-only"     // the name stands in /UF, /Unix, /DOS or /Mac alone
	CauseHiddenName Cause = "uf-differs"  // /F is the right name, and /UF another hides it
	CauseFilter     Cause = "filter"      // OpenPDF does not know the filter of the CDA
	CauseEntry      Cause = "other-entry" // another entry of the list is no attachment or cannot be decoded
	CauseLength     Cause = "length"      // /Length of the stream is wrong, and each cuts it in another place
	CauseUnknown    Cause = "other"
)

// Difference is what the generations take from a PDF, where that differs: nil for nothing.
type Difference struct {
	Older, Newer *Extracted
	Cause        Cause
}

// Compare extracts the CDA as both generations do; ok is false where they take the same, and where a bound of this program stood in the way.
func Compare(f *pdffile.File, mode Mode) (d Difference, ok bool) {
	var failed [2]*NotFoundError
	for i, g := range []fse.Generation{fse.July2025, fse.May2026} {
		x, err := Extract(f, mode, g)
		if errors.Is(err, pdffile.ErrTooLarge) {
			return d, false
		}
		_ = errors.As(err, &failed[i])
		if i == 0 {
			d.Older = x
		} else {
			d.Newer = x
		}
	}
	if d.Older == nil && d.Newer == nil || d.Older != nil && d.Newer != nil && bytes.Equal(d.Older.Data, d.Newer.Data) {
		return d, false
	}
	d.Cause = d.cause(f, failed)
	return d, true
}

func (d *Difference) cause(f *pdffile.File, failed [2]*NotFoundError) Cause {
	if c := OpenCause(f); c != CauseNone {
		return c
	}
	open, _ := f.As(pdffile.OpenPDF)
	switch {
	case d.Older != nil && d.Newer != nil && d.Older.Object == d.Newer.Object:
		return CauseLength
	case d.Older != nil && d.Newer != nil:
		return CauseEntry
	case d.Newer != nil && failed[0] != nil && failed[0].Attachment == NoSuchName:
		return CauseHiddenName
	case d.Newer != nil:
		return CauseEntry
	case failed[1] == nil:
		return CauseUnknown
	}
	switch failed[1].Attachment {
	case TreeKids:
		return CauseKids
	case StreamDamaged, EmptyStream:
		if _, err := open.Stream(types.IndirectRef{ObjectNumber: types.Integer(d.Older.Object)}); err != nil {
			return CauseFilter
		}
		return CauseEntry
	case NoSuchName:
		return d.Older.nameCause(f)
	}
	return CauseUnknown
}

// nameCause says why a name that PDFBox finds is none for OpenPDF.
func (x *Extracted) nameCause(f *pdffile.File) Cause {
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
