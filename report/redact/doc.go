// Package redact takes everything personal out of what fselint says about documents, so that a report can be shown in public.
//
// It does not search for personal data: it builds a new document out of what is known to be free of them. Ids, severities,
// lines, columns, hashes and the texts of rules stay; the message of a finding becomes the text of its rule, or of the
// national rule, without the values of the document. Names of elements, claims and fields stay where they are the
// specification's own, in any other place there is an asterisk. Whatever is not listed here is left out, so that a field that is
// added later is not shown before somebody has thought about it. That paths of files become numbers is a setting of its own.
package redact
