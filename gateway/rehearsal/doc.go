// Package rehearsal is a gateway for rehearsals: the interface of the real one, on one's own machine, judged by the same checks.
//
// A call is answered with the first thing that the gateway would dislike, with its status, body and header fields. What is
// taken leaves traces as it does there: validations that a publication finds again and uses up, published documents that can
// be replaced, changed and deleted, events that the status services tell. Nothing leaves the machine.
//
// Faults come on demand, for calls to come (see Fault), or by the prefixes of the national accreditation in identificativoDoc.
//
// The front end of the real gateway and what lies behind it are rehearsed as far as the specification tells.
//
// Source: specification digest, 01-overview §3-10; 04-pdf-cda §5-6; 05-validation §6-7; 06-errors; tables/simulation_prefixes and
// transaction_events.
package rehearsal
