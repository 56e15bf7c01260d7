package cda

// Reason says why the gateway finds no CDA in a PDF.
type Reason int

// Reasons for which there is no CDA. The first group concerns both modes.
const (
	_           Reason = iota
	NoNames            // the catalog has no name dictionary: nothing is embedded
	EmptyStream        // the CDA is there but empty
	StreamDamaged
	StreamTooLarge // a bound of this program, not of the gateway

	NoEmbeddedFiles    // the name dictionary has no /EmbeddedFiles
	TreeEmpty          // the name tree of embedded files has no entries
	TreeDamaged        // the name tree has not the form of one
	TreeTooDeep        // all entries are below the first level of kids, where the gateway does not look
	NoSuchName         // no key and no file name equals cda.xml
	AttachmentNoStream // an attachment has no embedded file /EF /F; until 2025 it hid all others
	TreeKids           // all entries are in kids, where the gateway has not looked since 2026
	NotOpened          // the library that looks for the CDA cannot open the file

	NoResource         // the name dictionary has no /XFAResources
	ResourceDirect     // /XFAResources is a direct object, the gateway wants a reference
	ResourceNoNames    // /XFAResources has no direct array /Names with at least two elements
	ResourceNoDatasets // the first name is not "datasets"
	ResourceNoStream   // the second element is no reference to a stream
)

var reasonTexts = map[Reason]string{
	NoNames:            "the document catalog has no /Names",
	EmptyStream:        "the embedded document is empty",
	StreamDamaged:      "an embedded stream cannot be decoded",
	StreamTooLarge:     "an embedded stream is too large",
	NoEmbeddedFiles:    "no files are embedded",
	TreeEmpty:          "the list of embedded files is empty",
	TreeDamaged:        "the name tree of embedded files is damaged",
	TreeTooDeep:        "the name tree of embedded files is deeper than one level",
	NoSuchName:         "no embedded file is named " + AttachmentName,
	AttachmentNoStream: "an embedded file has no content",
	TreeKids:           "the name tree of embedded files has kids",
	NotOpened:          "the file cannot be opened",
	NoResource:         "there is no /XFAResources",
	ResourceDirect:     "/XFAResources is a direct object instead of a reference",
	ResourceNoNames:    "/XFAResources has no direct /Names array of two elements",
	ResourceNoDatasets: "the first name of /XFAResources is not \"datasets\"",
	ResourceNoStream:   "the data sets of /XFAResources are no reference to a stream",
}

func (r Reason) String() string { return reasonTexts[r] }
