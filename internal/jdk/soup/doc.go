// Package soup reads markup as jsoup 1.15.3 does, the HTML parser with which the gateway reads CDAs in three places: the identifiers
// of the header and the coded values in HTML mode, the CDA of a PDF resource in XML mode. Both modes accept anything.
package soup
