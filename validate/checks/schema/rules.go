package schemacheck

import (
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/xsd"
)

var ruleNoSchema = texts.Rule("XSD-NO-SCHEMA", lint.Error, lint.Gateway, "VA-02")

// kinds are the kinds of schema violation, each of which is a rule.
var kinds = []xsd.Kind{
	xsd.UnknownRoot,
	xsd.UnexpectedElement,
	xsd.MissingElement,
	xsd.ElementNotAllowed,
	xsd.TextNotAllowed,
	xsd.ContentNotAllowed,
	xsd.AttributeNotAllowed,
	xsd.MissingAttribute,
	xsd.BadPattern,
	xsd.BadChoice,
	xsd.BadLength,
	xsd.BadRange,
	xsd.BadDatatype,
	xsd.BadFixed,
	xsd.UnknownType,
	xsd.UnrelatedType,
	xsd.AbstractType,
	xsd.BadNil,
	xsd.DuplicateID,
	xsd.UnresolvedReference,
	xsd.Other,
}

var ruleOf = func() map[xsd.Kind]*lint.Rule {
	m := make(map[xsd.Kind]*lint.Rule, len(kinds))
	for _, k := range kinds {
		m[k] = texts.Rule("XSD-"+strings.ToUpper(string(k)), lint.Error, lint.Gateway, "VA-04")
	}
	return m
}()

func rules() []*lint.Rule {
	all := make([]*lint.Rule, 0, len(kinds))
	for _, k := range kinds {
		all = append(all, ruleOf[k])
	}
	return all
}
