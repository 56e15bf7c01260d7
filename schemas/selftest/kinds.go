package selftest

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

func kind(id string, s lint.Severity) *lint.Rule { return texts.Rule(id, s, "", "") }

// The kinds of defects. Why says what one means for verdicts.
var (
	kindFileUnreadable        = kind("file-unreadable", lint.Error)
	kindListMissing           = kind("list-missing", lint.Error)
	kindListUnreadable        = kind("list-unreadable", lint.Error)
	kindNoSchemaSet           = kind("schema-set-missing", lint.Error)
	kindSetUnusable           = kind("schema-set-unusable", lint.Error)
	kindSchemaDiffers         = kind("schema-differs", lint.Warning)
	kindSchemaUnlisted        = kind("schema-unlisted", lint.Warning)
	kindSchemaMissing         = kind("schema-missing", lint.Warning)
	kindSchematronUnusable    = kind("schematron-unusable", lint.Error)
	kindSchematronRefused     = kind("schematron-refused", lint.Error)
	kindSchematronDiffers     = kind("schematron-differs", lint.Warning)
	kindSchematronUnlisted    = kind("schematron-unlisted", lint.Warning)
	kindSchematronMissing     = kind("schematron-missing", lint.Info)
	kindRecordTwice           = kind("record-twice", lint.Info)
	kindTypeWithoutSchematron = kind("type-without-schematron", lint.Warning)
	kindTypeWithoutMap        = kind("type-without-map", lint.Warning)
	kindMapWithoutType        = kind("map-without-schematron", lint.Info)
	kindDictionaryUnreadable  = kind("dictionary-unreadable", lint.Error)
	kindDictionaryEmpty       = kind("dictionary-empty", lint.Error)
	kindDictionaryMissing     = kind("dictionary-missing", lint.Warning)
	kindDictionaryUnlisted    = kind("dictionary-unlisted", lint.Warning)
	kindDictionaryTwice       = kind("dictionary-twice", lint.Info)
	kindVersionEmpty          = kind("version-without-codes", lint.Warning)
	kindVersionUnlisted       = kind("version-unlisted", lint.Info)
	kindCodeTwice             = kind("code-twice", lint.Info)
	kindCodeDate              = kind("code-date", lint.Warning)
	kindCodeNumber            = kind("code-number", lint.Warning)
	kindCodeZeros             = kind("code-zeros", lint.Warning)
	kindCodeError             = kind("code-error", lint.Warning)
	kindCodeBlanks            = kind("code-blanks", lint.Warning)
	kindCodeEmpty             = kind("code-empty", lint.Info)
	kindLetUnused             = kind("let-unused", lint.Info)
	kindIDTwice               = kind("assert-id-twice", lint.Info)
)
