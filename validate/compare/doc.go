// Package compare says what differs between two judgements of the same document, such as those with an old and a new
// catalog: verdict, validator result, gateway answer, and which findings came and went.
//
// Findings are matched one to one by what they are (id, severity) and where they are; what has no partner is gone or has
// come. A finding that is still there with other words counts as reworded, not as gone and come.
package compare
