package when

import (
	"math"
	"strconv"

	"probity/data/entry"
)

// Layouts of times that are counted.
const (
	EpochSeconds = "epoch s"
	EpochMillis  = "epoch ms"
	EpochMicros  = "epoch µs"
	EpochNanos   = "epoch ns"
	Excel1900    = "excel"      // days of the date system that Excel begins with
	Excel1904    = "excel 1904" // days of the date system of older Excels for the Mac
	MillisInJSON = "/Date(ms)/" // found in text; needs no layout to be read
	SecondsAt    = "@s"         // as well
)

// Millis is the number of milliseconds in a second.
const Millis = 1000

// Units lists the layouts that count from 1970, with what a second has of each.
var Units = []struct {
	Layout    string
	PerSecond int64
}{{EpochSeconds, 1}, {EpochMillis, 1e3}, {EpochMicros, 1e6}, {EpochNanos, 1e9}}

// The instants of the years 1 to 9999, which every part of the program can
// show.
const (
	firstMicros = -62135596800 * 1000000
	lastMicros  = 253402300800*1000000 - 1
)

// Counted reads a count of units since 1970-01-01T00:00:00Z, with or without a
// fraction; ok is false beyond the years 1 to 9999.
func Counted(text []byte, perSecond int64) (m entry.Micros, ok bool) {
	i, negative := 0, false
	if len(text) > 0 && text[0] == '-' {
		negative, i = true, 1
	}
	from := i
	var v int64
	for i < len(text) && digit(text[i]) {
		v = v*10 + int64(text[i]-'0')
		i++
		if i-from > 18 && v < 1e18 || i-from > 19 {
			return 0, false
		}
	}
	if i == from {
		return 0, false
	}
	var finer int64 // nanoseconds
	if perSecond > 1e6 {
		v /= perSecond / 1e6
	} else {
		unit := 1e6 / perSecond
		if v > lastMicros/unit {
			return 0, false
		}
		v *= unit
		finer = unit
	}
	if i < len(text) {
		if text[i] != '.' && text[i] != ',' || i+1 == len(text) {
			return 0, false
		}
		for i++; i < len(text); i++ {
			if !digit(text[i]) {
				return 0, false
			}
			finer /= 10
			v += int64(text[i]-'0') * finer
		}
	}
	if negative {
		v = -v
	}
	return v, v >= firstMicros && v <= lastMicros
}

// Serial reads a number of days as spreadsheets keep dates, on a clock without
// a zone, rounded to the millisecond as they do.
//
// Excel takes 1900 for a leap year (Microsoft support, article 214326): serial
// 60 is a 29 February that never was, and from 61 on the days count from
// 1899-12-30, below 60 from 1899-12-31. Serial 0 is no day. In the 1904 system
// they count from 1904-01-01.
func Serial(text []byte, since1904 bool) (local entry.Micros, ok bool) {
	if len(text) == 0 || len(text) > 32 {
		return 0, false
	}
	var buffer [32]byte
	s := append(buffer[:0], text...)
	for i, c := range s {
		if c == ',' {
			s[i] = '.'
		} else if !digit(c) && c != '.' && c != '-' && c != '+' && c|0x20 != 'e' {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(string(s), 64)
	if err != nil || math.IsNaN(v) || v < 0 || v >= 2958466 { // 10000-01-01
		return 0, false
	}
	day := math.Floor(v)
	millis := int64(math.Round((v - day) * 86400e3))
	var first int64
	switch {
	case since1904:
		first = days(1904, 1, 1)
	case day < 1 || day == 60:
		return 0, false
	case day < 60:
		first = days(1899, 12, 31)
	default:
		first = days(1899, 12, 30)
	}
	return (first+int64(day))*86400e6 + millis*1000, true
}
