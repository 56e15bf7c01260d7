package atomic

// Type is an atomic type of XML Schema, built in.
type Type uint8

const (
	// Absent is the type of the zero Value, which is no value.
	Absent Type = iota
	// Foreign is the type of a Value that carries a number for the user of this package and is no atomic value.
	Foreign
	UntypedAtomic
	StringType
)
