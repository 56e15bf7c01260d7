// Package fse is the field's own vocabulary: the calls of the gateway, who is called where, and the types of documents.
//
// It is a leaf: it imports nothing of the project, and everything may import it. What the gateway answers to a call is in
// package gateway.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package fse

// Operation is a call of the gateway, by the name that the specification gives it.
type Operation string

// The operations that can be judged. Without one (AnyOperation) what depends on it is judged only for its form.
const (
	AnyOperation       Operation = ""
	Validation         Operation = "validation"
	Create             Operation = "create"
	Replace            Operation = "replace"
	ValidateAndCreate  Operation = "validate-and-create"
	ValidateAndReplace Operation = "validate-and-replace"
	Update             Operation = "update" // of metadata
	Delete             Operation = "delete"
)

// The operations of the status services, which send nothing but a token.
const (
	StatusByWorkflow Operation = "status"
	StatusByTrace    Operation = "status-search"
)

// UpdateITI57 is metadata update by the other transaction of the index: at another address, and judged as Update.
const UpdateITI57 Operation = "update-iti-57"

// Operations lists the operations that can be judged.
func Operations() []Operation {
	return []Operation{Validation, Create, Replace, ValidateAndCreate, ValidateAndReplace, Update, Delete}
}

// Publishes reports whether the operation puts a document into the record.
func (op Operation) Publishes() bool {
	return op == Create || op == ValidateAndCreate || op.Replaces()
}

// Replaces reports whether the operation puts a document into the place of another.
func (op Operation) Replaces() bool { return op == Replace || op == ValidateAndReplace }

// Validates reports whether the operation has the validator judge the CDA.
func (op Operation) Validates() bool {
	return op == Validation || op == ValidateAndCreate || op == ValidateAndReplace
}

// SendsDocument reports whether a PDF goes with the operation.
func (op Operation) SendsDocument() bool {
	return op.SendsRequest() && op != Update && op != UpdateITI57
}

// SendsRequest reports whether a JSON body goes with the operation.
func (op Operation) SendsRequest() bool {
	return op != Delete && op != StatusByWorkflow && op != StatusByTrace
}

// Changes reports whether the operation changes what the record holds.
func (op Operation) Changes() bool { return op.Publishes() || op == Update || op == Delete }

// Profile is the addressee of a call: whose gateway it is, and whose rules hold beside the national ones.
type Profile uint8

// The profiles.
const (
	National Profile = iota // the national gateway
	Toscana                 // private facilities of Tuscany, through CART (specifiche tecniche privati, v1.2)
)

func (p Profile) String() string { return [...]string{"national", "toscana"}[p] }

// Environment is one of the two environments of the FSE, which have addresses and certification authorities of their own.
type Environment uint8

// The environments. AnyEnvironment admits what holds in either.
const (
	AnyEnvironment Environment = iota
	Stage                      // validation, accreditation
	Production
)

func (e Environment) String() string { return [...]string{"", "stage", "production"}[e] }
