package request

import (
	"strconv"

	"github.com/fselint/fselint/internal/jdk"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/rawjson"
)

// Text is a field or element that is text to the gateway.
type Text struct {
	Value string
	Given bool // there, and not null
	Raw   *rawjson.Value
}

// Texts is a field that is a list of texts.
type Texts struct {
	Items []Text
	Given bool
	Raw   *rawjson.Value
}

// Bool is a field that is true or false.
type Bool struct {
	Value, Given bool
	Raw          *rawjson.Value
}

// Body is a request body as the gateway binds it. A field is not given when it is absent, null or of a type that the
// gateway's reader refuses; literals stand for themselves whether they are on the list or not, and a position that the reader
// would take for a literal is that literal.
type Body struct {
	Doc    *rawjson.Document
	Absent bool // there was no body at all
	// Instead is what was given in place of a body; Unrecognised where it may be one.
	Instead certificate.Content

	Activity, HealthDataFormat, Mode                                Text
	WorkflowInstanceID, IdentificativoDoc, IdentificativoRep        Text
	TipoDocumentoLivAlto, AssettoOrganizzativo, TipoAttivitaClinica Text
	IdentificativoSottomissione, TipologiaStruttura                 Text
	DataInizioPrestazione, DataFinePrestazione, ConservazioneANorma Text
	AttiCliniciRegoleAccesso, Descriptions, AdministrativeRequest   Texts
	Priorita                                                        Bool

	bindings []binding // of every member with a known name, in the order of the text
}

// Read reads a body. It never fails: Judge reports what is wrong. A nil slice stands for a call without the part.
func Read(data []byte) *Body {
	what := certificate.Recognise(data)
	switch what {
	case certificate.JSON, certificate.Words, certificate.Nothing, certificate.Unrecognised:
	default:
		return &Body{Doc: rawjson.Parse(nil), Instead: what}
	}
	b := &Body{Doc: rawjson.Parse(data), Absent: data == nil}
	root := &b.Doc.Root
	for i := range root.Members {
		m := &root.Members[i]
		f, ok := fieldIndex[m.Name]
		if !ok {
			continue
		}
		// Of equal names the last one is kept, but each is converted.
		found := bind(&fields[f], &m.Value)
		b.bindings = append(b.bindings, found)
		b.set(&fields[f], &m.Value, found)
	}
	return b
}

// Field returns a text or literal field by its name.
func (b *Body) Field(name string) Text {
	if p := b.text(name); p != nil {
		return *p
	}
	return Text{}
}

// text returns a field that is a text or literal, nil when it is neither.
func (b *Body) text(name string) *Text {
	if i, ok := fieldIndex[name]; ok && fields[i].text != nil {
		return fields[i].text(b)
	}
	return nil
}

func (b *Body) set(f *field, v *rawjson.Value, found binding) {
	switch f.shape {
	case text, literal:
		*f.text(b) = Text{Value: found.value, Given: found.given, Raw: v}
	case textList, literalList:
		*f.texts(b) = Texts{Items: found.items, Given: found.given, Raw: v}
	case boolean:
		b.Priorita = Bool{Value: found.value == "true", Given: found.given, Raw: v}
	}
}

// outcome is what the gateway's reader does with a value.
type outcome uint8

const (
	fine     outcome = iota
	isNull           // taken for absent
	coerced          // of another type, but taken
	position         // a number taken for the position of a literal
	trimmed          // a literal with blanks around it
	unlisted         // a literal of the documents that the published gateway does not know
	unknown          // no literal of the list
	refused          // of a type that the reader does not take
	unread           // not JSON: the defect has been reported
)

// binding is how one value was bound.
type binding struct {
	field   *field
	raw     *rawjson.Value
	outcome outcome
	value   string
	given   bool
	items   []Text
	of      []outcome // of the items
}

func bind(f *field, v *rawjson.Value) binding {
	b := binding{field: f, raw: v}
	switch f.shape {
	case text:
		b.value, b.outcome = bindText(v)
	case literal:
		b.value, b.outcome = bindLiteral(v, f.list)
	case boolean:
		b.value, b.outcome = bindBool(v)
	case textList, literalList:
		switch v.Kind {
		case rawjson.Array:
			b.items, b.of = make([]Text, len(v.Items)), make([]outcome, len(v.Items))
			for i := range v.Items {
				item := &v.Items[i]
				value, o := bindText(item)
				if f.shape == literalList {
					value, o = bindLiteral(item, f.list)
				}
				b.items[i], b.of[i] = Text{Value: value, Given: o != isNull && o != refused && o != unread, Raw: item}, o
			}
		case rawjson.Null:
			b.outcome = isNull
		case rawjson.Invalid:
			b.outcome = unread
		default:
			b.outcome = refused
		}
	}
	b.given = b.outcome != isNull && b.outcome != refused && b.outcome != unread
	return b
}

// bindText: numbers and truth values become text.
func bindText(v *rawjson.Value) (string, outcome) {
	switch v.Kind {
	case rawjson.String:
		return v.Text, fine
	case rawjson.Number, rawjson.Bool:
		return v.Text, coerced
	case rawjson.Null:
		return "", isNull
	case rawjson.Invalid:
		return "", unread
	}
	return "", refused
}

// bindLiteral: constant names with regard to case; blanks around them are cut; numbers, also as text, are positions.
func bindLiteral(v *rawjson.Value, list *codelist.List) (string, outcome) {
	switch v.Kind {
	case rawjson.Null:
		return "", isNull
	case rawjson.Invalid:
		return "", unread
	case rawjson.Number:
		if name, ok := atPosition(v.Text, list); ok {
			return name, position
		}
		return v.Text, refused
	case rawjson.String:
		if e, ok := list.Lookup(v.Text); ok {
			if e.Unlisted {
				return e.Code, unlisted
			}
			return e.Code, fine
		}
		cut := jdk.Trim(v.Text)
		if e, ok := list.Lookup(cut); ok {
			return e.Code, trimmed
		}
		if cut != "" && cut[0] >= '0' && cut[0] <= '9' {
			if name, ok := atPosition(cut, list); ok {
				return name, position
			}
		}
		return v.Text, unknown
	}
	return "", refused
}

// atPosition returns the literal that the reader takes a number for.
func atPosition(number string, list *codelist.List) (string, bool) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 {
		return "", false
	}
	for _, e := range list.All() {
		if e.Unlisted {
			continue
		}
		if n == 0 {
			return e.Code, true
		}
		n--
	}
	return "", false
}

// bindBool: also words and numbers.
func bindBool(v *rawjson.Value) (string, outcome) {
	switch v.Kind {
	case rawjson.Bool:
		return v.Text, fine
	case rawjson.Null:
		return "", isNull
	case rawjson.Invalid:
		return "", unread
	case rawjson.Number:
		if !isInteger(v.Text) {
			return "", refused
		}
		return strconv.FormatBool(!isZero(v.Text)), coerced
	case rawjson.String:
		switch jdk.Trim(v.Text) {
		case "", "null":
			return "", isNull
		case "true", "True", "TRUE":
			return "true", coerced
		case "false", "False", "FALSE":
			return "false", coerced
		}
	}
	return "", refused
}

func isInteger(s string) bool {
	for i := range len(s) {
		if s[i] == '.' || s[i] == 'e' || s[i] == 'E' {
			return false
		}
	}
	return true
}

func isZero(s string) bool {
	for i := range len(s) {
		if s[i] >= '1' && s[i] <= '9' {
			return false
		}
	}
	return true
}
