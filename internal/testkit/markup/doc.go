// Package markup writes small XML documents from Go: one call makes one element, so that the sample documents read like
// the XML that they become.
//
//	markup.El("observation classCode=OBS moodCode=EVN",
//		markup.El("code code=8302-2 codeSystem=~6.1 displayName='Altezza'"),
//		markup.El("statusCode code=completed"))
package markup
