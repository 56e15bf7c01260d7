// Package attack makes signed PDFs that were changed after signing: by the published attacks on PDF signatures, and, as a
// control, in ways that are allowed.
//
// Every document carries the same page, form field and tiny CDA. The attacks do no harm: what they would show in place of
// the signed text says that it was replaced.
package attack
