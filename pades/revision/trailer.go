package revision

import (
	"path"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// trailer compares what the trailer refers to beside the catalog.
func (c *comparison) trailer() {
	old, now := c.old.Trailer(), c.now.Trailer()
	c.diff(old["Info"], now["Info"], place{what: PartMetadata, rule: ruleMetadata, path: &step{key: "Info"}})
	c.diff(old["Encrypt"], now["Encrypt"], place{what: PartEncryption, path: &step{key: "Encrypt"}})
	c.drain()
}

// freed looks for objects that a later cross-reference section declares free though they are in use: PDFBox, and so the
// gateway, still shows them, while other readers show nothing in their place.
func (c *comparison) freed() {
	known := map[int64]bool{}
	for _, s := range c.old.Sections() {
		known[s.Offset] = true
	}
	state := map[int]bool{} // what the last section says about an object: free or not
	for _, s := range slices.Backward(c.now.Sections()) {
		if known[s.Offset] { // wherever it stands: one that lay hidden in the signed bytes counts as well
			continue
		}
		for _, num := range s.Objects {
			if _, said := state[num]; !said {
				state[num] = false
			}
		}
		for _, num := range s.Freed {
			if _, said := state[num]; said || num == 0 {
				continue
			}
			state[num] = true
			if _, used := c.old.ObjectLocation(num); used && c.sighted[num] && c.old.Deref(*types.NewIndirectRef(num, 0)) != nil {
				c.record(place{what: PartFreed, object: num, path: &step{key: "xref"}}, Removed, "its cross-reference entry was set free")
			}
		}
	}
}

// misdirected looks for entries of later cross-reference sections that lead to another object or to none, and for later references
// that no entry serves: readers that do not repair them as the gateway's does take something else.
func (c *comparison) misdirected() {
	for _, num := range c.now.Misdirected(c.old) {
		at := place{what: PartCrossRef, object: num, path: &step{key: "xref"}}
		c.record(at, Changed, "a later cross-reference leads to another object or to none")
	}
	known := c.old.Missing()
	for _, num := range c.now.Missing() {
		if _, was := slices.BinarySearch(known, num); !was {
			at := place{what: PartCrossRef, object: num, path: &step{key: "xref"}}
			c.record(at, Changed, "the document refers to it, and no cross-reference knows it")
		}
	}
}

// unlisted looks for objects behind the signed bytes that no cross-reference lists.
func (c *comparison) unlisted() {
	for i, r := range c.revisions {
		if r.End <= c.cover.End || r.Unlisted == 0 {
			continue
		}
		c.record(place{what: PartUnlisted, path: &step{key: "xref"}}, Added, plural(r.Unlisted, "object header"))
		if last := &c.cover.Changes[len(c.cover.Changes)-1]; last.What == PartUnlisted {
			last.Revision = i
		}
	}
}

// attack notes an attack unless one of its kind is known.
func (c *Coverage) attack(kind AttackKind, object int, detail string) {
	if !slices.ContainsFunc(c.Attacks, func(a Attack) bool { return a.Kind == kind }) {
		c.Attacks = append(c.Attacks, Attack{kind, object, detail})
	}
}

// attackGeometry names what byte range and contents look like. A signature without usable entries is what universal
// forgery relies on: a reader that has nothing to verify may show it as valid. Wrapping moves signed bytes and puts
// others in their place, which must lie in the part that the range leaves out.
func (c *Coverage) attackGeometry() {
	if f, ok := c.has(NoByteRange, RangeNumbers, RangeValues, RangeEmpty, NoContents); ok {
		c.attack(UniversalForgery, c.Value, f.Detail)
	}
	if len(c.ByteRange) > 4 {
		c.Attacks = nil
		c.attack(SignatureWrapping, c.Value, "/ByteRange leaves out more than one part of the file")
	}
	if f, ok := c.has(GapObjects); ok {
		c.attack(SignatureWrapping, c.Value, f.Detail)
	}
}

// attackChanges names what the changes that are not allowed look like.
func (c *Coverage) attackChanges() {
	refused := c.Refused()
	if i := slices.IndexFunc(refused, func(ch Change) bool { return ch.What == PartCrossRef }); i >= 0 {
		c.attack(ShadowHideReplace, refused[i].Object, refused[i].Detail)
		return // the other changes come from it
	}
	for _, ch := range refused {
		switch {
		case ch.What == PartFreed, ch.What == PartLayers, ch.Kind == Removed && slices.Contains(hideable, ch.What):
			c.attack(ShadowHide, ch.Object, ch.Detail)
		case ch.What == PartFont && !newFont(ch), ch.What == PartAppearance && ch.Kind == Changed && ch.Reason == NeverAllowed:
			c.attack(ShadowReplace, ch.Object, ch.Detail)
		}
	}
	if len(c.Attacks) > 0 {
		return
	}
	if i := slices.IndexFunc(refused, func(ch Change) bool { return ch.Reason == NeverAllowed }); i >= 0 {
		c.attack(IncrementalSaving, refused[i].Object, refused[i].Detail)
	}
}

// newFont says whether a font was added to the resources under a name of its own.
func newFont(ch Change) bool {
	return ch.Kind == Added && path.Base(path.Dir(ch.Path)) == "Font"
}

// hideable are the parts whose removal can uncover other content.
var hideable = []What{PartContent, PartResource, PartAnnotation, PartAppearance}
