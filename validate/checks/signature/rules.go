package signaturecheck

import (
	_ "embed" // the texts
	"strings"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// What the gateway answers.
var (
	ruleUnsigned   = texts.Rule("SIG-UNSIGNED", lint.Error, lint.Gateway, "PF-06")
	ruleNotYet     = texts.Rule("SIG-NOT-YET", lint.Info, lint.Advice, "")
	ruleEarly      = texts.Rule("SIG-EARLY", lint.Warning, lint.Gateway, "PF-08")
	ruleInvalid    = texts.Rule("SIG-INVALID", lint.Error, lint.Gateway, "PF-07")
	ruleUnreadable = texts.Rule("SIG-UNREADABLE", lint.Error, lint.Gateway, "PF-03")
	ruleGeneration = texts.Rule("SIG-GENERATION", lint.Warning, lint.Advice, "")
	ruleUnverified = texts.Rule("SIG-UNVERIFIED", lint.Warning, lint.Standard, "")
)

// What careful readers say of the dictionary, of its place, and of what happened to the file.
var (
	ruleSubFilter    = texts.Rule("SIG-SUBFILTER", lint.Warning, lint.Standard, "")
	ruleFilter       = texts.Rule("SIG-FILTER", lint.Info, lint.Advice, "")
	ruleByteRange    = texts.Rule("SIG-BYTERANGE", lint.Error, lint.Standard, "")
	ruleCoverage     = texts.Rule("SIG-COVERAGE", lint.Error, lint.Standard, "")
	ruleChanged      = texts.Rule("SIG-CHANGED", lint.Error, lint.Standard, "")
	ruleAttack       = texts.Rule("SIG-ATTACK", lint.Error, lint.Standard, "")
	ruleDate         = texts.Rule("SIG-DATE", lint.Error, lint.Standard, "")
	ruleDocTimeStamp = texts.Rule("SIG-DOC-TIMESTAMP", lint.Warning, lint.Advice, "")
	ruleNested       = texts.Rule("SIG-NESTED", lint.Warning, lint.Advice, "")
	ruleEncrypted    = texts.Rule("SIG-ENCRYPTED", lint.Error, lint.Standard, "")
	ruleCDAOutside   = texts.Rule("SIG-CDA-OUTSIDE", lint.Error, lint.Standard, "")
	ruleBroken       = texts.Rule("SIG-BROKEN", lint.Error, lint.Standard, "")
)

// What they say of the CMS, its attributes and algorithms, and of the signer.
var (
	ruleCMS         = texts.Rule("SIG-CMS", lint.Error, lint.Standard, "")
	ruleAttributes  = texts.Rule("SIG-ATTRIBUTES", lint.Error, lint.Standard, "")
	ruleSigningTime = texts.Rule("SIG-SIGNING-TIME", lint.Warning, lint.Standard, "")
	ruleChain       = texts.Rule("SIG-CHAIN", lint.Warning, lint.Standard, "")
	ruleValidity    = texts.Rule("SIG-VALIDITY", lint.Error, lint.Standard, "")
	ruleKeyUsage    = texts.Rule("SIG-KEY-USAGE", lint.Warning, lint.Standard, "")
	ruleRevocation  = texts.Rule("SIG-REVOCATION", lint.Warning, lint.Advice, "")
	ruleAlgorithm   = texts.Rule("SIG-ALGORITHM", lint.Error, lint.Standard, "")
	ruleQualified   = texts.Rule("SIG-QUALIFIED", lint.Info, lint.Advice, "")
	ruleSigner      = texts.Rule("SIG-SIGNER", lint.Warning, lint.Advice, "")
	ruleTimeStamp   = texts.Rule("SIG-TIMESTAMP", lint.Warning, lint.Standard, "")
	ruleTrust       = texts.Rule("SIG-TRUST", lint.Warning, lint.Advice, "")
)

// word returns the words for a value of one of the other packages' types, such as a cause; the value itself where there are none.
func word[K ~string](kind string, value K) lint.Text {
	if id := wordID(kind, value); texts.Has(id) {
		return texts.Text(id, nil)
	}
	return lint.Same(string(value))
}

func wordID[K ~string](kind string, value K) string {
	return kind + "-" + strings.ReplaceAll(string(value), " ", "-")
}
