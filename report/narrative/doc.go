// Package narrative renders the human-readable part of a CDA, the text of its sections, as HTML that is safe in any page.
//
// The renderer writes every tag itself: nothing of the document reaches the output but escaped text, numbers, and the
// targets of links that lead to http(s) or to a place in the same narrative. Elements that the narrative block of CDA R2
// does not have are shown by their text, so that nothing a reader ought to see is lost.
package narrative
