package datatype

import (
	"strings"
	"unicode/utf8"
)

// isAnyURI tells whether the reference takes a value, white space collapsed, for an xs:anyURI. Xerces (AnyURIDV and its
// class URI) percent-encodes what RFC 2396 does not admit and reads the result as a reference relative to a base, by
// RFC 2396 as changed by RFC 2732 and with its own deviations: a scheme must be followed by something, while an
// authority that is neither a host nor a registry name is read as a path.
func isAnyURI(value string) bool {
	if value == "" {
		return true
	}
	u := encodeURI(value)
	at, absolute := 0, false
	if colon := strings.IndexByte(u, ':'); colon == 0 {
		return false
	} else if colon > 0 && !strings.ContainsAny(u[:colon], "/?#") {
		if !isScheme(u[:colon]) || colon == len(u)-1 || u[colon+1] == '#' {
			return false
		}
		at, absolute = colon+1, true
	}
	if strings.HasPrefix(u[at:], "//") {
		end := at + 2
		for end < len(u) && !strings.ContainsRune("/?#", rune(u[end])) {
			end++
		}
		switch authority := u[at+2 : end]; {
		case authority == "" && end == len(u):
			return false
		case authority == "" || isServer(authority) || admits(authority, isPathChar):
			at = end
		}
	}
	return isPathQueryFragment(u[at:], absolute)
}

// encodeURI escapes what Xerces escapes: controls, blank, <>"{}|\^~` and everything that is not ASCII.
func encodeURI(value string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c <= 0x20 || c >= 0x7F || strings.IndexByte("<>\"{}|\\^~`", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isPathQueryFragment(u string, absolute bool) bool {
	path, ok := u, isURIChar // an opaque part may contain '[' and ']'
	if !absolute || strings.HasPrefix(u, "/") {
		ok = isPathChar
	}
	if i := strings.IndexAny(u, "?#"); i >= 0 {
		path = u[:i]
		query, fragment := u[i:], ""
		if j := strings.IndexByte(query, '#'); j >= 0 {
			query, fragment = query[:j], query[j+1:]
		}
		if !admits(strings.TrimPrefix(query, "?"), isURIChar) || !admits(fragment, isURIChar) {
			return false
		}
	}
	return admits(path, ok)
}

// admits tells whether every character is admitted or part of a complete escape.
func admits(s string, ok func(byte) bool) bool {
	for i := 0; i < len(s); i++ {
		if s[i] == '%' {
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return false
			}
			i += 2
		} else if !ok(s[i]) {
			return false
		}
	}
	return true
}

// isServer reads [userinfo "@"] host [":" port].
func isServer(authority string) bool {
	host := authority
	if i := strings.IndexByte(authority, '@'); i >= 0 {
		if !admits(authority[:i], isUserinfoChar) {
			return false
		}
		host = authority[i+1:]
	}
	port := ""
	if strings.HasPrefix(host, "[") {
		if i := strings.IndexByte(host, ']'); i >= 0 && strings.HasPrefix(host[i+1:], ":") {
			host, port = host[:i+1], host[i+2:]
		}
	} else if i := strings.LastIndexByte(host, ':'); i > 0 {
		host, port = host[:i], host[i+1:]
	}
	return isHost(host) && isPort(port)
}

// isPort reads what Java's Integer.parseInt makes a number up to 65535; a port of -1 is refused there as well.
func isPort(port string) bool {
	if port == "" {
		return true
	}
	digits := strings.TrimPrefix(port, "+")
	if digits == port {
		digits = strings.TrimPrefix(port, "-")
		if digits != port && strings.Trim(digits, "0") != "" {
			return false
		}
	}
	if digits == "" {
		return false
	}
	n := 0
	for i := 0; i < len(digits); i++ {
		if !isDigit(digits[i]) {
			return false
		}
		n = min(n*10+int(digits[i]-'0'), 1<<20)
	}
	return n <= 65535
}

func isHost(host string) bool {
	if host == "" {
		return false
	}
	if host[0] == '[' {
		return isIPv6Reference(host)
	}
	if host[0] == '.' || host[0] == '-' || host[len(host)-1] == '-' {
		return false
	}
	// The last label decides: when it begins with a digit the whole must be an IPv4 address.
	last := strings.LastIndexByte(host, '.')
	if last == len(host)-1 {
		last = strings.LastIndexByte(host[:last], '.')
	}
	if last+1 < len(host) && isDigit(host[last+1]) {
		return isIPv4(host)
	}
	return isHostName(host)
}

func isHostName(host string) bool {
	if len(host) > 255 {
		return false
	}
	label := 0
	for i := 0; i < len(host); i++ {
		c := host[i]
		switch {
		case c == '.':
			if !isAlphanumeric(host[i-1]) || i+1 < len(host) && !isAlphanumeric(host[i+1]) {
				return false
			}
			label = 0
		case !isAlphanumeric(c) && c != '-':
			return false
		default:
			if label++; label > 63 {
				return false
			}
		}
	}
	return true
}

// isIPv4 admits a dot at the end, as Xerces does.
func isIPv4(s string) bool {
	dots, digits := 0, 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '.':
			if i > 0 && !isDigit(s[i-1]) || i+1 < len(s) && !isDigit(s[i+1]) {
				return false
			}
			digits = 0
			if dots++; dots > 3 {
				return false
			}
		case !isDigit(c):
			return false
		default:
			if digits++; digits > 3 || digits == 3 && s[i-2:i+1] > "255" {
				return false
			}
		}
	}
	return dots == 3
}

// isIPv6Reference reads "[" IPv6address "]" (RFC 2732, RFC 2373 section 2.2).
func isIPv6Reference(s string) bool {
	end := len(s) - 1
	if len(s) <= 2 || s[end] != ']' {
		return false
	}
	groups := 0
	at := hexSequence(s, 1, end, &groups)
	if at == -1 {
		return false
	}
	if at == end {
		return groups == 8
	}
	if at+1 >= end || s[at] != ':' {
		return false
	}
	if s[at+1] != ':' {
		return groups == 6 && isIPv4(s[at+1:end])
	}
	if groups++; groups > 8 {
		return false
	}
	if at += 2; at == end {
		return true
	}
	before := groups
	at = hexSequence(s, at, end, &groups)
	if at == -1 || at == end {
		return at == end
	}
	if groups > before {
		at++
	}
	return isIPv4(s[at:end])
}

// hexSequence reads 1*4HEX *(":" 1*4HEX) and returns where it stopped: the end, a "::", or before what may be an IPv4
// address; -1 when it is none of them.
func hexSequence(s string, at, end int, groups *int) int {
	digits, from := 0, at
	for ; at < end; at++ {
		switch c := s[at]; {
		case c == ':':
			if digits > 0 {
				if *groups++; *groups > 8 {
					return -1
				}
			}
			if digits == 0 || at+1 < end && s[at+1] == ':' {
				return at
			}
			digits = 0
		case !isHex(c):
			if c == '.' && digits < 4 && digits > 0 && *groups <= 6 {
				return max(at-digits-1, from)
			}
			return -1
		default:
			if digits++; digits > 4 {
				return -1
			}
		}
	}
	if digits > 0 {
		if *groups++; *groups <= 8 {
			return end
		}
	}
	return -1
}

func isScheme(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isLetter(s[i]) && (i == 0 || !isDigit(s[i]) && strings.IndexByte("+-.", s[i]) < 0) {
			return false
		}
	}
	return s != ""
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' && c < utf8.RuneSelf }
func isHex(c byte) bool    { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

func isAlphanumeric(c byte) bool { return isDigit(c) || isLetter(c) }
func isUnreserved(c byte) bool   { return isAlphanumeric(c) || strings.IndexByte("-_.!~*'()", c) >= 0 }
func isPathChar(c byte) bool     { return isUnreserved(c) || strings.IndexByte(";/:@&=+$,", c) >= 0 }
func isURIChar(c byte) bool      { return isUnreserved(c) || strings.IndexByte(";/?:@&=+$,[]", c) >= 0 }
func isUserinfoChar(c byte) bool { return isUnreserved(c) || strings.IndexByte(";:&=+$,", c) >= 0 }
