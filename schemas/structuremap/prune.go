package structuremap

import "slices"

// prune drops what has no effect: variables that nothing reads, rules that do nothing, calls of groups that have no rules.
func (c *compiler) prune() {
	for {
		c.findLive()
		dropped := 0
		for i := range c.out.Groups {
			g := &c.out.Groups[i]
			var n int
			g.Rules, n = c.pruneRules(g.Rules, c.live[i])
			dropped += n
		}
		if dropped == 0 {
			return
		}
	}
}

// findLive notes which slots of each group are read.
func (c *compiler) findLive() {
	c.live = make([][]bool, len(c.out.Groups))
	for i, g := range c.out.Groups {
		c.live[i] = make([]bool, g.Slots)
	}
	for c.marked = true; c.marked; {
		c.marked = false
		for i, g := range c.out.Groups {
			c.markRules(g.Rules, c.live[i])
		}
	}
}

// mark notes that a slot plus one is read.
func (c *compiler) mark(live []bool, slotPlusOne int) {
	if slotPlusOne > 0 && !live[slotPlusOne-1] {
		live[slotPlusOne-1], c.marked = true, true
	}
}

func (c *compiler) markRules(list []rule, live []bool) {
	for i := range list {
		r := &list[i]
		c.mark(live, r.Ctx+1)
		c.markExpr(r.Where, live)
		for _, o := range r.Ops {
			if o.matters() || o.Kind == opResource && r.puts() || (o.Kind == opAlias || o.Kind == opResource) && live[o.As] {
				c.mark(live, o.Var+1)
			}
			c.mark(live, o.Root)
			c.mark(live, o.Ext)
			c.markExpr(o.Expr, live)
		}
		for _, l := range r.Calls {
			for i, arg := range l.Args {
				if c.live[l.Group][i] {
					c.mark(live, arg)
				}
			}
		}
		c.markRules(r.Rules, live)
	}
}

func (c *compiler) markExpr(e *expr, live []bool) {
	if e == nil {
		return
	}
	c.mark(live, e.Var)
	for _, a := range e.Args {
		c.markExpr(a, live)
	}
}

// puts reports whether a rule makes an entry that is put under an identifier.
func (r *rule) puts() bool {
	return slices.ContainsFunc(r.Ops, func(o op) bool { return o.Kind == opPut })
}

// matters reports whether an operation does more than name things.
func (o op) matters() bool {
	return o.Kind == opPut || o.Kind == opURL || o.Kind == opID || o.Kind == opCode || o.Kind == opFault
}

// pruneRules returns the rules that matter and how much was dropped.
func (c *compiler) pruneRules(list []rule, live []bool) (kept []rule, dropped int) {
	for _, r := range list {
		var n int
		r.Rules, n = c.pruneRules(r.Rules, live)
		dropped += n
		before := len(r.Calls) + len(r.Ops)
		r.Calls = slices.DeleteFunc(r.Calls, func(l call) bool { return len(c.out.Groups[l.Group].Rules) == 0 })
		r.Ops = slices.DeleteFunc(r.Ops, func(o op) bool { return c.idle(&r, o, live) })
		dropped += before - len(r.Calls) - len(r.Ops)
		for _, l := range r.Calls {
			for i := range l.Args {
				if !c.live[l.Group][i] {
					l.Args[i] = 0
				}
			}
		}
		if r.As > 0 && !live[r.As-1] {
			r.As = 0
		}
		if len(r.Rules) == 0 && len(r.Calls) == 0 && len(r.Types) == 0 && !slices.ContainsFunc(r.Ops, op.matters) {
			dropped++
			continue
		}
		kept = append(kept, r)
	}
	return kept, dropped
}

// idle reports whether an operation of a rule can be left out: it fills a slot that nothing reads, or gives id or address to
// entries that are all posted.
func (c *compiler) idle(r *rule, o op, live []bool) bool {
	makes := slices.ContainsFunc(r.Ops, func(o op) bool { return o.Kind == opEntry })
	switch o.Kind {
	case opEntry, opAlias, opForget:
		return !live[o.As]
	case opResource:
		return !live[o.As] && !r.puts()
	case opURL:
		return makes && !r.puts() || o.Text == constantAddress && !r.puts()
	case opID:
		return o.Root == 0 && !r.puts()
	}
	return false
}
