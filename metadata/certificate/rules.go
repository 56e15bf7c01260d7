package certificate

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

// Rules lists the rules of this package.
func Rules() []*lint.Rule { return texts.Rules() }

// Rules of a certificate that was read.
var (
	Expired             = texts.Rule("CRT-EXPIRED", lint.Error, lint.Standard, "")
	NotYetValid         = texts.Rule("CRT-NOT-YET-VALID", lint.Error, lint.Standard, "")
	ExpiresSoon         = texts.Rule("CRT-EXPIRES-SOON", lint.Warning, lint.Advice, "")
	SelfSigned          = texts.Rule("CRT-SELF-SIGNED", lint.Error, lint.Standard, "")
	UnknownIssuer       = texts.Rule("CRT-ISSUER", lint.Error, lint.Standard, "")
	IssuerSignature     = texts.Rule("CRT-ISSUER-SIGNATURE", lint.Error, lint.Standard, "")
	StageIssuer         = texts.Rule("CRT-STAGE-ISSUER", lint.Error, lint.Standard, "")
	ProductionIssuer    = texts.Rule("CRT-PRODUCTION-ISSUER", lint.Error, lint.Standard, "")
	CAForLeaf           = texts.Rule("CRT-CA", lint.Error, lint.Standard, "")
	WeakDigest          = texts.Rule("CRT-SHA1", lint.Warning, lint.Standard, "")
	KeyNotRSA           = texts.Rule("CRT-KEY-NOT-RSA", lint.Error, lint.Standard, "")
	KeyShort            = texts.Rule("CRT-KEY-SHORT", lint.Error, lint.Standard, "")
	KeyUnusual          = texts.Rule("CRT-KEY-UNUSUAL", lint.Info, lint.Advice, "")
	AuthenticationSigns = texts.Rule("CRT-A-SIGNS", lint.Error, lint.Standard, "")
	SignatureConnects   = texts.Rule("CRT-S-CONNECTS", lint.Error, lint.Standard, "")
	KeyUsage            = texts.Rule("CRT-KEY-USAGE", lint.Warning, lint.Advice, "")
	NoClientAuth        = texts.Rule("CRT-NO-CLIENT-AUTH", lint.Error, lint.Standard, "")
	Subject             = texts.Rule("CRT-SUBJECT", lint.Warning, lint.Advice, "")
	Policy              = texts.Rule("CRT-POLICY", lint.Info, lint.Advice, "")
	OtherCertificate    = texts.Rule("CRT-OTHER", lint.Error, lint.Standard, "")
	OtherIssue          = texts.Rule("CRT-OTHER-ISSUE", lint.Error, lint.Standard, "")
)

// Rules of the common name.
var (
	CNNational     = texts.Rule("CRT-CN-NATIONAL", lint.Error, lint.Gateway, "FE-05")
	CNEmpty        = texts.Rule("CRT-CN-EMPTY", lint.Error, lint.Standard, "")
	CNBlank        = texts.Rule("CRT-CN-BLANK", lint.Error, lint.Standard, "")
	CNLong         = texts.Rule("CRT-CN-LONG", lint.Error, lint.Standard, "")
	CNType         = texts.Rule("CRT-CN-TYPE", lint.Error, lint.Standard, "")
	CNNumber       = texts.Rule("CRT-CN-NUMBER", lint.Error, lint.Standard, "")
	CNSeparator    = texts.Rule("CRT-CN-SEPARATOR", lint.Error, lint.Standard, "")
	CNSecondHash   = texts.Rule("CRT-CN-SECOND-HASH", lint.Error, lint.Standard, "")
	CNForm         = texts.Rule("CRT-CN-FORM", lint.Error, lint.Standard, "")
	CNOtherForm    = texts.Rule("CRT-CN-OTHER-FORM", lint.Error, lint.Standard, "")
	CNShort        = texts.Rule("CRT-CN-SHORT", lint.Error, lint.Standard, "")
	CNDigit        = texts.Rule("CRT-CN-DIGIT", lint.Error, lint.Standard, "")
	CNRegion       = texts.Rule("CRT-CN-REGION", lint.Error, lint.Standard, "")
	CNVAT          = texts.Rule("CRT-CN-VAT", lint.Error, lint.Standard, "")
	CNVATEmpty     = texts.Rule("CRT-CN-VAT-PLACEHOLDER", lint.Error, lint.Standard, "")
	CNVATLength    = texts.Rule("CRT-CN-VAT-LENGTH", lint.Error, lint.Standard, "")
	CNDomain       = texts.Rule("CRT-CN-DOMAIN", lint.Error, lint.Standard, "")
	CNDomainNew    = texts.Rule("CRT-CN-DOMAIN-NEW", lint.Warning, lint.Advice, "")
	CNVendor       = texts.Rule("CRT-CN-VENDOR", lint.Warning, lint.Advice, "")
	CNMunicipality = texts.Rule("CRT-CN-MUNICIPALITY", lint.Warning, lint.Advice, "")
	CNPairTail     = texts.Rule("CRT-CN-PAIR", lint.Warning, lint.Advice, "")
	CNPairNumber   = texts.Rule("CRT-CN-PAIR-NUMBER", lint.Info, lint.Advice, "")
	CNPairRole     = texts.Rule("CRT-CN-PAIR-ROLE", lint.Warning, lint.Advice, "")
	CNOtherVAT     = texts.Rule("CRT-CN-OTHER-VAT", lint.Warning, lint.Advice, "")
	CNOtherClass   = texts.Rule("CRT-CN-OTHER-CLASS", lint.Warning, lint.Advice, "")
)

// Rules of a file that should hold a certificate.
var (
	NotACertificate = texts.Rule("CRT-UNRECOGNISED", lint.Error, lint.Standard, "")
	EmptyFile       = texts.Rule("CRT-EMPTY", lint.Error, lint.Standard, "")
	TooLarge        = texts.Rule("CRT-TOO-LARGE", lint.Error, lint.Advice, "")
	BadPEM          = texts.Rule("CRT-PEM", lint.Error, lint.Standard, "")
	Cut             = texts.Rule("CRT-CUT", lint.Error, lint.Standard, "")
	Malformed       = texts.Rule("CRT-MALFORMED", lint.Error, lint.Standard, "")
	StoreLocked     = texts.Rule("CRT-STORE-LOCKED", lint.Error, lint.Standard, "")
	StorePassword   = texts.Rule("CRT-STORE-PASSWORD", lint.Error, lint.Standard, "")
	StoreBroken     = texts.Rule("CRT-STORE", lint.Error, lint.Standard, "")
	StoreCost       = texts.Rule("CRT-STORE-COST", lint.Error, lint.Advice, "")
	IsRequest       = texts.Rule("CRT-REQUEST", lint.Error, lint.Standard, "")
	IsPKCS7         = texts.Rule("CRT-PKCS7", lint.Error, lint.Standard, "")
	IsPrivateKey    = texts.Rule("CRT-PRIVATE-KEY", lint.Error, lint.Standard, "")
	IsPublicKey     = texts.Rule("CRT-PUBLIC-KEY", lint.Error, lint.Standard, "")
	IsRevocations   = texts.Rule("CRT-CRL", lint.Error, lint.Standard, "")
	IsKeystore      = texts.Rule("CRT-JKS", lint.Error, lint.Standard, "")
	IsToken         = texts.Rule("CRT-TOKEN", lint.Error, lint.Standard, "")
	IsMarkup        = texts.Rule("CRT-MARKUP", lint.Error, lint.Standard, "")
	KeyMismatch     = texts.Rule("CRT-KEY-MISMATCH", lint.Error, lint.Standard, "")
)
