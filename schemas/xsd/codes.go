package xsd

// code is what the reference reports where libxml2 reports a number of its xmlParserErrors.
type code struct {
	cvc   string
	kind  Kind
	facet string
}

// elementContent is libxml2's code for an unexpected element and for a missing one; the parser event tells them apart.
const elementContent = 1871

// codes by libxml2's numbers (XML_SCHEMAV_*, part of its interface since 2.6).
var codes = map[int]code{
	1824: {"cvc-datatype-valid.1.2.1", BadDatatype, ""},
	1825: {"cvc-datatype-valid.1.2.2", BadDatatype, ""},
	1826: {"cvc-datatype-valid.1.2.3", BadDatatype, ""},
	1827: {"cvc-type.3.1.1", AttributeNotAllowed, ""},
	1828: {"cvc-type.3.1.2", ElementNotAllowed, ""},
	1829: {"cvc-facet-valid", BadDatatype, ""},
	1830: {"cvc-length-valid", BadLength, "length"},
	1831: {"cvc-minLength-valid", BadLength, "minLength"},
	1832: {"cvc-maxLength-valid", BadLength, "maxLength"},
	1833: {"cvc-minInclusive-valid", BadRange, "minInclusive"},
	1834: {"cvc-maxInclusive-valid", BadRange, "maxInclusive"},
	1835: {"cvc-minExclusive-valid", BadRange, "minExclusive"},
	1836: {"cvc-maxExclusive-valid", BadRange, "maxExclusive"},
	1837: {"cvc-totalDigits-valid", BadRange, "totalDigits"},
	1838: {"cvc-fractionDigits-valid", BadRange, "fractionDigits"},
	1839: {"cvc-pattern-valid", BadPattern, "pattern"},
	1840: {"cvc-enumeration-valid", BadChoice, "enumeration"},
	1841: {"cvc-complex-type.2.1", ContentNotAllowed, ""},
	1842: {"cvc-complex-type.2.2", ElementNotAllowed, ""},
	1843: {"cvc-complex-type.2.3", TextNotAllowed, ""},
	1845: {"cvc-elt.1.a", UnknownRoot, ""},
	1846: {"cvc-elt.2", AbstractType, ""},
	1847: {"cvc-elt.3.1", BadNil, ""},
	1848: {"cvc-elt.3.2.1", BadNil, ""},
	1849: {"cvc-elt.3.2.2", BadNil, ""},
	1851: {"cvc-elt.4.2", UnknownType, ""},
	1852: {"cvc-elt.4.3", UnrelatedType, ""},
	1856: {"cvc-elt.5.2.2.1", BadFixed, ""},
	1857: {"cvc-elt.5.2.2.2.1", BadFixed, ""},
	1858: {"cvc-elt.5.2.2.2.2", BadFixed, ""},
	1866: {"cvc-complex-type.3.2.2", AttributeNotAllowed, ""},
	1867: {"cvc-complex-type.3.2.2", AttributeNotAllowed, ""},
	1868: {"cvc-complex-type.4", MissingAttribute, ""},
	1874: {"cvc-complex-type.3.1", BadFixed, ""},
	1875: {"cvc-type.1", UnknownType, ""},
	1876: {"cvc-type.2", AbstractType, ""},
	1877: {"cvc-identity-constraint", Other, ""},
	1878: {"cvc-complex-type.3.2.2", AttributeNotAllowed, ""},
}

// The codes that the reference adds when a value is not valid: of an attribute, of an element.
const (
	attributeValue = "cvc-attribute.3"
	simpleContent  = "cvc-complex-type.2.2"
	simpleElement  = "cvc-type.3.1.3"
)

// isValueError tells whether a code is about the value of an attribute or of simple content.
func isValueError(c string) bool {
	switch {
	case c == "cvc-id.2":
		return true
	case len(c) > 6 && c[len(c)-6:] == "-valid":
		return true
	default:
		return len(c) > 18 && c[:18] == "cvc-datatype-valid"
	}
}
