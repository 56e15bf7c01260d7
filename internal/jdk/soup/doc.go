// Package soup reads markup as jsoup 1.15.3 does, the HTML parser with which the gateway reads CDAs in two places: the identifiers
// of the header in HTML mode, the CDA of a PDF resource in XML mode. Both accept anything.
package soup
