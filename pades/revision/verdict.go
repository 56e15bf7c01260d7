package revision

import (
	"fmt"
	"slices"
	"strings"
)

// rule says what may happen to a part of a document after a signature.
type rule int

const (
	ruleNever rule = iota
	ruleSigning
	ruleTimeStamp
	ruleValidation
	ruleMetadata
	ruleStructure // may grow
	ruleHarmless
	ruleFill
	ruleAnnotate
)

// verdict says whether a change is allowed at a place, and why.
func (p *Policy) verdict(at place, kind string) (bool, Reason) {
	switch at.rule {
	case ruleTimeStamp:
		return true, ForTimeStamp // ISO 32000-2 Table 257: not a change in the sense of DocMDP
	case ruleSigning:
		if p.DocMDP == 1 {
			return false, CertifiedNo
		}
		if named(p.Locked, at.field) { // a lock of all fields does not mean the signatures to come
			return false, FieldLocked
		}
		return true, ForSigning
	case ruleValidation:
		if kind == Removed && (at.role == inDSS || at.role == inExtensions) {
			return false, NeverAllowed // as a whole
		}
		return true, ForValidation
	case ruleStructure:
		if kind != Added {
			return false, NeverAllowed
		}
		return true, ForStructure
	case ruleMetadata:
		return true, ForMetadata
	case ruleHarmless:
		return true, NoEffect
	case ruleFill:
		if p.locked(at.field) {
			return false, FieldLocked
		}
		return p.DocMDP >= 2 || p.DocMDP == 0 && p.FieldMDP, FormFilling
	case ruleAnnotate:
		return p.DocMDP == 3, Annotating
	}
	return false, NeverAllowed
}

type changeKey struct {
	object, page int
	what         What
	field, kind  string
	allowed      bool
}

// record notes a change. Of several changes of one kind in one object only the first is kept.
func (c *comparison) record(at place, kind, more string) {
	allowed, reason := c.cover.Policy.verdict(at, kind)
	key := changeKey{at.object, at.page, at.what, at.field, kind, allowed}
	if c.recorded[key] {
		return
	}
	c.recorded[key] = true
	c.exceeded = c.exceeded || len(c.recorded) > 50*c.limits.Changes
	if len(c.cover.Changes) >= 2*c.limits.Changes {
		c.settle()
	}
	ch := Change{
		Object: at.object, Revision: -1, What: at.what, Page: at.page, Field: at.field, Path: at.path.String(),
		Kind: kind, Allowed: allowed, Reason: reason,
	}
	if where, ok := c.now.ObjectLocation(at.object); ok {
		ch.Revision = revisionAt(c.revisions, where.Offset)
	}
	ch.Detail = strings.TrimSuffix(fmt.Sprintf("%s %s, %s: %s", ch.What, kind, ch.Path, more), ": ")
	c.cover.Changes = append(c.cover.Changes, ch)
}

// settle orders the changes, those not allowed first and otherwise as they were found, and keeps as many as may be reported.
func (c *comparison) settle() {
	slices.SortStableFunc(c.cover.Changes, func(a, b Change) int {
		switch {
		case a.Allowed == b.Allowed:
			return 0
		case b.Allowed:
			return -1
		}
		return 1
	})
	c.cover.Changes = c.cover.Changes[:min(len(c.cover.Changes), c.limits.Changes)]
}
