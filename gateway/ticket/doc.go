// Package ticket writes the message by which support is asked for a call of the gateway.
//
// The message is a file in the form of RFC 5322 and MIME, addressed as the channel wants it, that a mail program opens as a draft.
// Nothing is sent. It holds no tokens and no documents; the body of a request only when it is asked for.
//
// Source: specification digest, 07-certificates-and-accreditation §4 and tables/support_channels (specifiche-privati-RT v1.2 par. 16).
package ticket
