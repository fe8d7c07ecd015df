package when

import (
	"regexp"
	"strings"

	"probity/data/zones"
)

// noOffset is given for an abbreviation that several zones use.
const noOffset = int64(1) << 40

// abbreviations of zones, in hours east of UTC. Those of RFC 5322 are there but
// CST, which is China's and Cuba's as well; so are those of the tz database
// that only one offset has. unclear ones need a person.
var abbreviations = map[string]float64{
	"Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0,
	"WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "HNEC": 1, "HAEC": 2,
	"EET": 2, "EEST": 3, "MSK": 3, "МСК": 3, "SAST": 2, "CAT": 2, "EAT": 3, "WAT": 1,
	"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
	"AKST": -9, "AKDT": -8, "HST": -10, "NST": -3.5, "NDT": -2.5,
	"JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "PHT": 8, "WIB": 7, "ICT": 7, "PKT": 5, "NPT": 5.75,
	"AWST": 8, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
	"BRT": -3, "BRST": -2, "ART": -3, "UYT": -3, "CLT": -4, "CLST": -3, "COT": -5, "PET": -5,
	"TRT": 3, "IDT": 3, "IRST": 3.5, "GET": 4, "AZT": 4, "UZT": 5, "WITA": 8, "WIT": 9, "MYT": 8, "CHST": 10,
}

var unclear = map[string]string{
	"CST": "CST", "IST": "IST", "BST": "BST", "AST": "AST", "ADT": "ADT", "ECT": "ECT", "GST": "GST", "SST": "SST", "WST": "WST",
	"AMT": "AMT", "BDT": "BDT",
	"CT": "CT", "ET": "ET", "MT": "MT", "PT": "PT", "MSD": "MSD", "LT": "LT", "LOCAL": "LOCAL",
}

// Abbreviation gives the seconds east of UTC for an abbreviation in any case,
// and its name; the name is empty where it is none. Of one that several zones
// use the offset is not told.
func Abbreviation(b []byte) (offset int64, name string) {
	var up [8]byte
	if len(b) == 0 || len(b) > len(up) {
		return 0, ""
	}
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			c &^= 0x20
		}
		up[i] = c
	}
	s := up[:len(b)]
	if h, ok := abbreviations[string(s)]; ok {
		return int64(h * 3600), "zone"
	}
	if n, ok := unclear[string(s)]; ok {
		return noOffset, n
	}
	return 0, ""
}

var (
	inBrackets = regexp.MustCompile(`[\s_]*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*$`)
	atEnd      = regexp.MustCompile(`^(.*[\p{Ll}\d])[\s_.\-]*(UTC|Utc|GMT|Gmt)$|^(.*\S)[\s_.\-]+((?i:utc|gmt))$`)
	inFront    = regexp.MustCompile(`^(?i:utc|gmt)[\s_.\-]+(\S.*)$|^(?:UTC|Utc|utc)(\p{Lu}.*)$`)
	offsetForm = regexp.MustCompile(`^(?i:UTC|GMT)?\s*([+\-−])\s*(\d{1,2})(?::?(\d\d))?$`)
	zoneForm   = regexp.MustCompile(`^[A-Za-z]+(?:/[A-Za-z_+\-]+)+$`)
	localEnd   = regexp.MustCompile(`(?i)^(.*\S?)[\s_.\-]*[(\[]\s*(?:local|local time|lokal|ortszeit|lokale zeit|locale|heure locale|hora local|ora locale|lokale tijd|czas lokalny|helyi idő|местное|местное время)\s*[)\]]\s*$|^(.*\S)[\s_.\-]+(?:local|lokal)$|^local[\s_.\-]+(\S.*)$`)
)

// ZoneInHeader splits a header such as "Time (UTC)", "Zeit [MEZ]",
// "created_at_utc" or "Date (UTC+2)" into the name and the zone as zones.Load
// takes it; zone is empty, and the name whole, where the header names none.
func ZoneInHeader(name string) (rest, zone string) {
	if len(name) < 4 || len(name) > 200 {
		return name, ""
	}
	switch name[len(name)-1] | 0x20 { // of most headers this is all that is looked at
	case ')' | 0x20, ']' | 0x20, 'c', 't', ' ':
	default:
		if first := name[0] | 0x20; first != 'u' && first != 'g' {
			return name, ""
		}
	}
	if m := inBrackets.FindStringSubmatchIndex(name); m != nil {
		zone, ok := headerZone(name[m[2]:m[3]])
		if ok && strings.TrimSpace(name[:m[0]]) != "" {
			return name[:m[0]], zone
		}
		return name, ""
	}
	if m := atEnd.FindStringSubmatch(name); m != nil {
		return m[1] + m[3], "UTC"
	}
	if m := inFront.FindStringSubmatch(name); m != nil {
		return m[1] + m[2], "UTC"
	}
	return name, ""
}

// WithoutLocal takes from a header that it is in local time: "Date (local)",
// "date_local".
func WithoutLocal(name string) string {
	if len(name) > 200 {
		return name
	}
	if m := localEnd.FindStringSubmatch(name); m != nil {
		return strings.TrimRight(m[1]+m[2]+m[3], " _.-")
	}
	return name
}

// headerZone reads what stands in parentheses; ok is false where it says
// nothing of a zone.
func headerZone(text string) (zone string, ok bool) {
	if m := offsetForm.FindStringSubmatch(text); m != nil {
		sign := m[1]
		if sign == "−" {
			sign = "-"
		}
		hours, minutes := m[2], m[3]
		if len(hours) == 1 {
			hours = "0" + hours
		}
		if minutes == "" {
			minutes = "00"
		}
		return sign + hours + ":" + minutes, true
	}
	switch strings.ToUpper(text) {
	case "MEZ/MESZ", "CET/CEST":
		return "CET", true // the zone of the tz database, with summer time
	case "EET/EEST":
		return "EET", true
	case "ET", "EST/EDT", "ET (US)":
		return "America/New_York", true
	case "CT", "CST/CDT":
		return "America/Chicago", true
	case "MT", "MST/MDT":
		return "America/Denver", true
	case "PT", "PST/PDT":
		return "America/Los_Angeles", true
	}
	if zoneForm.MatchString(text) {
		_, err := zones.Load(text)
		return text, err == nil
	}
	offset, known := Abbreviation([]byte(text))
	if known == "" || offset == noOffset {
		return "", false
	}
	if offset == 0 {
		return "UTC", true
	}
	return OffsetName(offset), true
}

// OffsetName writes seconds east of UTC as +02:00.
func OffsetName(offset int64) string {
	sign := byte('+')
	if offset < 0 {
		sign, offset = '-', -offset
	}
	h, m := offset/3600, offset/60%60
	return string([]byte{sign, byte('0' + h/10), byte('0' + h%10), ':', byte('0' + m/10), byte('0' + m%10)})
}
