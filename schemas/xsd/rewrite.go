package xsd

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	schemaNamespace = "http://www.w3.org/2001/XMLSchema"
	locationScheme  = "fselint-xsd:/" // the same in shim.c
	typedNamespace  = "urn:fselint:typed"
	typedPrefix     = "fselint-typed"
	typedDocument   = "fselint-typed.xsd"
)

// Some built-in types are replaced before libxml2 compiles a set, because its judgement of their values is not the
// reference's. Each has its stand-in, a type of the same name in a namespace of our own.
//
// Of these, Go judges the values: the pattern matches none (values are collapsed, so none begins with a blank), libxml2
// reports every value together with the pattern, and the shim hands it on. anyURI is another matter to libxml2 than to
// Xerces; of ID it does not see in a stream that it occurs twice, of IDREF not that it refers to nothing.
//
// The others are only narrowed: libxml2 takes a double without digits in its exponent, base64Binary with any other
// characters between, and an empty NMTOKENS.
var standIns = map[string]string{
	"anyURI":       asked("anyURI", `<xs:restriction base="xs:string"><xs:whiteSpace value="collapse"/>`),
	"ID":           asked("ID", `<xs:restriction base="xs:NCName">`),
	"IDREF":        asked("IDREF", `<xs:restriction base="xs:NCName">`),
	"IDREFS":       asked("IDREFS", listOf("xs:NCName")),
	"NMTOKENS":     `<xs:simpleType name="NMTOKENS">` + listOf("xs:NMTOKEN") + `</xs:restriction></xs:simpleType>`,
	"double":       narrowed("double", "xs:double"),
	"float":        narrowed("float", "xs:float"),
	"base64Binary": narrowed("base64Binary", "xs:base64Binary"),
}

// bareStandIns take the place of types where no facets are added to them. libxml2 knows numbers of up to 24 digits only,
// Xerces any; without facets a number's form is all that counts.
var bareStandIns = map[string]string{
	"decimal":            form("decimal"),
	"integer":            form("integer"),
	"nonNegativeInteger": form("nonNegativeInteger"),
	"positiveInteger":    form("positiveInteger"),
}

// forms are the lexical spaces that stand-ins are narrowed to.
var forms = map[string]string{
	"double":             floatForm,
	"float":              floatForm,
	"base64Binary":       base64Form,
	"decimal":            `[+\-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)`,
	"integer":            `[+\-]?[0-9]+`,
	"nonNegativeInteger": `\+?[0-9]+|-0+`,
	"positiveInteger":    `\+?0*[1-9][0-9]*`,
}

const (
	floatForm  = `NaN|-?INF|[+\-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+\-]?[0-9]+)?`
	base64Char = `[A-Za-z0-9+/] ?`
	base64Form = `(` + base64Char + base64Char + base64Char + base64Char + `)*(` +
		base64Char + base64Char + base64Char + `[A-Za-z0-9+/]|` +
		base64Char + base64Char + `[AEIMQUYcgkosw048] ?=|` + base64Char + `[AQgw] ?= ?=)?`
)

func asked(name, restriction string) string {
	return `<xs:simpleType name="` + name + `">` + restriction + `<xs:pattern value="  fselint:` + name +
		`"/></xs:restriction></xs:simpleType>`
}

func listOf(item string) string {
	return `<xs:restriction><xs:simpleType><xs:list itemType="` + item + `"/></xs:simpleType><xs:minLength value="1"/>`
}

func narrowed(name, base string) string {
	return `<xs:simpleType name="` + name + `"><xs:restriction base="` + base + `"><xs:pattern value="` + forms[name] +
		`"/></xs:restriction></xs:simpleType>`
}

func form(name string) string {
	return `<xs:simpleType name="` + name + `"><xs:restriction base="xs:string"><xs:whiteSpace value="collapse"/>` +
		`<xs:pattern value="` + forms[name] + `"/></xs:restriction></xs:simpleType>`
}

// typeOfForm names the built-in type whose form a value was held against, if it was one.
func typeOfForm(pattern string) string {
	for name, f := range forms {
		if f == pattern && name != "float" {
			return "xs:" + name
		}
	}
	return ""
}

func typedSchema() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<xs:schema xmlns:xs="%s" targetNamespace="%s">`, schemaNamespace, typedNamespace)
	for _, definitions := range []map[string]string{standIns, bareStandIns} {
		for _, name := range slices.Sorted(maps.Keys(definitions)) {
			b.WriteString(definitions[name])
		}
	}
	b.WriteString(`</xs:schema>`)
	return b.Bytes()
}

// schemaSet is a schema set as libxml2 shall read it.
type schemaSet struct {
	documents map[string][]byte
	names     names
}

// rewriteSet follows includes and imports from the root and rewrites every document on the way.
func rewriteSet(files map[string][]byte, root string) (*schemaSet, error) {
	set := &schemaSet{documents: map[string][]byte{typedDocument: typedSchema()}, names: newNames()}
	var unused map[string]bool
	todo := []string{root}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		if _, done := set.documents[name]; done {
			continue
		}
		content, ok := files[name]
		if !ok {
			return nil, fmt.Errorf("%s is missing", name)
		}
		doc := schemaDocument{src: content, files: files, unused: unused, names: set.names}
		if err := doc.rewrite(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		set.documents[name] = doc.out.Bytes()
		set.names.learn(doc.bindings, doc.target, name == root)
		todo = append(todo, doc.locations...)
	}
	return set, nil
}

// schemaDocument rewrites one document of a set: annotations, comments and processing instructions go (half of the
// text), locations become base names, and the types of Go's own judgement come in.
type schemaDocument struct {
	src    []byte
	files  map[string][]byte
	unused map[string]bool // names of simple types to leave out
	names  names           // where patterns are noted

	out       bytes.Buffer
	prefixes  map[string]bool // "xs:" or "" for the schema namespace, as bound on the root
	bindings  map[string]string
	target    string
	locations []string
	dropping  int // depth inside an element that goes
}

var (
	errNotSchema = errors.New("the document element is not schema of " + schemaNamespace)
	errEnds      = errors.New("the document ends too early")
)

func (d *schemaDocument) rewrite() error {
	d.out.Grow(len(d.src))
	src := bytes.TrimPrefix(d.src, []byte(byteOrderMark))
	if bytes.IndexByte(src, 0) >= 0 {
		return errors.New("the encoding does not contain ASCII")
	}
	if bytes.HasPrefix(src, []byte("<?xml ")) {
		end := bytes.Index(src, []byte("?>"))
		if end < 0 {
			return errEnds
		}
		d.out.Write(src[:end+2])
		src = src[end+2:]
	}
	for len(src) > 0 {
		open := bytes.IndexByte(src, '<')
		if open < 0 {
			open = len(src)
		}
		if d.dropping == 0 {
			d.text(src[:open])
		}
		src = src[open:]
		if len(src) == 0 {
			break
		}
		n, err := d.markup(src)
		if err != nil {
			return err
		}
		src = src[n:]
	}
	if d.prefixes == nil {
		return errNotSchema
	}
	return nil
}

// text copies line ends only, so that libxml2's messages about the set keep useful line numbers and its tree stays small.
// Anything else between the tags is for libxml2 to complain about.
func (d *schemaDocument) text(b []byte) {
	if len(bytes.TrimSpace(b)) > 0 {
		d.out.Write(b)
		return
	}
	if bytes.IndexByte(b, '\n') >= 0 {
		d.out.WriteByte('\n')
	}
}

// markup handles what begins with '<' and returns its length.
func (d *schemaDocument) markup(src []byte) (int, error) {
	for _, m := range []struct{ open, close string }{{"<!--", "-->"}, {"<?", "?>"}, {"<![CDATA[", "]]>"}} {
		if bytes.HasPrefix(src, []byte(m.open)) {
			end := bytes.Index(src[len(m.open):], []byte(m.close))
			if end < 0 {
				return 0, errEnds
			}
			return len(m.open) + end + len(m.close), nil
		}
	}
	if bytes.HasPrefix(src, []byte("<!")) {
		return 0, errors.New("document type declarations are not allowed")
	}
	n := tagEnd(src, 0)
	if src[n-1] != '>' {
		return 0, errEnds
	}
	tag := src[:n]
	if tag[1] == '/' {
		d.endTag(tag)
		return n, nil
	}
	return n, d.startTag(tag)
}

func (d *schemaDocument) endTag(tag []byte) {
	if d.dropping > 0 {
		d.dropping--
		return
	}
	d.out.Write(tag)
}

func (d *schemaDocument) startTag(tag []byte) error {
	empty := tag[len(tag)-2] == '/'
	name := nameAt(tag, 1)
	local := d.local(name)
	if d.dropping > 0 || local == "annotation" || local == "simpleType" && d.isUnused(tag) || neverOccurs(tag) {
		if !empty {
			d.dropping++
		}
		return nil
	}
	if d.prefixes == nil {
		return d.rootTag(tag, name, empty)
	}
	d.out.WriteByte('<')
	d.out.WriteString(name)
	for at, attr := range attributes(tag, 0) {
		value, raw := valueAt(tag, at+len(attr))
		switch {
		case attr == "schemaLocation" && (local == "include" || local == "import" || local == "redefine"):
			base := value[strings.LastIndexAny(value, `/\`)+1:]
			if base == "" || len(d.files[base]) == 0 {
				return fmt.Errorf("%s of %q, which is not in the set", local, value)
			}
			d.locations = append(d.locations, base)
			fmt.Fprintf(&d.out, " %s=\"%s%s\"", attr, locationScheme, base)
		case attr == "type" || attr == "base" || attr == "itemType" || attr == "memberTypes":
			fmt.Fprintf(&d.out, " %s=\"%s\"", attr, d.types(value, attr != "base" || empty))
		case attr == "value" && local == "pattern":
			expanded := withoutCounts(raw[1 : len(raw)-1])
			d.names.patterns[unescape(string(expanded))] = unescape(value)
			fmt.Fprintf(&d.out, " value=%c%s%c", raw[0], expanded, raw[0])
		default:
			d.out.WriteByte(' ')
			d.out.WriteString(attr)
			d.out.WriteByte('=')
			d.out.Write(raw)
		}
	}
	if empty {
		d.out.WriteByte('/')
	}
	d.out.WriteByte('>')
	return nil
}

// rootTag copies the start tag of the schema element, binds the prefix of Go's own types and imports them.
func (d *schemaDocument) rootTag(tag []byte, name string, empty bool) error {
	d.prefixes, d.bindings = map[string]bool{}, map[string]string{}
	for at, attr := range attributes(tag, 0) {
		value, _ := valueAt(tag, at+len(attr))
		prefix, isPrefixed := strings.CutPrefix(attr, "xmlns:")
		switch {
		case attr == "targetNamespace":
			d.target = value
		case isPrefixed && value == schemaNamespace:
			d.prefixes[prefix+":"] = true
		case attr == "xmlns" && value == schemaNamespace:
			d.prefixes[""] = true
		case isPrefixed:
			d.bindings[value] = prefix
		}
	}
	if d.local(name) != "schema" {
		return errNotSchema
	}
	end := len(tag) - 1
	if empty {
		end--
	}
	d.out.Write(tag[:end])
	fmt.Fprintf(&d.out, ` xmlns:%s="%s"`, typedPrefix, typedNamespace)
	d.out.Write(tag[end:])
	if !empty {
		prefix := strings.TrimSuffix(name, "schema")
		fmt.Fprintf(&d.out, `<%simport namespace="%s" schemaLocation="%s%s"/>`, prefix, typedNamespace, locationScheme,
			typedDocument)
	}
	return nil
}

// local returns the local name of an element of the schema language, and nothing for another.
func (d *schemaDocument) local(name string) string {
	prefix := name[:strings.IndexByte(name, ':')+1]
	if d.prefixes != nil && !d.prefixes[prefix] {
		return ""
	}
	return name[len(prefix):]
}

// types rewrites a list of type names; bare tells that no facets are added.
func (d *schemaDocument) types(value string, bare bool) string {
	fields := strings.Fields(value)
	for i, f := range fields {
		prefix := f[:strings.IndexByte(f, ':')+1]
		local := f[len(prefix):]
		_, always := standIns[local]
		_, whenBare := bareStandIns[local]
		if d.prefixes[prefix] && (always || bare && whenBare) {
			fields[i] = typedPrefix + ":" + local
		}
	}
	return strings.Join(fields, " ")
}

// neverOccurs tells whether a particle is there zero times, which is the same as not being there (XML Schema 1, 3.9.2).
// libxml2 admits it once in some content models.
func neverOccurs(tag []byte) bool {
	if !bytes.Contains(tag, []byte("maxOccurs")) {
		return false
	}
	at, name := attributeIn(tag, 0, "maxOccurs", false)
	if at < 0 {
		return false
	}
	value, _ := valueAt(tag, at+len(name))
	return value == "0"
}

func (d *schemaDocument) isUnused(tag []byte) bool {
	if len(d.unused) == 0 {
		return false
	}
	at, _ := attributeIn(tag, 0, "name", false)
	if at < 0 {
		return false
	}
	value, _ := valueAt(tag, at+len("name"))
	return d.unused[value]
}

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&amp;", "&").Replace(s)
}

// valueAt reads the attribute value behind a name: without and with its quotes.
func valueAt(tag []byte, at int) (string, []byte) {
	for at < len(tag) && (isBlank(tag[at]) || tag[at] == '=') {
		at++
	}
	if at >= len(tag) {
		return "", []byte(`""`)
	}
	end := bytes.IndexByte(tag[at+1:], tag[at])
	if end < 0 {
		return "", []byte(`""`)
	}
	raw := tag[at : at+1+end+1]
	return string(raw[1 : len(raw)-1]), raw
}
