package pades

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zone names must mean the same on every machine

	"github.com/fselint/fselint/internal/lazyregexp"
)

// abbreviationsByOffset lists the English abbreviations of time zones that Java's date formats know (CLDR), by their
// offset from UTC in minutes. The names that Java can only reach in their long form are left out.
const abbreviationsByOffset = `
-660 NUST NUT SDT SST
-600 CKHST CKT HAST HDT HST TAHST TAHT
-570 MARST MART
-540 AKST GAMST GAMT HADT
-480 AKDT PST
-420 MST PDT
-360 CST GALST GALT MDT
-300 ACT CDT COST COT EASST ECST ECT EST PEST PET
-240 AST BOST BOT CLT EDT GYST GYT VEST VET
-210 NST
-180 ADT ARST ART BRST BRT CLST FKST FKT GFST GFT PMST PYST PYT ROTST ROTT SRST SRT UYST UYT
-150 NDT
-120 EGT FNST FNT PMDT WGT
-60 AZOT CVST CVT EGST WGST
0 AZOST GHST UTC WET
60 BST CET MET WAST WAT WEST
120 CAST CAT CEST EET IST MEST SAST
180 EAST EAT EEST IDT MSD MSK SYOST SYOT TRST TRT
210 IRDT IRST
240 AMST AMT AZST AZT GDT GEST GET GST MUST MUT REST RET SAMST SAMT SCST SCT
270 AFST AFT
300 ALMST ALMT AQTST AQTT MAWST MAWT MVST MVT ORAST ORAT PKST PKT QOSST QOST QYZST QYZT TFST TFT TJST TJT TMST TMT UZST UZT VOSST VOST YEKST YEKT
345 NPST NPT
360 BDST BDT BTST BTT IOST IOT KGST KGT OMSST OMST XJDT XJT
390 CCST CCT MMST MMT
420 CXST CXT DAVST DAVT HOVST HOVT ICST ICT KRAST KRAT NOVST NOVT WIB WIST
480 AWDT AWST BNST BNT CHOST CHOT CIST HKST HKT IRKST IRKT MYST MYT SGST SGT ULAST ULAT
525 ACWDT ACWST
540 EIST JDT JST KDT KST PWST PWT TLST TLT WIT YAKST YAKT
570 ACDT ACST
600 AEST CHUST CHUT ChDT ChST DDUST DDUT PGST PGT VLAST VLAT
630 LHST
660 AEDT KOSST KOST LHDT MAGST MAGT NCST NCT NFT PONST PONT SAKST SAKT SBST SBT SREDT SRET VUST VUT
720 ANAST ANAT FJST FJT GILST GILT MHST MHT NFST NRST NRT NZST TVST TVT WAKST WAKT WFST WFT
765 CHAST
780 NZDT PHOST PHOT TKST TKT TOST TOT WSDT WSST
825 CHADT
840 LINST LINT
`

type zoneAbbreviation struct {
	name   string
	offset int // minutes
}

// zoneAbbreviations is abbreviationsByOffset, the shorter first: Java takes the first that the text begins with.
var zoneAbbreviations = sync.OnceValue(func() []zoneAbbreviation {
	var all []zoneAbbreviation
	for line := range strings.Lines(abbreviationsByOffset) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		offset, err := strconv.Atoi(fields[0])
		if err != nil {
			panic(err) // the table is part of the program
		}
		for _, name := range fields[1:] {
			all = append(all, zoneAbbreviation{name, offset})
		}
	}
	slices.SortStableFunc(all, func(a, b zoneAbbreviation) int { return len(a.name) - len(b.name) })
	return all
})

// javaZoneIDs are the three letter names that java.util.TimeZone keeps beside those of the IANA data base.
var javaZoneIDs = map[string]string{
	"ACT": "Australia/Darwin", "AET": "Australia/Sydney",
	"AGT": "America/Argentina/Buenos_Aires", "ART": "Africa/Cairo",
	"AST": "America/Anchorage", "BET": "America/Sao_Paulo",
	"BST": "Asia/Dhaka", "CAT": "Africa/Harare",
	"CNT": "America/St_Johns", "CST": "America/Chicago",
	"CTT": "Asia/Shanghai", "EAT": "Africa/Addis_Ababa",
	"ECT": "Europe/Paris", "IET": "America/Indiana/Indianapolis",
	"IST": "Asia/Kolkata", "JST": "Asia/Tokyo",
	"MIT": "Pacific/Apia", "NET": "Asia/Yerevan",
	"NST": "Pacific/Auckland", "PLT": "Asia/Karachi",
	"PNT": "America/Phoenix", "PRT": "America/Puerto_Rico",
	"PST": "America/Los_Angeles", "SST": "Pacific/Guadalcanal",
	"VST": "Asia/Ho_Chi_Minh", "EST": "Etc/GMT+5",
	"MST": "Etc/GMT+7", "HST": "Etc/GMT+10",
}

// zoneID admits names of the IANA data base, and not other files that stand beside it in some systems.
var zoneID = lazyregexp.New(`^([A-Z][A-Za-z0-9+_-]*(/[A-Za-z0-9+_-]+){0,2})$`)

// customZone is the form of the identifiers that java.util.TimeZone makes up: GMT+h, GMT+hh, GMT+hmm, GMT+hhmm, GMT+h:mm.
var customZone = lazyregexp.New(`^GMT([+-])(\d{1,2}?):?(\d\d)?$`)

// start1900 is the instant before which java.util.TimeZone knows no transitions: it takes today's standard time.
const start1900 = -2208988800000

// namedZoneOffset returns the offset of a named time zone at an instant, both in milliseconds.
func namedZoneOffset(name string, millis int64) (int64, bool) {
	id := name
	if java, ok := javaZoneIDs[name]; ok {
		id = java
	}
	if m := customZone().FindStringSubmatch(name); m != nil {
		hours, _ := strconv.Atoi(m[2])
		minutes, _ := strconv.Atoi(m[3])
		if hours > 23 || minutes > 59 {
			return 0, false
		}
		offset := int64(hours)*hourMillis + int64(minutes)*minuteMillis
		if m[1] == "-" {
			offset = -offset
		}
		return offset, true
	}
	if !zoneID().MatchString(id) || id == "Local" || id == "Factory" {
		return 0, false
	}
	zone, err := time.LoadLocation(id)
	if err != nil {
		return 0, false
	}
	_, seconds := time.UnixMilli(millis).In(zone).Zone()
	if millis < start1900 {
		_, january := time.Date(2025, 1, 1, 0, 0, 0, 0, zone).Zone()
		_, july := time.Date(2025, 7, 1, 0, 0, 0, 0, zone).Zone()
		seconds = min(january, july)
	}
	return int64(seconds) * 1000, true
}
