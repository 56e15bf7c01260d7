package request

import "strings"

// simulationPrefixes begin identifiers for which the test environment simulates a course of events.
var simulationPrefixes = []string{"CRASH_TIMEOUT", "SKIP_VALIDATION", "CRASH_WF_EDS", "CRASH_INI", "CRASH_EDS"}

// SimulationPrefix returns the prefix by which an identifier asks the test environment for a simulation, "" for none. It stands at the
// very beginning.
func SimulationPrefix(id string) string {
	for _, prefix := range simulationPrefixes {
		if strings.HasPrefix(id, prefix) {
			return prefix
		}
	}
	return ""
}

// simulation judges an identifier that the test environment would take for the name of a simulation and nothing else: that of the
// path where there is one, else that of the body.
func (j *judge) simulation(b *Body, path string) {
	if !j.ctx.Test || !j.op.Publishes() {
		return
	}
	id, field, pointer := path, PathField, ""
	if id == "" && b != nil {
		id, field, pointer = b.IdentificativoDoc.Value, fDoc, "/"+fDoc
	}
	for _, prefix := range simulationPrefixes {
		if !strings.HasPrefix(id, prefix) || strings.Trim(strings.ReplaceAll(id, prefix, "\x00"), "\x00") != "" {
			continue
		}
		p := j.add(Simulation, field, pointer, nil, id, "")
		p.refused(stepSimulation, "PB-10", "Inserire una string randomica dopo l'id documento")
		return
	}
}
