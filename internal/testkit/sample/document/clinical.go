package document

// Builders of what the sections of all types are made of.

// loinc, icd9, atc and aic are codes of the systems that the samples use most.
func loinc(name, code, display string) *element { return coded(name, code, "~6.1", "LOINC", display) }
func icd9(name, code, display string) *element {
	return coded(name, code, "~6.103", "ICD-9-CM", display)
}
func atc(name, code, display string) *element { return coded(name, code, "~6.73", "ATC", display) }

// coded is an element with a code.
func coded(name, code, system, systemName, display string) *element {
	return el(name + " code=" + code + " codeSystem=" + system + " codeSystemName='" + systemName + "' displayName='" + display + "'")
}

// cd makes a coded value of type CD of a coded element.
func cd(value *element) *element { return typed("CD", value) }

// typed adds xsi:type in front of the other attributes.
func typed(t string, value *element) *element {
	v := *value
	v.Attrs = append(el("x xsi:type="+t).Attrs, v.Attrs...)
	return &v
}

// aic is a packaged drug by its national authorization code, with its ATC class.
func aic() *element {
	c := coded("code", "012745168", "~2.9.6.1.5", "AIC", "Farmaco di esempio")
	c.Children = append(c.Children, atc("translation", "N02BE01", "Paracetamolo"))
	return c
}

func at(value string) *element { return el("effectiveTime value=" + value) }

// since is an interval that is open at its end.
func since(low string) *element { return el("effectiveTime", el("low value="+low)) }

func lowHigh(low, high string) *element {
	return el("effectiveTime", el("low value="+low), el("high value="+high))
}

func status(code string) *element { return el("statusCode code=" + code) }

// refer is a reference to a piece of the narrative; the element's name is text, originalText, ...
func refer(name, id string) *element { return el(name, el("reference value=#"+id)) }

// section is a section of the structured body, inside its component: LOINC code, title, narrative of one paragraph, then
// entries and subsections.
func section(code, title string, content ...*element) *element {
	return sectionOf(loinc("code", code, title), title, content...)
}

// sectionOf is a section with any code. Templates and identifiers in the content go to the front, where they belong.
func sectionOf(code *element, title string, content ...*element) *element {
	text := el("text", el("paragraph", el("content ID=S"+code.Attr("code"), "Testo di esempio: "+title)))
	return el("component", clinical("section classCode=DOCSECT moodCode=EVN", parts(code, el("title", title), text, content)...))
}

// clinical is a section or an entry. Its templates and identifiers go to the front, where they belong, in this order.
func clinical(tag string, content ...*element) *element {
	var templates, ids, rest []*element
	for _, c := range content {
		switch {
		case c == nil:
		case c.Name == "templateId":
			templates = append(templates, c)
		case c.Name == "id":
			ids = append(ids, c)
		default:
			rest = append(rest, c)
		}
	}
	return el(tag, templates, ids, rest)
}

// template is the identifier of a template in the national project of ART-DECOR.
func template(number string) *element { return el("templateId root=~3.1937.777.63.10." + number) }

// localID is an identifier that the invented health authority gave.
func localID(extension string) *element { return el("id root=~2.9.2.120.4.9 extension=" + extension) }

func entry(content *element) *element { return el("entry", content) }

// observation in mood EVN: what was observed, completed.
func observation(code *element, content ...*element) *element {
	return clinical("observation classCode=OBS moodCode=EVN", parts(code, content)...)
}

func act(code *element, content ...*element) *element {
	return clinical("act classCode=ACT moodCode=EVN", parts(code, content)...)
}

func relation(typeCode string, content *element) *element {
	return el("entryRelationship typeCode="+typeCode, content)
}

// material is a drug in a consumable or product: role of the given element, coded material.
func material(role string, code *element, content ...*element) *element {
	return el(role, el("manufacturedProduct classCode=MANU", el("manufacturedMaterial classCode=MMAT determinerCode=KIND", code, content)))
}

// performedBy and authoredBy name who made an entry.
func performedBy(p person) *element { return el("performer typeCode=PRF", p.entity()) }

func authoredBy(p person) *element {
	return el("author", el("time value="+written), el("assignedAuthor", p.id(), address("WP"), phone("WP"), p.as("assignedPerson")))
}

// allergen is the substance to which somebody is allergic.
func allergen(code *element) *element {
	return el("participant typeCode=CSM", el("participantRole classCode=MANU", el("playingEntity classCode=MMAT", code)))
}
