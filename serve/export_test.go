package serve

import "context"

// Occupy takes a place among those that are judged, until it is given back.
func Occupy(s *Server) (done func()) {
	if err := s.enter(context.Background()); err != nil {
		panic(err)
	}
	return s.leave
}

// Inside is how many requests are judged or wait.
func Inside(s *Server) int64 { return s.inside.Load() }
