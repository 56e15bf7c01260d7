package xsd

import (
	"fmt"
	"slices"
	"strings"
)

var english = &wording{
	or: "or", more: "and others", empty: "(empty)", blank: "(only blanks)", without: "",
	types: map[string]string{
		"uid":          "an OID (digits and dots, such as 2.16.840.1.113883.2.9), a UUID or a registered identifier that begins with a letter, without blanks",
		"ts":           "a point in time: YYYYMMDD, or YYYYMMDDhhmmss followed by the zone, such as 20240131101500+0100",
		"bl":           "true or false",
		"int":          "a whole number, such as 12",
		"real":         "a number with a decimal point, such as 12.5",
		"probability":  "a number between 0 and 1",
		"bin":          "data in Base64",
		"url":          "a complete address: scheme, colon and what follows, such as tel:+39061234567, mailto:info@example.it or https://example.it/",
		"anyURI":       "a complete address: scheme, colon and what follows, such as tel:+39061234567, mailto:info@example.it or https://example.it/",
		"ID":           "an identifier that begins with a letter or underscore and has only letters, digits, hyphen, dot and underscore",
		"IDREF":        "the ID of an element of this document",
		"IDREFS":       "IDs of elements of this document, separated by blanks",
		"NCName":       "a name that begins with a letter or underscore and has only letters, digits, hyphen, dot and underscore",
		"NMTOKEN":      "one word of letters, digits, hyphen, dot, colon and underscore",
		"NMTOKENS":     "at least one word of letters, digits, hyphen, dot, colon and underscore",
		"QName":        "a name, whose prefix, if it has one, is declared with xmlns",
		"boolean":      "true, false, 1 or 0",
		"double":       "a number, such as 1.5 or 1.5E3",
		"decimal":      "a number, such as 12.5",
		"integer":      "a whole number, such as 12",
		"base64Binary": "data in Base64",
	},
	patterns: map[string]string{
		timeStampPattern: "a point in time: YYYYMMDD, or YYYYMMDDhhmmss followed by the zone, such as 20240131101500+0100",
		noBlanksPattern:  "at least one character, and no blanks between",
		booleanPattern:   "true or false, in lower case",
		oidPattern:       "an OID: numbers without leading zeros separated by dots, the first 0, 1 or 2",
	},
	explain: inEnglish,
}

func inEnglish(e Error) explanation {
	switch e.Kind {
	case UnknownRoot:
		return explanation{
			message:  fmt.Sprintf("the document element %s is not one that the schema knows", qualified(e, "no namespace")),
			expected: "ClinicalDocument in the namespace urn:hl7-org:v3",
			fix:      `begin the document with <ClinicalDocument xmlns="urn:hl7-org:v3">; name and namespace must match in every letter`,
		}
	case UnexpectedElement:
		return unexpectedEnglish(e)
	case MissingElement:
		return explanation{
			message: fmt.Sprintf("%s ends too early: an element is missing before its end tag", e.Element),
			actual:  fmt.Sprintf("the end of %s", e.Element),
			fix:     fmt.Sprintf("add the missing element to %s, or remove %s if it has nothing to say", e.Element, e.Element),
		}
	case ElementNotAllowed:
		return explanation{
			message:  fmt.Sprintf("%s takes no elements", e.Element),
			expected: "no element",
			fix:      fmt.Sprintf("remove the elements inside %s", e.Element),
		}
	case TextNotAllowed:
		return explanation{
			message:  fmt.Sprintf("text stands directly inside %s, which may hold only elements", e.Element),
			expected: "only elements, comments and blanks",
			fix:      fmt.Sprintf("remove the text or move it into an element of %s that takes text", e.Element),
		}
	case ContentNotAllowed:
		return explanation{
			message:  fmt.Sprintf("%s must be empty: not even a blank or a line break may stand between its tags", e.Element),
			expected: "nothing",
			fix:      fmt.Sprintf("write it as <%s .../>, with what it has to say in its attributes", e.Element),
		}
	case AttributeNotAllowed:
		return explanation{
			message:  fmt.Sprintf("%s has no attribute %s", e.Element, e.Attribute),
			expected: "only attributes that the schema gives to " + e.Element,
			fix:      fmt.Sprintf("remove %s, or correct its name (upper and lower case count) or its place", e.Attribute),
		}
	case MissingAttribute:
		return explanation{
			message:  fmt.Sprintf("%s lacks the attribute %s, which it must have", e.Element, e.Attribute),
			expected: "the attribute " + e.Attribute, actual: e.Element + " without it",
			fix: fmt.Sprintf("add %s to %s", e.Attribute, e.Element),
		}
	case UnknownType, UnrelatedType, AbstractType, BadNil:
		return instanceEnglish(e)
	default:
		return valueEnglish(e)
	}
}

func unexpectedEnglish(e Error) explanation {
	name := qualified(e, "no namespace")
	x := explanation{
		message: name + " may not stand here",
		fix: fmt.Sprintf("put the elements into the order of the schema: move %s to its place, or remove it, or add before it what is missing",
			e.Element),
	}
	switch {
	case e.Misplaced:
		x.message = fmt.Sprintf("%s may not stand at this point of %s", name, e.Parent)
	case e.Parent != "":
		x.message = fmt.Sprintf("%s is not an element of %s", name, e.Parent)
		x.fix = "remove it, or correct its name, its namespace or its place"
	}
	switch b := e.Belongs; {
	case b.After != "":
		x.fix = fmt.Sprintf("move %s within %s: after %s and before %s", e.Element, e.Parent, b.After, b.Before)
		return x
	case b.Before != "":
		x.fix = fmt.Sprintf("move %s to the beginning of %s, before %s", e.Element, e.Parent, b.Before)
		return x
	case b.Later != "":
		x.fix = fmt.Sprintf("move %s before %s", b.Later, e.Element)
		return x
	case b.Outside:
		x.fix = fmt.Sprintf("move %s out of %s into %s, where the schema provides for it; or remove it", e.Element, e.Parent, b.Inside[0])
	case len(b.Inside) > 0:
		last := b.Inside[len(b.Inside)-1]
		x.fix = fmt.Sprintf("put %s into %s (%s), or remove it", e.Element, last, strings.Join(b.Inside, "/"))
	case b.Again && e.Misplaced:
		x.fix = fmt.Sprintf("%s can hold no further %s at this point: remove this one, or merge it with the one before", e.Parent, e.Element)
	}
	placed := e.Belongs.Again || len(e.Belongs.Inside) > 0
	switch {
	case slices.Contains(e.Expected, e.Element):
		x.fix = fmt.Sprintf("%s is in the namespace %q: give it that of the elements around it", e.Element, e.Namespace)
	case e.sameButForCase() != "":
		x.fix = fmt.Sprintf("write %s: upper and lower case count", e.sameButForCase())
	case len(e.Expected) == 0:
		x.expected = "no further element"
		if placed {
			break
		}
		x.fix = fmt.Sprintf("remove %s, or move it to where the schema provides for it", e.Element)
	case len(e.Expected) == 1 && !e.ExpectedMore && !placed:
		x.message += fmt.Sprintf(": %s is expected", e.Expected[0])
		x.fix = fmt.Sprintf("add %s before %s if it is missing; otherwise put the elements into the order of the schema", e.Expected[0], e.Element)
	}
	return x
}

func instanceEnglish(e Error) explanation {
	switch e.Kind {
	case UnknownType:
		return explanation{
			message:  fmt.Sprintf("xsi:type of %s names a type that does not exist", e.Element),
			expected: "the name of a data type of the schema, such as CD, PQ, ST, ED, TS, IVL_TS or INT",
			fix:      "correct the name; upper and lower case count, and a prefix must be bound to urn:hl7-org:v3",
		}
	case UnrelatedType:
		return explanation{
			message:  fmt.Sprintf("xsi:type of %s names a type that may not stand here", e.Element),
			expected: "a type derived from the one that the schema gives to " + e.Element,
			fix:      "choose a type that fits, or remove xsi:type where the schema has fixed the type",
		}
	case AbstractType:
		return explanation{
			message:  fmt.Sprintf("%s must say by xsi:type of which type its value is", e.Element),
			expected: "xsi:type with a data type, such as CD, PQ, ST, ED, TS, IVL_TS or INT", actual: "no xsi:type, or one of a general type",
			fix: fmt.Sprintf(`add xsi:type to %s, as in <%s xsi:type="CD" .../>`, e.Element, e.Element),
		}
	default:
		return explanation{
			message:  fmt.Sprintf("xsi:nil may not be used on %s", e.Element),
			expected: "no xsi:nil", actual: "xsi:nil",
			fix: "remove xsi:nil; a missing value is expressed by nullFlavor",
		}
	}
}

func valueEnglish(e Error) explanation {
	what := e.where("the attribute {a} of {e}", "the content of {e}")
	x := explanation{}
	switch e.Kind {
	case BadPattern:
		x.message = what + " does not have the required form"
		x.fix = "write the value in the required form, or leave the attribute out where it is optional"
	case BadChoice:
		x.message = what + " is not one of the values that the schema allows"
		x.fix = "use one of the allowed values; upper and lower case count"
	case BadLength:
		x.message = what + " does not have the required length"
		x.expected = e.Facet + " " + e.Limit
		x.fix = "give a value, or leave the attribute out where it is optional"
	case BadRange:
		x.message = what + " is out of its range"
		x.expected = e.Facet + " " + e.Limit
		x.fix = "correct the number"
	case BadDatatype:
		x.message = what + " is not of its data type"
		if e.Type != "" {
			x.message += " (" + e.Type + ")"
		}
		x.fix = "write the value in the required form, or leave the attribute out where it is optional; a missing value is expressed by nullFlavor"
	case BadFixed:
		x.message = what + " can have one value only"
		x.fix = "write that value, or leave the attribute out"
	case DuplicateID:
		x.message = "the ID " + e.Value + " occurs more than once in the document"
		x.expected = "each ID once"
		x.fix = "give every element an ID of its own, and adjust the references to it"
	case UnresolvedReference:
		x.message = what + " refers to an ID that no element of the document has"
		x.expected = "the ID of an element of this document"
		x.fix = "correct the reference, or give the element that is meant this ID"
	default:
		return explanation{message: "the schema is violated: " + e.Raw, fix: "see the schema at this element"}
	}
	if same := e.sameButForCase(); same != "" {
		x.fix = fmt.Sprintf("write %s: upper and lower case count", same)
	}
	if hasOuterBlanks(e.Value) {
		x.fix += "; mind the blanks at its beginning or end"
	}
	return x
}
