package attack

import (
	"crypto/sha256"
	"math/big"
	"strconv"
	"strings"

	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/pades/sign"
)

// fresh is a number that the signed documents do not use; theirs end with 13, the signature, and 14, its field.
const fresh = 40

// certified makes attacks on certified documents (Rohlmann et al. 2021).
func (m *maker) certified() {
	annotations := m.sign(document(), "Firma1", 3)
	m.add("certified-annotation", "evil-annotation", "OK", "free text was laid over a document whose certification permits annotations",
		m.replace(annotations, map[int]string{
			onlyPage: withAnnotation(fresh),
			fresh:    "<</Type/Annot/Subtype/FreeText/P 3 0 R/Rect[60 750 400 780]/DA(/Helv 14 Tf)/Contents(sostituito)/AP<</N 41 0 R>>>>",
			41:       stream("/Type/XObject/Subtype/Form/BBox[0 0 340 30]", "1 g 0 0 340 30 re f"),
		}))
	filling := m.sign(document(), "Firma1", 2)
	m.add("certified-signature", "sneaky-signature", "OK", "a second signature covers half of the page of a certified document",
		m.signWith(filling, "Firma2", func(o *sign.Options) {
			o.Layout.Form = func(f sign.Form) sign.Form {
				f.Extra = []string{stream("/Type/XObject/Subtype/Form/BBox[0 0 595 421]", "1 g 0 0 595 421 re f")}
				f.Field = strings.Replace(f.Field, "/Rect[0 0 0 0]", "/Rect[0 421 595 842]/AP<</N 17 0 R>>", 1)
				return f
			}
		}))
}

// withAnnotation is the page of a signed document with one more annotation.
func withAnnotation(num int) string {
	return strings.Replace(page("[4 0 R 5 0 R]", "[10 0 R]"), "/Annots[10 0 R]", "/Annots[10 0 R 14 0 R "+strconv.Itoa(num)+" 0 R]", 1)
}

// filled is the text field of the document with another value and its appearance.
func filled(u *pdfwrite.Update) {
	u.Raw(field, []byte("<</Type/Annot/Subtype/Widget/FT/Tx/T(nota)/V(compilato)/P 3 0 R/Rect[60 600 300 620]/F 4/AP<</N 11 0 R>>>>"))
	u.Raw(drawn, []byte(stream("/Type/XObject/Subtype/Form/BBox[0 0 240 20]/Resources<</Font<</Helv 6 0 R>>>>",
		"/Tx BMC BT /Helv 12 Tf 2 4 Td (compilato) Tj ET EMC")))
}

// allowed makes the controls: changes that a careful reader accepts.
func (m *maker) allowed(signed []byte) {
	m.add("allowed-second-signature", "", "OK", "a second signature", m.sign(signed, "Firma2", 0))
	m.add("allowed-dss", "", "OK", "validation data were added (DSS)", m.update(signed, m.validationData))
	m.add("allowed-time-stamp", "", "INVALID", "a document time stamp was added: the gateway verifies it as if it were a signature",
		m.signWith(m.update(signed, m.validationData), "Marca1", func(o *sign.Options) {
			o.SubFilter = "ETSI.RFC3161"
			o.CMS.ContentType, o.CMS.Encapsulate = "1.2.840.113549.1.9.16.1.4", m.timeStamp
		}))
	m.add("allowed-form-filling", "", "OK", "a form was filled in, as the certification permits",
		m.update(m.sign(document(), "Firma1", 2), filled))
	m.add("allowed-annotation", "", "OK", "a highlight was added, as the certification permits",
		m.replace(m.sign(document(), "Firma1", 3), map[int]string{
			onlyPage: withAnnotation(fresh),
			fresh:    "<</Type/Annot/Subtype/Highlight/P 3 0 R/Rect[60 755 200 775]/QuadPoints[60 775 200 775 60 755 200 755]>>",
		}))
	m.add("refused-form-filling", "", "OK", "a form was filled in, which nothing permits: no attack, but not allowed either", m.update(signed, filled))
	m.add("allowed-trailing-bytes", "", "OK", "a comment was appended: no object, no cross-reference", append(signed[:len(signed):len(signed)], "% archiviato\n"...))
}

// timeStamp is the TSTInfo (RFC 3161 2.4.2) of a time stamp over the bytes of a document.
func (m *maker) timeStamp(signed []byte) []byte {
	sum := sha256.Sum256(signed)
	return sign.Seq(
		sign.Int(big.NewInt(1)), sign.OID("1.3.6.1.4.1.99999.1"), // a policy of nobody's
		sign.Seq(sign.Seq(sign.OID("2.16.840.1.101.3.4.2.1"), sign.Null()), sign.Octets(sum[:])),
		sign.Int(big.NewInt(1)), sign.TLV(sign.TagGeneralized, []byte(m.opts.Time.UTC().Format("20060102150405Z"))))
}

// validationData adds a document security store with the signer's certificate.
func (m *maker) validationData(u *pdfwrite.Update) {
	cert := u.Reserve()
	u.Raw(cert, []byte(stream("", string(m.opts.CMS.Certificate.Raw))))
	store := u.Reserve()
	u.Raw(store, []byte("<</Type/DSS/Certs["+strconv.Itoa(cert)+" 0 R]>>"))
	root := string(pdfwrite.Object(u.File().Catalog()))
	u.Raw(catalog, []byte(root[:len(root)-2]+"/DSS "+strconv.Itoa(store)+" 0 R>>"))
}
