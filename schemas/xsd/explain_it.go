package xsd

import (
	"fmt"
	"slices"
	"strings"
)

var italian = &wording{
	or: "oppure", more: "e altri", empty: "(vuoto)", blank: "(solo spazi)", without: "",
	types: map[string]string{
		"uid":          "un OID (cifre e punti, per esempio 2.16.840.1.113883.2.9), un UUID o un identificativo registrato che inizia con una lettera, senza spazi",
		"ts":           "un istante: AAAAMMGG, oppure AAAAMMGGhhmmss seguito dal fuso, per esempio 20240131101500+0100",
		"bl":           "true oppure false",
		"int":          "un numero intero, per esempio 12",
		"real":         "un numero con il punto decimale, per esempio 12.5",
		"probability":  "un numero fra 0 e 1",
		"bin":          "dati in Base64",
		"url":          "un indirizzo completo: schema, due punti e quel che segue, per esempio tel:+39061234567, mailto:info@example.it o https://example.it/",
		"anyURI":       "un indirizzo completo: schema, due punti e quel che segue, per esempio tel:+39061234567, mailto:info@example.it o https://example.it/",
		"ID":           "un identificativo che inizia con una lettera o un trattino basso e ha solo lettere, cifre, trattini, punti e trattini bassi",
		"IDREF":        "l'ID di un elemento di questo documento",
		"IDREFS":       "ID di elementi di questo documento, separati da spazi",
		"NCName":       "un nome che inizia con una lettera o un trattino basso e ha solo lettere, cifre, trattini, punti e trattini bassi",
		"NMTOKEN":      "una sola parola di lettere, cifre, trattini, punti, due punti e trattini bassi",
		"NMTOKENS":     "almeno una parola di lettere, cifre, trattini, punti, due punti e trattini bassi",
		"QName":        "un nome il cui prefisso, se c'è, è dichiarato con xmlns",
		"boolean":      "true, false, 1 oppure 0",
		"double":       "un numero, per esempio 1.5 o 1.5E3",
		"decimal":      "un numero, per esempio 12.5",
		"integer":      "un numero intero, per esempio 12",
		"base64Binary": "dati in Base64",
	},
	patterns: map[string]string{
		timeStampPattern: "un istante: AAAAMMGG, oppure AAAAMMGGhhmmss seguito dal fuso, per esempio 20240131101500+0100",
		noBlanksPattern:  "almeno un carattere, senza spazi in mezzo",
		booleanPattern:   "true oppure false, in minuscolo",
		oidPattern:       "un OID: numeri senza zeri iniziali separati da punti, il primo 0, 1 o 2",
	},
	explain: inItalian,
}

func inItalian(e Error) explanation {
	switch e.Kind {
	case UnknownRoot:
		return explanation{
			message:  fmt.Sprintf("lo schema non conosce l'elemento radice %s", qualified(e, "senza namespace")),
			expected: "ClinicalDocument nel namespace urn:hl7-org:v3",
			fix:      `iniziate il documento con <ClinicalDocument xmlns="urn:hl7-org:v3">; nome e namespace devono coincidere in ogni lettera`,
		}
	case UnexpectedElement:
		return unexpectedItalian(e)
	case MissingElement:
		return explanation{
			message: fmt.Sprintf("%s finisce troppo presto: manca un elemento prima del tag di chiusura", e.Element),
			actual:  fmt.Sprintf("la fine di %s", e.Element),
			fix:     fmt.Sprintf("aggiungete a %s l'elemento mancante, oppure togliete %s se non ha nulla da dire", e.Element, e.Element),
		}
	case ElementNotAllowed:
		return explanation{
			message:  fmt.Sprintf("%s non può contenere elementi", e.Element),
			expected: "nessun elemento",
			fix:      fmt.Sprintf("togliete gli elementi dentro %s", e.Element),
		}
	case TextNotAllowed:
		return explanation{
			message:  fmt.Sprintf("c'è del testo direttamente dentro %s, che può contenere solo elementi", e.Element),
			expected: "solo elementi, commenti e spazi",
			fix:      fmt.Sprintf("togliete il testo o spostatelo in un elemento di %s che ammetta testo", e.Element),
		}
	case ContentNotAllowed:
		return explanation{
			message:  fmt.Sprintf("%s deve essere vuoto: fra i suoi tag non può stare nemmeno uno spazio o un a capo", e.Element),
			expected: "nulla",
			fix:      fmt.Sprintf("scrivetelo come <%s .../>, con le informazioni negli attributi", e.Element),
		}
	case AttributeNotAllowed:
		return explanation{
			message:  fmt.Sprintf("%s non ha un attributo %s", e.Element, e.Attribute),
			expected: "solo gli attributi che lo schema prevede per " + e.Element,
			fix:      fmt.Sprintf("togliete %s, oppure correggetene il nome (maiuscole e minuscole contano) o la posizione", e.Attribute),
		}
	case MissingAttribute:
		return explanation{
			message:  fmt.Sprintf("a %s manca l'attributo obbligatorio %s", e.Element, e.Attribute),
			expected: "l'attributo " + e.Attribute, actual: e.Element + " senza di esso",
			fix: fmt.Sprintf("aggiungete %s a %s", e.Attribute, e.Element),
		}
	case UnknownType, UnrelatedType, AbstractType, BadNil:
		return instanceItalian(e)
	default:
		return valueItalian(e)
	}
}

func unexpectedItalian(e Error) explanation {
	name := qualified(e, "senza namespace")
	x := explanation{
		message: name + " non può stare in questo punto",
		fix: fmt.Sprintf("mettete gli elementi nell'ordine dello schema: spostate %s al suo posto, oppure toglietelo, oppure aggiungete prima di esso ciò che manca",
			e.Element),
	}
	switch {
	case e.Misplaced:
		x.message = fmt.Sprintf("%s non può stare in questo punto di %s", name, e.Parent)
	case e.Parent != "":
		x.message = fmt.Sprintf("%s non è un elemento di %s", name, e.Parent)
		x.fix = "toglietelo, oppure correggetene il nome, il namespace o la posizione"
	}
	switch b := e.Belongs; {
	case b.After != "":
		x.fix = fmt.Sprintf("spostate %s dentro %s: dopo %s e prima di %s", e.Element, e.Parent, b.After, b.Before)
		return x
	case b.Before != "":
		x.fix = fmt.Sprintf("spostate %s all'inizio di %s, prima di %s", e.Element, e.Parent, b.Before)
		return x
	case b.Later != "":
		x.fix = fmt.Sprintf("spostate %s prima di %s", b.Later, e.Element)
		return x
	case b.Outside:
		x.fix = fmt.Sprintf("spostate %s fuori da %s, in %s, dove lo schema lo prevede; oppure toglietelo", e.Element, e.Parent, b.Inside[0])
	case len(b.Inside) > 0:
		last := b.Inside[len(b.Inside)-1]
		x.fix = fmt.Sprintf("mettete %s in %s (%s), oppure toglietelo", e.Element, last, strings.Join(b.Inside, "/"))
	case b.Again && e.Misplaced:
		x.fix = fmt.Sprintf("%s non può contenere un altro %s in questo punto: togliete questo, oppure unitelo al precedente", e.Parent, e.Element)
	}
	placed := e.Belongs.Again || len(e.Belongs.Inside) > 0
	switch {
	case slices.Contains(e.Expected, e.Element):
		x.fix = fmt.Sprintf("%s è nel namespace %q: dategli quello degli elementi vicini", e.Element, e.Namespace)
	case e.sameButForCase() != "":
		x.fix = fmt.Sprintf("scrivete %s: maiuscole e minuscole contano", e.sameButForCase())
	case len(e.Expected) == 0:
		x.expected = "nessun altro elemento"
		if placed {
			break
		}
		x.fix = fmt.Sprintf("togliete %s, oppure spostatelo dove lo schema lo prevede", e.Element)
	case len(e.Expected) == 1 && !e.ExpectedMore && !placed:
		x.message += fmt.Sprintf(": è atteso %s", e.Expected[0])
		x.fix = fmt.Sprintf("aggiungete %s prima di %s se manca; altrimenti mettete gli elementi nell'ordine dello schema", e.Expected[0], e.Element)
	}
	return x
}

func instanceItalian(e Error) explanation {
	switch e.Kind {
	case UnknownType:
		return explanation{
			message:  fmt.Sprintf("xsi:type di %s indica un tipo che non esiste", e.Element),
			expected: "il nome di un tipo di dato dello schema, per esempio CD, PQ, ST, ED, TS, IVL_TS o INT",
			fix:      "correggete il nome; maiuscole e minuscole contano, e un prefisso deve essere legato a urn:hl7-org:v3",
		}
	case UnrelatedType:
		return explanation{
			message:  fmt.Sprintf("xsi:type di %s indica un tipo che qui non è ammesso", e.Element),
			expected: "un tipo derivato da quello che lo schema dà a " + e.Element,
			fix:      "scegliete un tipo adatto, oppure togliete xsi:type dove lo schema ha già fissato il tipo",
		}
	case AbstractType:
		return explanation{
			message:  fmt.Sprintf("%s deve dire con xsi:type di che tipo è il suo valore", e.Element),
			expected: "xsi:type con un tipo di dato, per esempio CD, PQ, ST, ED, TS, IVL_TS o INT", actual: "nessun xsi:type, o uno generico",
			fix: fmt.Sprintf(`aggiungete xsi:type a %s, come in <%s xsi:type="CD" .../>`, e.Element, e.Element),
		}
	default:
		return explanation{
			message:  fmt.Sprintf("xsi:nil non può essere usato su %s", e.Element),
			expected: "nessun xsi:nil", actual: "xsi:nil",
			fix: "togliete xsi:nil; un valore mancante si esprime con nullFlavor",
		}
	}
}

func valueItalian(e Error) explanation {
	what := e.where("l'attributo {a} di {e}", "il contenuto di {e}")
	x := explanation{}
	switch e.Kind {
	case BadPattern:
		x.message = what + " non ha la forma richiesta"
		x.fix = "scrivete il valore nella forma richiesta, oppure omettete l'attributo dove è facoltativo"
	case BadChoice:
		x.message = what + " non è fra i valori ammessi dallo schema"
		x.fix = "usate uno dei valori ammessi; maiuscole e minuscole contano"
	case BadLength:
		x.message = what + " non ha la lunghezza richiesta"
		x.expected = e.Facet + " " + e.Limit
		x.fix = "indicate un valore, oppure omettete l'attributo dove è facoltativo"
	case BadRange:
		x.message = what + " è fuori dall'intervallo ammesso"
		x.expected = e.Facet + " " + e.Limit
		x.fix = "correggete il numero"
	case BadDatatype:
		x.message = what + " non è del suo tipo di dato"
		if e.Type != "" {
			x.message += " (" + e.Type + ")"
		}
		x.fix = "scrivete il valore nella forma richiesta, oppure omettete l'attributo dove è facoltativo; un valore mancante si esprime con nullFlavor"
	case BadFixed:
		x.message = what + " può avere un solo valore"
		x.fix = "scrivete quel valore, oppure omettete l'attributo"
	case DuplicateID:
		x.message = "l'ID " + e.Value + " compare più di una volta nel documento"
		x.expected = "ogni ID una sola volta"
		x.fix = "date a ogni elemento un ID proprio e adeguare i riferimenti"
	case UnresolvedReference:
		x.message = what + " rimanda a un ID che nessun elemento del documento ha"
		x.expected = "l'ID di un elemento di questo documento"
		x.fix = "correggete il riferimento, oppure date questo ID all'elemento inteso"
	default:
		return explanation{message: "lo schema è violato: " + e.Raw, fix: "vedete lo schema per questo elemento"}
	}
	if same := e.sameButForCase(); same != "" {
		x.fix = fmt.Sprintf("scrivete %s: maiuscole e minuscole contano", same)
	}
	if hasOuterBlanks(e.Value) {
		x.fix += "; attenzione agli spazi all'inizio o alla fine"
	}
	return x
}
