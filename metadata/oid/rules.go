package oid

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// Rules lists the rules of this package.
func Rules() []*lint.Rule { return texts.Rules() }

// The rules.
var (
	Empty       = texts.Rule("OID-EMPTY", lint.Error, lint.Standard, "")
	Blank       = texts.Rule("OID-BLANK", lint.Error, lint.Standard, "")
	URN         = texts.Rule("OID-URN", lint.Error, lint.Standard, "")
	Character   = texts.Rule("OID-CHARACTER", lint.Error, lint.Standard, "")
	EmptyArc    = texts.Rule("OID-EMPTY-ARC", lint.Error, lint.Standard, "")
	LeadingZero = texts.Rule("OID-LEADING-ZERO", lint.Error, lint.Standard, "")
	FirstArc    = texts.Rule("OID-FIRST-ARC", lint.Error, lint.Standard, "")
	SecondArc   = texts.Rule("OID-SECOND-ARC", lint.Error, lint.Standard, "")
	SingleArc   = texts.Rule("OID-SINGLE-ARC", lint.Error, lint.Standard, "")
)
