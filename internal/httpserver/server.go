// Package httpserver makes HTTP servers with bounds on time, header fields and connections.
package httpserver

import (
	"container/list"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Bounds on what callers can hold up.
const (
	headerTime  = 10 * time.Second // for the handshake, and for the header of a request
	requestTime = time.Minute      // for a whole request
	answerTime  = 5 * time.Minute  // for judging and answering it, faults on demand included
	idleTime    = 30 * time.Second
	headerBytes = 256 << 10
)

// New returns the server for a handler, with bounds on time, header fields and connections. It speaks HTTP/1.1.
// Of more connections than it may have, the one that has been silent longest is closed; where none is silent, further callers wait.
func New(h http.Handler, connections int) *http.Server {
	c := &crowd{most: connections, silent: list.New(), places: make(map[net.Conn]*list.Element)}
	c.fewer.L = &c.mu
	return &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: answerTime, IdleTimeout: idleTime,
		MaxHeaderBytes: headerBytes, ErrorLog: log.New(io.Discard, "", 0), // what callers do wrong is theirs
		ConnState: c.changed,
	}
}

// crowd bounds the connections of a server.
type crowd struct {
	mu     sync.Mutex
	fewer  sync.Cond
	most   int
	busy   int                        // connections with a request under way
	silent *list.List                 // connections without one, the longest first
	places map[net.Conn]*list.Element // in it; nil for one that was dismissed and is not closed yet
}

// changed is told by the server what becomes of each connection; a new one it serves only when changed returns.
func (c *crowd) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	place, silent := c.places[conn]
	switch {
	case state == http.StateNew:
		for c.busy+c.silent.Len() >= c.most && !c.dismiss() {
			c.fewer.Wait()
		}
		c.places[conn] = c.silent.PushBack(conn)
		return
	case silent && place == nil:
		if state == http.StateClosed {
			delete(c.places, conn)
		}
		return
	case silent:
		c.silent.Remove(place)
		delete(c.places, conn)
	default:
		c.busy--
	}
	switch state {
	case http.StateActive:
		c.busy++
	case http.StateIdle:
		c.places[conn] = c.silent.PushBack(conn)
	}
	c.fewer.Signal()
}

// dismiss closes the connection that has been silent longest, if there is one.
func (c *crowd) dismiss() bool {
	first := c.silent.Front()
	if first == nil {
		return false
	}
	conn := c.silent.Remove(first).(net.Conn)
	c.places[conn] = nil
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn() // without a farewell, which could block
	}
	_ = conn.Close()
	return true
}

// SameOrigin answers with refused what a page of another site makes a browser send: from there (Origin), or by a name that leads here
// and that host does not admit (Host).
func SameOrigin(next, refused http.Handler, host func(string) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		u, err := url.Parse(origin)
		if !host(r.Host) || origin != "" && (err != nil || u.Host != r.Host) {
			refused.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
