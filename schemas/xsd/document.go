package xsd

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// schemaDocument rewrites one document of a set: annotations, comments and processing instructions go (half of the
// text), locations become base names, and the types of Go's own judgement come in.
type schemaDocument struct {
	src   []byte
	files map[string][]byte
	names names // where patterns are noted

	out       bytes.Buffer
	prefixes  map[string]bool // "xs:" or "" for the schema namespace, as bound on the root
	bindings  map[string]string
	target    string
	locations []string
	dropping  int // depth inside an element that goes
	usage
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
	d.closed(d.out.Len())
}

func (d *schemaDocument) startTag(tag []byte) error {
	empty := tag[len(tag)-2] == '/'
	name := nameAt(tag, 1)
	local := d.local(name)
	if d.dropping > 0 || local == "annotation" || neverOccurs(tag) {
		if !empty {
			d.dropping++
		}
		return nil
	}
	if d.prefixes == nil {
		return d.rootTag(tag, name, empty)
	}
	d.opened(local, d.out.Len())
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
		case attr == "name":
			d.named(value)
			d.attribute(attr, raw)
		case attr == "type" || attr == "base" || attr == "itemType" || attr == "memberTypes":
			if attr == "type" {
				d.typed()
			}
			d.out.WriteString(" " + attr + `="` + d.types(value, attr != "base" || empty) + `"`)
		case attr == "value" && local == "pattern":
			expanded := withoutCounts(raw[1 : len(raw)-1])
			d.names.patterns[unescape(string(expanded))] = unescape(value)
			if i := d.current(); i >= 0 {
				d.names.formOf[d.simple[i].name] = unescape(value)
			}
			fmt.Fprintf(&d.out, " value=%c%s%c", raw[0], expanded, raw[0])
		default:
			if attr == "ref" {
				d.typed()
			}
			d.attribute(attr, raw)
		}
	}
	if !empty {
		d.out.WriteByte('>')
		return nil
	}
	d.out.WriteString("/>")
	d.closed(d.out.Len())
	return nil
}

func (d *schemaDocument) attribute(name string, raw []byte) {
	d.out.WriteByte(' ')
	d.out.WriteString(name)
	d.out.WriteByte('=')
	d.out.Write(raw)
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
	d.opened("schema", 0)
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
		d.refers(local)
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
