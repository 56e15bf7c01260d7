package trust

import (
	"errors"
	"fmt"
)

var errBudget = errors.New("too many signatures to verify")

// search looks for the best path from leaf: trusted before open before not trusted, complete before incomplete, then the
// longest. It goes depth first through all issuers, and stops at the first trusted path.
func (j *judge) search(leaf *certificate) *route {
	best := &route{path: []*certificate{leaf}}
	j.extend([]*certificate{leaf}, &best)
	if best.states == nil { // the search ended before anything was judged
		best.finding = finding(NotJudged, TooComplex, leaf.name(), "", "the search for a path was given up")
		best.states = []Revocation{{Finding: best.finding}}
		best.revocation = best.finding
		best.word = NotJudged
	}
	return best
}

// extend tries all ways on from the end of path. It returns true when a trusted path was found.
func (j *judge) extend(path []*certificate, best **route) bool {
	last := path[len(path)-1]
	if j.steps++; j.steps > maxSteps {
		return false
	}
	anchor, worth := j.anchor(path)
	if anchor != nil {
		return j.consider(path, anchor, worth, best)
	}
	if last.selfIssued() && j.issued(last, last) == nil {
		f := finding(NotTrusted, UntrustedRoot, last.name(), "", "self-signed, and not among what is trusted")
		return j.consider(path, nil, f, best)
	}
	if len(path) == maxPath {
		return j.consider(path, nil, finding(NotJudged, TooComplex, last.name(), "", fmt.Sprintf("the path is longer than %d", maxPath)), best)
	}
	onward, end := j.onward(path, best)
	if onward {
		return true
	}
	if end.Word != "" {
		return j.consider(path, nil, end, best)
	}
	return false
}

// onward follows the issuers of the last certificate of path, fetching them when none is there. The finding says why it is a dead end.
func (j *judge) onward(path []*certificate, best **route) (bool, Finding) {
	last := path[len(path)-1]
	var wrong error
	alive := false
	for round := range 2 {
		if round == 1 && (alive || !j.fetchIssuers(last)) {
			break
		}
		for _, issuer := range j.issuers(last) {
			if onPath(path, issuer) {
				continue
			}
			if err := j.issued(last, issuer); err != nil {
				wrong = err
				continue
			}
			alive = true
			if j.extend(append(path[:len(path):len(path)], issuer), best) {
				return true, Finding{}
			}
		}
	}
	switch {
	case alive:
		return false, Finding{}
	case errors.Is(wrong, errBudget):
		return false, finding(NotJudged, TooComplex, last.name(), "", errBudget.Error())
	case wrong != nil:
		return false, finding(NotTrusted, BadSignature, last.name(), last.Issuer.String(), fmt.Sprintf("not signed by the certificate of its issuer: %v", wrong))
	}
	return false, finding(NotJudged, IssuerMissing, last.name(), last.Issuer.String(), "the certificate of its issuer is missing: "+last.Issuer.String())
}

// onPath keeps the search from going in circles: the same name with the same key adds nothing.
func onPath(path []*certificate, c *certificate) bool {
	for _, have := range path {
		if have.sameEntity(c) {
			return true
		}
	}
	return false
}

// consider judges a path and keeps it when it is better than the best so far.
func (j *judge) consider(path []*certificate, anchor *Anchor, end Finding, best **route) bool {
	r := &route{path: path, anchor: anchor}
	r.finding = worst(append(j.checkPath(path, anchor != nil), end))
	if j.store.Empty() {
		r.finding = finding(NotJudged, NoTrustData, "", "", "no certificate or trusted list was given to trust")
	}
	j.revocations(r)
	r.word = r.overall().Word
	if old := *best; old.states == nil || r.rank() > old.rank() {
		*best = r
	}
	return r.word == Trusted
}

// rank orders routes: the higher the better.
func (r *route) rank() int {
	n := len(r.path)
	if r.anchor != nil {
		n += 100
	}
	switch {
	case r.word == Trusted:
		n += 10000
	case r.finding.Word == Trusted:
		n += 5000
	case r.word == NotJudged:
		n += 50
	}
	return n
}

// worst returns the first finding that is not trusted, else the first that is not judged, else trusted.
func worst(findings []Finding) Finding {
	for _, w := range []Word{NotTrusted, NotJudged} {
		for _, f := range findings {
			if f.Word == w {
				return f
			}
		}
	}
	return Finding{Word: Trusted}
}

// checkPath is RFC 5280 6.1 without policies: no set of policies is asked for. The anchor's validity is not looked at: it is
// trusted because the user says so.
func (j *judge) checkPath(path []*certificate, anchored bool) []Finding {
	var found []Finding
	if j.q.At.IsZero() {
		found = append(found, finding(NotJudged, NoTime, "", "", "the time of the signature is unknown"))
	}
	last := len(path) - 1
	for i, c := range path {
		isAnchor := anchored && i == last
		if !isAnchor && !j.q.At.IsZero() {
			found = append(found, c.validAt(j.q.At))
		}
		if !isAnchor {
			found = append(found, unknownCritical(c))
		}
		if i < last {
			found = append(found, weak(c, path[i+1]))
		}
		if i > 0 {
			found = append(found, issuerChecks(c, path[:i], isAnchor)...)
		}
	}
	if weakKey(path[0]) {
		found = append(found, shortKey(path[0]))
	}
	if j.q.Usage == TimeStamping && !path[0].serves(oidUsageTimeStamping) {
		found = append(found, finding(NotTrusted, ExtendedKeyUsage, path[0].name(), "", "its extended key usage does not name time stamping"))
	}
	return found
}

// issuerChecks asks whether c may have issued what is below it.
func issuerChecks(c *certificate, below []*certificate, isAnchor bool) []Finding {
	var found []Finding
	name := c.name()
	if c.constrained && !c.ca || !c.constrained && !isAnchor {
		found = append(found, finding(NotTrusted, NotACA, name, "", "it has issued a certificate and is no certification authority"))
	}
	if !c.allows(usageCertSign) {
		found = append(found, finding(NotTrusted, KeyUsage, name, "", "its key usage does not allow it to sign certificates"))
	}
	if c.pathLength >= 0 {
		between := 0
		for _, b := range below[1:] {
			if !b.selfIssued() {
				between++
			}
		}
		if between > c.pathLength {
			found = append(found, finding(NotTrusted, PathLength, name, fmt.Sprintf("%d < %d", c.pathLength, between),
				fmt.Sprintf("allows %d authorities below it, there are %d", c.pathLength, between)))
		}
	}
	if value, _, ok := c.Extension(oidPolicyConstraints); ok && requiresPolicy(value) {
		found = append(found, finding(NotJudged, ConstraintUnknown, name, "", "asks for explicit policies, which are not judged here"))
	}
	return append(found, nameChecks(c, below)...)
}

// weak tells whether the signature of c by issuer rests on something broken. Reference: SOG-IS agreed mechanisms 1.3.
func weak(c, issuer *certificate) Finding {
	if d := weakDigest(c.algorithm); d != "" {
		return finding(NotJudged, WeakAlgorithm, c.name(), d, "its issuer has signed it with "+d+", which can be forged")
	}
	if weakKey(issuer) {
		return shortKey(issuer)
	}
	return Finding{Word: Trusted}
}

func shortKey(c *certificate) Finding {
	bits := fmt.Sprintf("%d bit", c.KeyBits())
	return finding(NotJudged, WeakAlgorithm, c.name(), bits, "a key of "+bits)
}

// weakKey: less than 2048 bits for RSA and DSA (SOG-IS legacy is 1900), less than 224 for curves.
func weakKey(c *certificate) bool {
	bits := c.KeyBits()
	switch c.KeyAlgorithm.OID {
	case "1.2.840.10045.2.1", "1.3.101.112", "1.3.101.113":
		return bits < 224
	}
	return bits < 2048
}

// understood are the critical extensions that are looked at, or that mean nothing where no policy is asked for.
var understood = map[string]bool{
	oidKeyUsage: true, oidBasicConstraints: true, oidNameConstraints: true, oidExtendedUsage: true, oidAlternativeName: true,
	oidPolicies: true, oidPolicyConstraints: true, oidCRLPoints: true, oidAuthorityKey: true, oidKeyIdentifier: true,
	oidStatements: true, oidInformationAccess: true, oidNoCheck: true, oidNoRevocation: true, oidShortTerm: true,
	"2.5.29.18": true, "2.5.29.33": true, "2.5.29.54": true, "2.5.29.16": true,
}

func unknownCritical(c *certificate) Finding {
	for _, oid := range c.CriticalExtensions() {
		if !understood[oid] {
			return finding(NotJudged, CriticalExtension, c.name(), oid, "the critical extension "+oid+" is not understood")
		}
	}
	return Finding{Word: Trusted}
}
