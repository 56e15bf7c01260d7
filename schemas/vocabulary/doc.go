// Package vocabulary judges the coded values of a CDA document against the managed dictionaries as the gateway does.
//
// A Set holds the list of managed code systems with their versions; the codes themselves stay where they are (a CSV file
// of the catalog, or the compiled catalog mapped into memory) until a document needs a dictionary, are then opened once per
// process and shared by all documents. Extract takes the codes from a parsed document, Judge runs the published steps
// over them and gives both the gateway's one message and every single problem with its place; Near and Display say what
// a dictionary knows instead.
//
//	set := vocabulary.NewSet(dictionaries, open)
//	codes := vocabulary.Extract(doc, nil)
//	outcome := set.Judge(codes)
//
// # The steps
//
// They follow the terminology service of the gateway's validator, paragraph 5 of its description:
// no dictionaries at all is an error; allow-listed systems are accepted whatever the code; a system with an arc 999 or
// 9999 is refused; systems that are not managed are only noted; a missing version becomes the newest of the dictionary;
// a version that is not managed is refused; what remains is looked up exactly, case included. An empty attribute counts
// as absent, and an absent code of a managed system is looked up too and fails.
//
// # Order in messages
//
// The gateway's messages depend on the order in which its Java collections yield what they hold. Systems (block list) and
// versions are listed at their first occurrence in the document. Unknown codes are grouped by system and version, the
// groups in the order of a java.util.HashMap (JDK 8 and later) whose key hash is the sum of the two string hashes, the
// codes of a group at their first occurrence in the gateway's working list: filling in missing versions moves those codes
// to its end and drops equal codes that declared the same version; an absent code is never equal to anything, not even
// to itself, so it also keeps its first place. The files order.go and javamap.go reproduce both.
//
// # Tables
//
// A Table is one dictionary: its text, fixed-size rows and an open-addressing hash over the codes. The same bytes serve
// from memory, built from CSV, and as a section of a compiled file (package compiled), so that 150,000 codes cost neither
// start-up time nor heap. What a look-up touches there is verified first; damage is an error that makes the Set fall back
// to the CSV.
package vocabulary
