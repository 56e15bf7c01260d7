package token

import (
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/metadata/flaw"
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
		j.add(found(InPayload, "exp", simple(&EndsBeforeStart, show(exp.seconds), show(iat.seconds))).invalid(orderTimes))
	case exp.seconds <= now-skew:
		j.add(found(InPayload, "exp", simple(&Expired, show(exp.seconds), ago(now-exp.seconds))).invalid(orderTimes))
	case iat.ok:
		j.life(time.Duration((exp.seconds - iat.seconds) * float64(time.Second)))
	}
	j.notBefore(now + skew)
}

func (j *judge) life(life time.Duration) {
	if longest := j.o.maxLife(); life > longest {
		j.add(found(InPayload, "exp", simple(&LongLife, life.String(), longest.String())))
	}
	if shortest := j.o.minLife(); life > 0 && life < shortest {
		j.add(found(InPayload, "exp", simple(&ShortLife, life.String(), shortest.String())))
	}
}

// future reports a token that was issued after the present time.
func (j *judge) future(iat, now float64) {
	ahead := iat - now
	p := found(InPayload, "iat", simple(&Future, show(iat), ago(ahead))).refused("FE-04", detailFuture, orderIssued)
	var cause flaw.Flaw
	switch {
	case near(ahead, secondsAnHour), near(ahead, 2*secondsAnHour):
		cause = simple(&LocalTime, ago(ahead), "")
	case ahead < localSlack:
		cause = simple(&Clock, ago(ahead), "")
	default:
		j.add(p)
		return
	}
	j.add(p.because(&cause))
}

func near(value, target float64) bool { return value > target-localSlack && value < target+localSlack }

// notBefore judges nbf, which nobody asks for but readers of tokens heed.
func (j *judge) notBefore(now float64) {
	v, ok := member(j.t.Payload, "nbf")
	if !ok {
		return
	}
	if n, err := strconv.ParseFloat(v.Text, 64); err == nil && n > now && v.Kind == rawjson.Number {
		j.add(found(InPayload, "nbf", simple(&NotBefore, show(n), "")))
	}
}

// moment reads a time claim and reports what is wrong with its type and unit.
func (j *judge) moment(name string) moment {
	v, ok := member(j.t.Payload, name)
	if !ok || v.Kind == rawjson.Null {
		j.missingRegistered(name)
		return moment{}
	}
	if v.Kind != rawjson.Number && v.Kind != rawjson.String {
		j.add(found(InPayload, name, simple(&TimeType, v.Kind.String(), "")).invalid(orderTimes))
		return moment{}
	}
	n, err := strconv.ParseFloat(strings.TrimFunc(v.Text, invisible), 64)
	if err != nil || strings.Trim(v.Text, "0123456789.eE+- ") != "" {
		j.add(found(InPayload, name, simple(&TimeText, v.Text, "")).invalid(orderTimes))
		return moment{}
	}
	if n > mostSeconds {
		k, expected := &Millis, strconv.FormatInt(int64(min(n, 1e18)/1000), 10)
		if n > mostMillis {
			k, expected = &Micros, strconv.FormatInt(int64(min(n, 1e21)/1e6), 10)
		}
		j.add(found(InPayload, name, simple(k, v.Text, expected)).nonconforming(orderTimes))
		return moment{}
	}
	if name == "exp" && n < leastMoment {
		j.add(found(InPayload, name, simple(&NoMoment, v.Text, "")).invalid(orderTimes))
		return moment{}
	}
	switch {
	case v.Kind == rawjson.String:
		j.add(found(InPayload, name, simple(&TimeString, v.Text, strings.TrimFunc(v.Text, invisible))).asked("OQ-31"))
	case strings.ContainsAny(v.Text, ".eE"):
		j.add(found(InPayload, name, simple(&TimeNotation, v.Text, strconv.FormatInt(int64(n), 10))))
	}
	return moment{n, true}
}

func show(seconds float64) string {
	return time.Unix(int64(seconds), 0).UTC().Format("2006-01-02 15:04:05 UTC")
}

// ago writes a length of time.
func ago(seconds float64) string {
	if seconds > 1e9 {
		return strconv.FormatInt(int64(seconds/86400), 10) + "d"
	}
	return (time.Duration(seconds) * time.Second).String()
}
