package trust

import (
	"strings"

	"fselint/pades/cms"
	"fselint/pades/internal/ber"
)

// Tags of a GeneralName (RFC 5280 4.2.1.6).
const (
	generalEmail     = 1
	generalDNS       = 2
	generalDirectory = 4
	generalURI       = 6
)

// subtree is one base of the name constraints (RFC 5280 4.2.1.10).
type subtree struct {
	tag  int
	name *ber.Node // of a directory name
	text string
}

// nameChecks applies the name constraints of c to all certificates below it, except self-issued authorities. Directory and
// e-mail names are compared; where other kinds are constrained and a certificate has such a name, nothing is said.
func nameChecks(c *certificate, below []*certificate) []Finding {
	value, _, ok := c.Extension(oidNameConstraints)
	if !ok {
		return nil
	}
	permitted, excluded, err := readNameConstraints(value)
	if err != nil {
		return []Finding{finding(NotJudged, ConstraintUnknown, c.name(), "", "malformed name constraints")}
	}
	var found []Finding
	for i, b := range below {
		if i > 0 && b.selfIssued() {
			continue
		}
		names, err := allNames(b)
		if err != nil {
			found = append(found, finding(NotJudged, ConstraintUnknown, b.name(), "", "malformed alternative names"))
			continue
		}
		for _, n := range names {
			found = append(found, n.check(c, b, permitted, excluded))
		}
	}
	return found
}

func (n subtree) check(c, b *certificate, permitted, excluded []subtree) Finding {
	constrained, allowed := false, false
	for _, list := range [][]subtree{permitted, excluded} {
		for _, base := range list {
			if base.tag == n.tag && n.tag != generalDirectory && n.tag != generalEmail {
				return finding(NotJudged, ConstraintUnknown, c.name(), "", "constrains a kind of name that is not compared here")
			}
		}
	}
	for _, base := range excluded {
		if base.tag == n.tag && base.holds(n) {
			return finding(NotTrusted, NameConstraint, c.name(), b.name(), "excludes the name of "+b.name())
		}
	}
	for _, base := range permitted {
		if base.tag == n.tag {
			constrained = true
			allowed = allowed || base.holds(n)
		}
	}
	if constrained && !allowed {
		return finding(NotTrusted, NameConstraint, c.name(), b.name(), "does not permit the name of "+b.name())
	}
	return Finding{Word: Trusted}
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

func readNameConstraints(value []byte) (permitted, excluded []subtree, err error) {
	n, err := ber.ReadAll(value)
	if err != nil {
		return nil, nil, err
	}
	for _, part := range n.Children {
		var list []subtree
		for _, tree := range part.Children {
			s, ok := generalName(tree.Child(0))
			if !ok || len(tree.Children) != 1 { // minimum and maximum have no use in this profile
				return nil, nil, errCertificate
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
func allNames(c *certificate) ([]subtree, error) {
	subject, err := ber.ReadAll(c.Subject.Raw())
	if err != nil {
		return nil, err
	}
	var names []subtree
	if len(subject.Children) > 0 {
		names = append(names, subtree{tag: generalDirectory, name: subject})
	}
	value, _, ok := c.Extension(oidAlternativeName)
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
			return nil, errCertificate
		}
		names = append(names, s)
	}
	return names, nil
}

// requiresPolicy tells whether policy constraints ask for an explicit policy.
func requiresPolicy(value []byte) bool {
	n, err := ber.ReadAll(value)
	if err != nil {
		return true
	}
	for _, child := range n.Children {
		if child.IsContext() && child.Tag == 0 {
			return true
		}
	}
	return false
}
