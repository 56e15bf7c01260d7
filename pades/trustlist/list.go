package trustlist

import (
	"time"

	"github.com/fselint/fselint/pades/cms"
)

// Types of services (TS 119 612 5.5.1) that matter to signatures, without their common beginning.
const (
	TypeCAQC    = "CA/QC"  // issues qualified certificates
	TypeCAPKC   = "CA/PKC" // issues other certificates
	TypeOCSPQC  = "Certstatus/OCSP/QC"
	TypeOCSP    = "Certstatus/OCSP"
	TypeCRLQC   = "Certstatus/CRL/QC"
	TypeCRL     = "Certstatus/CRL"
	TypeQTST    = "TSA/QTST"
	TypeTSA     = "TSA"
	TypeTSAQC   = "TSA/TSS-QC"
	TypeTSAAdES = "TSA/TSS-AdESQCandQES"
)

// List is a trusted list.
type List struct {
	// Operator is the scheme operator's name, in English where there is one.
	Operator string
	// Territory is the country code, "EU" for the list of lists.
	Territory string
	// SchemeName is the name of the scheme and Type the last part of the type's address: "EUgeneric", "EUlistofthelists".
	SchemeName, Type  string
	Version, Sequence int
	Issued            time.Time
	// NextUpdate is zero for a closed list.
	NextUpdate time.Time
	Providers  []Provider
	// Pointers are the other lists that it names, with the certificates of their signers.
	Pointers  []Pointer
	Signature Signature
	// Problems name what was left out because it could not be read, with its line.
	Problems []string
}

// Signature says how authentic a list is.
type Signature struct {
	// Intact tells that the signature value and the digests are right and cover the whole document element.
	Intact bool
	// Problem says why it is not intact, "" when it is.
	Problem string
	// Certificate is the DER of the signer's certificate, which the signature itself brings along: it proves nothing until it is
	// compared with one that is trusted. Signer is its subject.
	Certificate []byte
	Signer      string
	// SigningTime is the claimed time, zero when there is none. Algorithm is readable: "SHA256withRSA".
	SigningTime time.Time
	Algorithm   string
}

// Provider is a trust service provider.
type Provider struct {
	Name     string
	Services []Service
}

// Service is a trust service with its history.
type Service struct {
	Provider, Name string
	// Type is the last part of the type's address, such as TypeCAQC; a foreign type is the whole address.
	Type string
	// Identities are the certificates by which the service is known, and keys without a certificate.
	Identities []Identity
	// States are the state of now and the earlier ones, latest first.
	States []State
}

// Identity is a digital identity of a service.
type Identity struct {
	// Certificate is nil when the list names only a subject and a key identifier.
	Certificate *cms.Certificate
	Subject     string
	KeyID       []byte
}

// State is the state of a service from a point in time on.
type State struct {
	// Type is that of the service at the time; Status the last part of the status' address: "granted", "withdrawn", "accredited".
	Type, Status string
	Since        time.Time
	// Uses are the additional service information: "ForeSignatures", "ForeSeals", "ForWebSiteAuthentication", "RootCA-QC".
	Uses []string
	// Qualifications refine what the certificates of the service are.
	Qualifications []Qualification
}

// Pointer is a pointer to another list.
type Pointer struct {
	Territory, Location, Type, MIME string
	// Signers are the DER certificates of the signers of that list.
	Signers [][]byte
}
