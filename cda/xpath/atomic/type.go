package atomic

// Type is a built-in atomic type of XML Schema.
type Type uint8

// The types, each derived type somewhere below its primitive type.
const (
	// Absent is the type of the zero Value, which is no value.
	Absent Type = iota
	// Foreign is the type of a Value that carries a number for the user of this package and is no atomic value.
	Foreign
	AnyAtomic // only as a target of type tests
	UntypedAtomic
	StringType
	NormalizedString
	Token
	Language
	NMTOKEN
	Name
	NCName
	ID
	IDREF
	ENTITY
	AnyURI
	Boolean
	Decimal
	Integer
	NonPositiveInteger
	NegativeInteger
	Long
	Int
	Short
	Byte
	NonNegativeInteger
	UnsignedLong
	UnsignedInt
	UnsignedShort
	UnsignedByte
	PositiveInteger
	Float
	Double
	DateTime
	Date
	Time
	GYearMonth
	GYear
	GMonthDay
	GDay
	GMonth
	Duration
	YearMonthDuration
	DayTimeDuration
	HexBinary
	Base64Binary
	QName
	Notation // abstract: no value has it
)

type typeInfo struct {
	name      string
	base      Type
	primitive Type
}

var types = [...]typeInfo{
	Absent:             {"absent", Absent, Absent},
	Foreign:            {"foreign", Absent, Foreign},
	AnyAtomic:          {"anyAtomicType", Absent, AnyAtomic},
	UntypedAtomic:      {"untypedAtomic", AnyAtomic, UntypedAtomic},
	StringType:         {"string", AnyAtomic, StringType},
	NormalizedString:   {"normalizedString", StringType, StringType},
	Token:              {"token", NormalizedString, StringType},
	Language:           {"language", Token, StringType},
	NMTOKEN:            {"NMTOKEN", Token, StringType},
	Name:               {"Name", Token, StringType},
	NCName:             {"NCName", Name, StringType},
	ID:                 {"ID", NCName, StringType},
	IDREF:              {"IDREF", NCName, StringType},
	ENTITY:             {"ENTITY", NCName, StringType},
	AnyURI:             {"anyURI", AnyAtomic, AnyURI},
	Boolean:            {"boolean", AnyAtomic, Boolean},
	Decimal:            {"decimal", AnyAtomic, Decimal},
	Integer:            {"integer", Decimal, Decimal},
	NonPositiveInteger: {"nonPositiveInteger", Integer, Decimal},
	NegativeInteger:    {"negativeInteger", NonPositiveInteger, Decimal},
	Long:               {"long", Integer, Decimal},
	Int:                {"int", Long, Decimal},
	Short:              {"short", Int, Decimal},
	Byte:               {"byte", Short, Decimal},
	NonNegativeInteger: {"nonNegativeInteger", Integer, Decimal},
	UnsignedLong:       {"unsignedLong", NonNegativeInteger, Decimal},
	UnsignedInt:        {"unsignedInt", UnsignedLong, Decimal},
	UnsignedShort:      {"unsignedShort", UnsignedInt, Decimal},
	UnsignedByte:       {"unsignedByte", UnsignedShort, Decimal},
	PositiveInteger:    {"positiveInteger", NonNegativeInteger, Decimal},
	Float:              {"float", AnyAtomic, Float},
	Double:             {"double", AnyAtomic, Double},
	DateTime:           {"dateTime", AnyAtomic, DateTime},
	Date:               {"date", AnyAtomic, Date},
	Time:               {"time", AnyAtomic, Time},
	GYearMonth:         {"gYearMonth", AnyAtomic, GYearMonth},
	GYear:              {"gYear", AnyAtomic, GYear},
	GMonthDay:          {"gMonthDay", AnyAtomic, GMonthDay},
	GDay:               {"gDay", AnyAtomic, GDay},
	GMonth:             {"gMonth", AnyAtomic, GMonth},
	Duration:           {"duration", AnyAtomic, Duration},
	YearMonthDuration:  {"yearMonthDuration", Duration, Duration},
	DayTimeDuration:    {"dayTimeDuration", Duration, Duration},
	HexBinary:          {"hexBinary", AnyAtomic, HexBinary},
	Base64Binary:       {"base64Binary", AnyAtomic, Base64Binary},
	QName:              {"QName", AnyAtomic, QName},
	Notation:           {"NOTATION", AnyAtomic, Notation},
}

// Schema is the namespace of the built-in types.
const Schema = "http://www.w3.org/2001/XMLSchema"

var byName = func() map[string]Type {
	m := make(map[string]Type, len(types))
	for t := AnyAtomic; int(t) < len(types); t++ {
		m[types[t].name] = t
	}
	return m
}()

// TypeByName returns the atomic type with the given local name in the namespace Schema.
func TypeByName(local string) (Type, bool) {
	t, ok := byName[local]
	return t, ok
}

// String returns the name of t with the customary prefix xs.
func (t Type) String() string { return "xs:" + types[t].name }

// Primitive returns the primitive type that t derives from; xs:decimal for integers, xs:duration for both its subtypes.
func (t Type) Primitive() Type { return types[t].primitive }

// Derives reports whether t is, or derives from, the type from.
func (t Type) Derives(from Type) bool {
	for ; t != Absent; t = types[t].base {
		if t == from {
			return true
		}
	}
	return false
}

// Textual reports whether values of t are strings: xs:string and below, xs:anyURI and xs:untypedAtomic.
func (t Type) Textual() bool { return t >= UntypedAtomic && t <= AnyURI }

// IsString reports whether t is xs:string or below.
func (t Type) IsString() bool { return t >= StringType && t <= ENTITY }

// Numeric reports whether t is numeric.
func (t Type) Numeric() bool { return t >= Decimal && t <= Double }

// IsInteger reports whether t is xs:integer or below.
func (t Type) IsInteger() bool { return t >= Integer && t <= PositiveInteger }

// Calendar reports whether t is a date or time type, partial ones included.
func (t Type) Calendar() bool { return t >= DateTime && t <= GMonth }

// IsDuration reports whether t is xs:duration or below.
func (t Type) IsDuration() bool { return t >= Duration && t <= DayTimeDuration }
