package wire

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/token"
)

// BaseURL returns the address of a service that paths are appended to, without a slash at its end (01-overview §3); "" for an
// environment other than stage and production.
func BaseURL(p fse.Profile, e fse.Environment) string {
	if urls := token.BaseURLs(p, e); e != fse.AnyEnvironment && len(urls) > 0 {
		return urls[0]
	}
	return ""
}

// CheckBase refuses base addresses that a call for an environment must not go to: tokens in the clear, but to this machine, and production
// under the name of another environment. Whether it is an address at all Address tells.
func CheckBase(base string, e fse.Environment) error {
	u, err := url.Parse(base)
	if err != nil {
		return nil
	}
	if u.Scheme == "http" && !Loopback(u.Hostname()) {
		return lint.Hinted(texts.Error("base-in-the-clear", nil), lint.Same("--base https://…"))
	}
	for _, profile := range []fse.Profile{fse.National, fse.Toscana} {
		production, err := url.Parse(BaseURL(profile, fse.Production))
		if err == nil && e != fse.Production && strings.EqualFold(u.Hostname(), production.Hostname()) {
			return lint.Hinted(texts.Error("base-production", lint.Values{"hostname": u.Hostname()}), lint.Same("--environment production --yes-production"))
		}
	}
	return nil
}

// Loopback tells whether a host is this machine.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// LoopbackAddress tells whether an address, with its port or without, is on this machine.
func LoopbackAddress(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.Trim(address, "[]")
	}
	return Loopback(host)
}

// Offered reports whether a service offers an operation. Tuscany offers four in the transition (01-overview §2).
func Offered(p fse.Profile, op fse.Operation) bool {
	switch op {
	case fse.ValidateAndCreate, fse.Replace, fse.Delete, fse.Update:
		return true
	}
	return p == fse.National
}

// route is the method and the path of an operation; {id} stands for the identifier.
type route struct{ method, path string }

var routes = map[fse.Operation]route{
	fse.Validation:         {http.MethodPost, "/documents/validation"},
	fse.Create:             {http.MethodPost, "/documents"},
	fse.ValidateAndCreate:  {http.MethodPost, "/documents/validate-and-create"},
	fse.Replace:            {http.MethodPut, "/documents/{id}"},
	fse.ValidateAndReplace: {http.MethodPut, "/documents/validate-and-replace/{id}"},
	fse.Update:             {http.MethodPut, "/documents/{id}/metadata"},
	fse.UpdateITI57:        {http.MethodPut, "/documents/{id}/metadata-iti-57"},
	fse.Delete:             {http.MethodDelete, "/documents/{id}"},
	fse.StatusByWorkflow:   {http.MethodGet, "/status/{id}"},
	fse.StatusByTrace:      {http.MethodGet, "/status/search/{id}"},
}

// NeedsID reports whether an operation has an identifier in its path.
func NeedsID(op fse.Operation) bool { return strings.Contains(routes[op].path, "{id}") }

// Writes reports whether an operation changes something at the gateway, so that sending it twice matters. A validation leaves a
// record behind.
func Writes(op fse.Operation) bool { return routes[op].method != http.MethodGet }

// Address returns method and address of an operation below a base address. The identifier is percent-encoded as the
// specification wants it (^ as %5E).
func Address(base string, op fse.Operation, id string) (method, address string, err error) {
	r, ok := routes[op]
	if !ok {
		return "", "", texts.Error("unknown-operation", lint.Values{"op": fmt.Sprintf("%q", op)})
	}
	if NeedsID(op) == (id == "") {
		if id == "" {
			return "", "", texts.Error("needs-identifier-document", lint.Values{"op": op})
		}
		return "", "", texts.Error("takes-no-identifier", lint.Values{"op": op})
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", "", texts.Error("this-no-base-address-gateway-https", nil) // not shown: it may hold a password
	}
	return r.method, strings.TrimRight(base, "/") + strings.Replace(r.path, "{id}", escape(id), 1), nil
}

// escape percent-encodes every byte but letters, digits and -._~ (RFC 3986 §2.3).
func escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// Match finds the operation that a request means, with its identifier decoded; path is the escaped path below the base
// address. The fixed paths come before those with an identifier.
func Match(method, path string) (op fse.Operation, id string, ok bool) {
	path = strings.TrimSuffix(path, "/")
	best := -1
	for candidate, r := range routes {
		raw, matches := match(r, method, path)
		if !matches {
			continue
		}
		fixed := len(strings.ReplaceAll(r.path, "{id}", ""))
		if fixed <= best {
			continue
		}
		decoded, err := url.PathUnescape(raw)
		if err != nil {
			continue
		}
		op, id, ok, best = candidate, decoded, true, fixed
	}
	return op, id, ok
}

func match(r route, method, path string) (id string, ok bool) {
	if r.method != method {
		return "", false
	}
	before, after, templated := strings.Cut(r.path, "{id}")
	if !templated {
		return "", path == r.path
	}
	id, found := strings.CutPrefix(path, before)
	if !found {
		return "", false
	}
	id, found = strings.CutSuffix(id, after)
	return id, found && id != "" && !strings.Contains(id, "/")
}
