package revision

// attack notes an attack unless one of its kind is known.
func (c *Coverage) attack(kind AttackKind, object int, detail string) {
	for _, a := range c.Attacks {
		if a.Kind == kind {
			return
		}
	}
	c.Attacks = append(c.Attacks, Attack{kind, object, detail})
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
