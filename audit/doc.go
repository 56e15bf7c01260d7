// Package audit judges many documents, each content once.
//
// A Worker judges a list of documents that its caller gives, with one catalog or with several at once, and returns results under
// keys: what was judged, and what it was judged with. It knows nothing of folders or databases. A caller that keeps results
// (a database, a queue) tells it which keys it has already; those are not judged again.
//
// The folders below do the rest: walk finds documents, store keeps results, overview sums them up, folder runs a whole audit in a
// folder of its own, and watch judges what arrives.
package audit
