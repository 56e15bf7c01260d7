// Package overview is what an audit says as a whole, as plain data: counts by verdict, document type, application, custodian
// and month, the rules that documents break most, earlier audits of the same folder, and comparisons with an earlier audit or
// with another catalog.
//
// Whatever shows an audit to people implements Sink: it is given every document once, in the order of the paths, and then the
// Overview. The documents are not kept, so memory does not grow with their number; the lists of an Overview are bounded.
package overview
