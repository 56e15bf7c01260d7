package nameconstraint

import (
	"errors"
	"strings"

	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/internal/ber"
)

// Tags of a GeneralName (RFC 5280 4.2.1.6).
const (
	generalEmail     = 1
	generalDirectory = 4
)

// subtree is one base of the name constraints (RFC 5280 4.2.1.10).
type subtree struct {
	tag  int
	name *ber.Node // of a directory name
	text string
}

// Outcome is what constraints say about a certificate.
type Outcome int

// Outcomes. Unknown: the constraints or the names are malformed, or names are constrained that are not compared here.
const (
	Allowed Outcome = iota
	Refused
	Unknown
)

var errMalformed = errors.New("malformed names")

// Check applies the content of the extension nameConstraints to the names of a certificate below the one that has it. Directory and
// e-mail names are compared; where other kinds are constrained and the certificate has such a name, the outcome is unknown.
func Check(constraints []byte, c *cms.Certificate) Outcome {
	permitted, excluded, err := read(constraints)
	if err != nil {
		return Unknown
	}
	names, err := allNames(c)
	if err != nil {
		return Unknown
	}
	outcome := Allowed
	for _, n := range names {
		switch n.check(permitted, excluded) {
		case Refused:
			return Refused
		case Unknown:
			outcome = Unknown
		}
	}
	return outcome
}

func (n subtree) check(permitted, excluded []subtree) Outcome {
	constrained, allowed := false, false
	for _, list := range [][]subtree{permitted, excluded} {
		for _, base := range list {
			if base.tag == n.tag && n.tag != generalDirectory && n.tag != generalEmail {
				return Unknown
			}
		}
	}
	for _, base := range excluded {
		if base.tag == n.tag && base.holds(n) {
			return Refused
		}
	}
	for _, base := range permitted {
		if base.tag == n.tag {
			constrained = true
			allowed = allowed || base.holds(n)
		}
	}
	if constrained && !allowed {
		return Refused
	}
	return Allowed
}

// holds tells whether a name of the same kind lies below the base.
func (s subtree) holds(n subtree) bool {
	if s.tag == generalEmail {
		base, name := strings.ToLower(s.text), strings.ToLower(n.text)
		_, host, _ := strings.Cut(name, "@")
		switch {
		case strings.Contains(base, "@"):
			return name == base
		case strings.HasPrefix(base, "."):
			return strings.HasSuffix(host, base)
		}
		return host == base
	}
	if len(s.name.Children) > len(n.name.Children) {
		return false
	}
	for i, rdn := range s.name.Children {
		if rdnKey(rdn) != rdnKey(n.name.Children[i]) {
			return false
		}
	}
	return true
}

// rdnKey is equal for relative names that are equal apart from letter case and blanks.
func rdnKey(rdn *ber.Node) string {
	seq := ber.Node{Tag: ber.TagSequence, Constructed: true, Children: []*ber.Node{rdn}}
	n, err := cms.ParseName(seq.DER())
	if err != nil {
		return string(rdn.Raw)
	}
	return n.Key()
}

func read(value []byte) (permitted, excluded []subtree, err error) {
	n, err := ber.ReadAll(value)
	if err != nil {
		return nil, nil, err
	}
	for _, part := range n.Children {
		var list []subtree
		for _, tree := range part.Children {
			s, ok := generalName(tree.Child(0))
			if !ok || len(tree.Children) != 1 { // minimum and maximum have no use in this profile
				return nil, nil, errMalformed
			}
			list = append(list, s)
		}
		if part.Tag == 0 {
			permitted = append(permitted, list...)
		} else {
			excluded = append(excluded, list...)
		}
	}
	return permitted, excluded, nil
}

func generalName(n *ber.Node) (subtree, bool) {
	if !n.IsContext() {
		return subtree{}, false
	}
	s := subtree{tag: n.Tag}
	switch {
	case n.Tag == generalDirectory:
		s.name = n.Child(0)
		return s, s.name.Is(ber.TagSequence)
	case !n.Constructed:
		s.text = string(n.Content)
	}
	return s, true
}

// allNames returns subject and alternative names, with the e-mail addresses in the subject.
func allNames(c *cms.Certificate) ([]subtree, error) {
	subject, err := ber.ReadAll(c.Subject.Raw())
	if err != nil {
		return nil, err
	}
	var names []subtree
	if len(subject.Children) > 0 {
		names = append(names, subtree{tag: generalDirectory, name: subject})
	}
	value, _, ok := c.Extension("2.5.29.17")
	if !ok {
		if email := c.Subject.Get("1.2.840.113549.1.9.1"); email != "" {
			names = append(names, subtree{tag: generalEmail, text: email})
		}
		return names, nil
	}
	list, err := ber.ReadAll(value)
	if err != nil {
		return nil, err
	}
	for _, n := range list.Children {
		s, ok := generalName(n)
		if !ok {
			return nil, errMalformed
		}
		names = append(names, s)
	}
	return names, nil
}
