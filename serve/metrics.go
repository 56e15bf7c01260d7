package serve

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate"
)

// metrics count requests and judgements. Nothing in them comes from a document or names who asked.
type metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	duration  *prometheus.HistogramVec
	documents *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "fselint_requests_total", Help: "Requests by path and status."}, []string{"path", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "fselint_request_seconds", Help: "Time to answer, by path.", Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 5, 30},
		}, []string{"path"}),
		documents: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "fselint_documents_total", Help: "Documents judged, by verdict."}, []string{"verdict"}),
	}
	m.registry.MustRegister(m.requests, m.duration, m.documents, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *metrics) judged(s report.Summary) {
	for _, v := range []validate.Verdict{validate.Refused, validate.Defective, validate.Accepted, validate.Undetermined, validate.Fault} {
		if n := s.Count(v); n > 0 {
			m.documents.WithLabelValues(string(v)).Add(float64(n))
		}
	}
}

// watch counts the requests of a handler, by the patterns of its paths, not by what callers write.
func (m *metrics) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		path := r.Pattern
		if path == "" || path == "/" {
			path = "other"
		}
		m.requests.WithLabelValues(path, strconv.Itoa(seen.status)).Inc()
		m.duration.WithLabelValues(path).Observe(time.Since(began).Seconds())
	})
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
