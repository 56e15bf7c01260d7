package rehearsal

import (
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// Bounds on what callers can hold up.
const (
	headerTime  = 10 * time.Second // for the handshake, and for the header of a request
	requestTime = time.Minute      // for a whole request
	answerTime  = 5 * time.Minute  // for judging and answering it, faults on demand included
	idleTime    = 30 * time.Second
	headerBytes = 256 << 10
)

// HTTPServer returns the server for a handler of this package, with bounds on time and header fields. It speaks HTTP/1.1.
func HTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: answerTime, IdleTimeout: idleTime,
		MaxHeaderBytes: headerBytes, ErrorLog: log.New(io.Discard, "", 0), // what callers do wrong is theirs
	}
}

// Limit bounds the connections that are open at the same time; further ones wait until one ends.
func Limit(l net.Listener, connections int) net.Listener {
	return netutil.LimitListener(l, connections)
}
