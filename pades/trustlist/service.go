package trustlist

import (
	"strings"
	"time"
)

// At returns the state that was in force at t, nil when the service was not yet in the list.
func (s *Service) At(t time.Time) *State {
	for i := range s.States {
		if !s.States[i].Since.After(t) {
			return &s.States[i]
		}
	}
	return nil
}

// granted are the states in which a service may be relied upon: of today, and before July 2016 (TS 119 612 5.5.4 and annex J).
var granted = map[string]bool{
	"granted": true, "recognisedatnationallevel": true,
	"undersupervision": true, "supervisionincessation": true, "accredited": true, "setbynationallaw": true,
}

// Granted tells whether the service may be relied upon in that state.
func (s *State) Granted() bool { return granted[strings.ToLower(s.Status)] }

// Has tells whether a piece of additional service information is there, such as "ForeSignatures".
func (s *State) Has(use string) bool {
	for _, u := range s.Uses {
		if strings.EqualFold(u, use) {
			return true
		}
	}
	return false
}
