package gateway

// Identify returns the ids of the errors of the specification's table that an answer of the gateway can mean, those with exactly
// its detail first; none when the table has no such answer in the operation.
func Identify(op Operation, typ, instance, detail string) []string {
	var exact, others []string
	for _, id := range orders[op] {
		a, ok := Lookup(op, id)
		if !ok || a.Type == "" || a.Type != typ || a.Instance != instance {
			continue
		}
		if a.Detail != "" && a.Detail == detail {
			exact = append(exact, id)
		} else {
			others = append(others, id)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return others
}
