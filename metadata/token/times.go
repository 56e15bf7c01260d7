package token

import (
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/rawjson"
)

// Bounds that tell units apart. In seconds they are the years 1973 and 5138.
const (
	leastMoment   = 100_000_000
	mostSeconds   = 100_000_000_000
	mostMillis    = mostSeconds * 1000
	localSlack    = 300 // seconds by which a local time taken for UTC may be off
	secondsAnHour = 3600
)

// moment is a time claim that could be read.
type moment struct {
	seconds float64
	ok      bool
}

// times judges iat and exp.
func (j *judge) times() {
	iat, exp := j.moment("iat"), j.moment("exp")
	now := float64(j.o.now().Unix())
	skew := j.o.Skew.Seconds()
	future := iat.ok && iat.seconds > now+skew
	if future {
		j.future(iat.seconds, now)
	}
	switch {
	case !exp.ok:
	case iat.ok && exp.seconds <= iat.seconds && !future:
		j.add(found(InPayload, "exp", EndsBeforeStart.Found(show(exp.seconds), show(iat.seconds))).invalid(orderTimes))
	case exp.seconds <= now-skew:
		j.add(found(InPayload, "exp", distant(Expired, exp.seconds, now-exp.seconds)).invalid(orderTimes))
	case iat.ok:
		j.life(exp.seconds - iat.seconds)
	}
	j.notBefore(now + skew)
}

// life judges how many seconds a token lives.
func (j *judge) life(life float64) {
	if longest := j.o.maxLife().Seconds(); life > longest {
		j.add(found(InPayload, "exp", lasting(LongLife, life, longest)))
	}
	if shortest := j.o.minLife().Seconds(); life > 0 && life < shortest {
		j.add(found(InPayload, "exp", lasting(ShortLife, life, shortest)))
	}
}

// lasting is a finding about a length of time, in seconds.
func lasting(r *lint.Rule, is, should float64) lint.Finding {
	f := r.Found("", "")
	f.Actual = lint.Seconds(is)
	if should > 0 {
		f.Expected = lint.Seconds(should)
	}
	return f
}

// distant is a finding about a moment that is so many seconds from the present.
func distant(r *lint.Rule, moment, distance float64) lint.Finding {
	f := r.Found(show(moment), "")
	f.Values = lint.Values{"expected": lint.Seconds(distance)}
	return f
}

// future reports a token that was issued after the present time.
func (j *judge) future(iat, now float64) {
	ahead := iat - now
	p := found(InPayload, "iat", distant(Future, iat, ahead)).refused("FE-04", detailFuture, orderIssued)
	var cause lint.Finding
	switch {
	case near(ahead, secondsAnHour), near(ahead, 2*secondsAnHour):
		cause = lasting(LocalTime, ahead, 0)
	case ahead < localSlack:
		cause = lasting(Clock, ahead, 0)
	default:
		j.add(p)
		return
	}
	j.add(p.because(&cause))
}

func near(value, target float64) bool { return value > target-localSlack && value < target+localSlack }

// notBefore judges nbf, which nobody asks for but the front end heeds.
func (j *judge) notBefore(now float64) {
	v, ok := member(j.t.Payload, "nbf")
	if !ok {
		return
	}
	if n, err := strconv.ParseFloat(v.Text, 64); err == nil && n > now && v.Kind == rawjson.Number {
		j.add(found(InPayload, "nbf", NotBefore.Found(show(n), "")).nonconforming(orderAudience))
		return
	}
	j.add(found(InPayload, "nbf", Unforeseen.Found("nbf", "")))
}

// moment reads a time claim and reports what is wrong with its type and unit.
func (j *judge) moment(name string) moment {
	v, ok := member(j.t.Payload, name)
	if !ok || v.Kind == rawjson.Null {
		j.missingRegistered(name)
		return moment{}
	}
	if v.Kind != rawjson.Number && v.Kind != rawjson.String {
		j.add(found(InPayload, name, TimeType.Found(v.Kind.String(), "")).invalid(orderTimes))
		return moment{}
	}
	n, err := strconv.ParseFloat(strings.TrimFunc(v.Text, lint.Invisible), 64)
	if err != nil || strings.Trim(v.Text, "0123456789.eE+- ") != "" {
		j.add(found(InPayload, name, TimeText.Found(v.Text, "")).invalid(orderTimes))
		return moment{}
	}
	if n > mostSeconds {
		k, expected := Millis, strconv.FormatInt(int64(min(n, 1e18)/1000), 10)
		if n > mostMillis {
			k, expected = Micros, strconv.FormatInt(int64(min(n, 1e21)/1e6), 10)
		}
		j.add(found(InPayload, name, k.Found(v.Text, expected)).nonconforming(orderTimes))
		return moment{}
	}
	if name == "exp" && n < leastMoment {
		j.add(found(InPayload, name, NoMoment.Found(v.Text, "")).invalid(orderTimes))
		return moment{}
	}
	switch {
	case v.Kind == rawjson.String:
		j.add(found(InPayload, name, TimeString.Found(v.Text, strings.TrimFunc(v.Text, lint.Invisible))).noted("time-string"))
	case strings.ContainsAny(v.Text, ".eE"):
		j.add(found(InPayload, name, TimeNotation.Found(v.Text, strconv.FormatInt(int64(n), 10))))
	}
	return moment{n, true}
}

func show(seconds float64) string {
	return time.Unix(int64(seconds), 0).UTC().Format("2006-01-02 15:04:05 UTC")
}
