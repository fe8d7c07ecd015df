package when

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"probity/data/entry"
)

// tongue is how a language writes months and weekdays, after the Unicode CLDR
// (wide and abbreviated, in the form of a date).
type tongue struct {
	name                     string
	months, shortMonths      string
	weekdays, shortWeekdays  string // from Sunday on
	patterns                 []string
	capitalised, withoutDots bool
}

var tongues = []tongue{
	{name: "English", months: "January February March April May June July August September October November December",
		shortMonths: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
		weekdays:    "Sunday Monday Tuesday Wednesday Thursday Friday Saturday", shortWeekdays: "Sun Mon Tue Wed Thu Fri Sat",
		patterns: []string{"W, M d, y, h", "M d, y h", "w M d y t", "d M y t", "d-m-y t", "m d, y h", "W, d M y, h", "M d, y at h"}},
	{name: "German", months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
		shortMonths: "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
		weekdays:    "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag", shortWeekdays: "So. Mo. Di. Mi. Do. Fr. Sa.",
		patterns: []string{"W, d. M y um t", "d. M y, t", "w, d. m y t Uhr", "d. m y t", "W, d. M y um t Uhr"}},
	{name: "French", months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		shortMonths: "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
		weekdays:    "dimanche lundi mardi mercredi jeudi vendredi samedi", shortWeekdays: "dim. lun. mar. mer. jeu. ven. sam.",
		patterns: []string{"W d M y à t", "d M y, t", "w d m y t", "d m y à t", "W d M y t"}},
	{name: "Spanish", months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		shortMonths: "ene feb mar abr may jun jul ago sept oct nov dic",
		weekdays:    "domingo lunes martes miércoles jueves viernes sábado", shortWeekdays: "dom lun mar mié jue vie sáb",
		patterns: []string{"W, d de M de y, t", "d de M de y, t", "w, d m y, t", "d-m-y t", "d de M de y a las t", "W, d de M de y t"}},
	{name: "Italian", months: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		shortMonths: "gen feb mar apr mag giu lug ago set ott nov dic",
		weekdays:    "domenica lunedì martedì mercoledì giovedì venerdì sabato", shortWeekdays: "dom lun mar mer gio ven sab",
		patterns: []string{"W d M y alle ore t", "d M y alle t", "w d m y, t", "d-m-y t", "W d M y t"}},
	{name: "Portuguese", months: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		shortMonths: "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
		weekdays:    "domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado", shortWeekdays: "dom. seg. ter. qua. qui. sex. sáb.",
		patterns: []string{"W, d de M de y às t", "d de m de y, t", "w, d de m de y t", "d de M de y t"}},
	{name: "Dutch", months: "januari februari maart april mei juni juli augustus september oktober november december",
		shortMonths: "jan feb mrt apr mei jun jul aug sep okt nov dec",
		weekdays:    "zondag maandag dinsdag woensdag donderdag vrijdag zaterdag", shortWeekdays: "zo ma di wo do vr za",
		patterns: []string{"W d M y om t", "d M y t", "w d m y t", "d m. y t", "d-m-y t"}},
	{name: "Polish", months: "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
		shortMonths: "sty lut mar kwi maj cze lip sie wrz paź lis gru",
		weekdays:    "niedziela poniedziałek wtorek środa czwartek piątek sobota", shortWeekdays: "niedz. pon. wt. śr. czw. pt. sob.",
		patterns: []string{"W, d M y t", "d M y r., t", "w, d m y, t", "d m y t", "d M y o t", "W, d M y, t"}},
	{name: "Hungarian", months: "január február március április május június július augusztus szeptember október november december",
		shortMonths: "jan. febr. márc. ápr. máj. jún. júl. aug. szept. okt. nov. dec.",
		weekdays:    "vasárnap hétfő kedd szerda csütörtök péntek szombat", shortWeekdays: "V H K Sze Cs P Szo",
		patterns: []string{"y. M d., W t", "y. M d. t", "y. m d. t", "y. m d., w t", "y. M d., t"}},
	{name: "Russian", months: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
		shortMonths: "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
		weekdays:    "воскресенье понедельник вторник среда четверг пятница суббота", shortWeekdays: "вс пн вт ср чт пт сб",
		patterns: []string{"W, d M y г., t", "d M y г. t", "d m y г., t", "w, d m y г., t", "d M y г. в t", "d M y t"}},
}

func (l *tongue) format(at time.Time, pattern string) (text string, unit time.Duration) {
	words := func(list string, i int) string { return strings.Fields(list)[i] }
	unit = time.Second
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		alone := (i == 0 || !wordly(pattern[i-1])) && (i+1 == len(pattern) || !wordly(pattern[i+1]))
		if !alone {
			b.WriteByte(c)
			continue
		}
		switch c {
		case 'd':
			fmt.Fprint(&b, at.Day())
		case 'M':
			b.WriteString(words(l.months, int(at.Month())-1))
		case 'm':
			b.WriteString(words(l.shortMonths, int(at.Month())-1))
		case 'W':
			b.WriteString(words(l.weekdays, int(at.Weekday())))
		case 'w':
			b.WriteString(words(l.shortWeekdays, int(at.Weekday())))
		case 'y':
			fmt.Fprint(&b, at.Year())
		case 't':
			b.WriteString(at.Format("15:04:05"))
		case 'h':
			b.WriteString(at.Format("3:04:05 PM"))
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), unit
}

var someZones = []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo", "+05:45"}

// same reports that a text is the instant, or where the clock showed it twice
// one of the two.
func same(c *Clock, text string, at time.Time) bool {
	got, note := c.Instant([]byte(text))
	return got == at.UnixMicro() && note < Contradiction || note == Ambiguous && got+c.Shift == at.UnixMicro()
}

func TestEveryLanguageGivesTheInstantBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, name := range someZones {
		zone := zone(t, name)
		c := NewClock("", Untold, zone)
		for i := range tongues {
			l := &tongues[i]
			for _, p := range l.patterns {
				for range 60 {
					at := time.Unix(rng.Int64N(3e9)+1e8, 0).In(zone)
					text, unit := l.format(at, p)
					for _, form := range []string{text, strings.ToUpper(text), strings.ToLower(text), strings.ReplaceAll(text, ". ", " "), strings.ReplaceAll(text, " ", "\u00a0")} {
						if form == text || !strings.Contains(p, "y. ") {
							if !same(c, form, at.Truncate(unit)) {
								got, note := c.Instant([]byte(form))
								t.Fatalf("%s, %s: %q is read as %v (%d), want %v", l.name, name, form, time.UnixMicro(got).UTC(), note, at.UTC())
							}
						}
					}
				}
			}
		}
	}
}

// numericLayouts are Go layouts, with the order they need.
var numericLayouts = []struct{ layout, order string }{
	{"2006-01-02 15:04:05", ""}, {"2006-01-02T15:04:05", ""}, {"2006-01-02 15:04:05.000", ""}, {"2006-01-02 15:04:05,000000", ""},
	{"2006-01-02T15:04:05.000000000Z07:00", ""}, {"2006-01-02 15:04:05 -0700", ""}, {"2006-01-02T15:04:05-07:00", ""}, {"2006-01-02 15:04", ""},
	{"20060102T150405Z0700", ""}, {"20060102150405", ""}, {"20060102-15:04:05.000", ""}, {"20060102 150405", ""}, {"2006/01/02 15:04", ""}, {"2006.01.02. 15:04:05", ""},
	{"02.01.2006 15:04", ""}, {"2.1.2006 15:04:05", ""}, {"2.1.06 15:04", "dmy"}, {"02/01/2006 15:04:05", "dmy"}, {"2/01/06, 15:04", "dmy"}, {"02-01-2006 15:04", "dmy"}, {"02 01 2006 15:04", "dmy"},
	{"2/1/2006 15h04", "dmy"}, {"02/01/2006 15.04.05", "dmy"}, {"1/2/2006, 3:04:05.000 PM", "mdy"}, {"01/02/2006 3:04 PM", "mdy"}, {"1/2/06 15:04", "mdy"}, {"01-02-2006 03:04:05 pm", "mdy"},
	{"06-01-02 15:04:05", "ymd"}, {"06/01/02 15:04", "ymd"}, {"06.01.02 15:04", "ymd"}, {"02-Jan-06 03.04.05.000000 PM", ""}, {"02/Jan/2006:15:04:05 -0700", ""}, {"Mon Jan _2 15:04:05 2006", ""},
	{"Mon, 02 Jan 2006 15:04:05 -0700", ""}, {"Monday, 2 January 2006, 3:04 PM", ""}, {"Jan 2, 2006 3:04:05 PM", ""}, {"15:04:05 02.01.2006", ""}, {"2006-01-02-15.04.05.000000", ""},
	{"Mon Jan 02 2006 15:04:05 GMT-0700 (zone)", ""}, {"2006-Jan-02 15:04:05", ""}, {"Mon 01/02/2006 15:04:05", "mdy"}, {"1/2/2006 3:04:05\u202fPM", "mdy"}, {"[02/Jan/2006:15:04:05 -0700]", ""},
}

func TestEveryLayoutGivesTheInstantBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, name := range someZones {
		zone := zone(t, name)
		for _, l := range numericLayouts {
			c := NewClock("", OrderOf(l.order), zone)
			for range 100 {
				seconds := rng.Int64N(1.8e9)
				if strings.Contains(l.layout, "2006") {
					seconds = rng.Int64N(1e11) - 4e10 // the years 702 to 3871
				}
				at := time.Unix(seconds, rng.Int64N(1e9)).In(zone)
				if at.Format("05") == "60" || offsetSeconds(at)%60 != 0 {
					continue
				}
				text := at.Format(l.layout)
				want, err := time.ParseInLocation(l.layout, text, zone)
				if err != nil {
					t.Fatal(err)
				}
				want = want.Truncate(time.Microsecond)
				if want.Unix() < 0 {
					want = time.UnixMicro(want.UnixMicro())
				}
				got, note := c.Instant([]byte(text))
				if got == want.UnixMicro() || note == Ambiguous && got+c.Shift == want.UnixMicro() || note == Ambiguous && got == want.UnixMicro()+c.Shift || note == Ambiguous && got == want.UnixMicro()-c.Shift {
					continue
				}
				t.Fatalf("%s: %q (%s) is read as %v (%d), want %v", name, text, l.layout, time.UnixMicro(got).UTC(), note, want.UTC())
			}
		}
	}
}

func offsetSeconds(at time.Time) int {
	_, s := at.Zone()
	return s
}

// TestOrderIsRightOrAsked draws whole columns of dates in every order, told and
// not told by their numbers, in and out of order, and holds that the order is
// found or asked, and never wrong.
func TestOrderIsRightOrAsked(t *testing.T) {
	now = func() time.Time { return time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC) }
	defer func() { now = time.Now }()
	rng := rand.New(rand.NewPCG(5, 6))
	told, asked := 0, 0
	for round := range 30_000 {
		order := []Order{DayFirst, MonthFirst, YearFirst}[rng.IntN(3)]
		sep := []string{"/", "-", " ", "."}[rng.IntN(4)]
		if sep == "." && order == MonthFirst {
			continue // points are a convention
		}
		pads, short := rng.IntN(2) == 0, order == YearFirst || rng.IntN(3) == 0
		if order == YearFirst && sep != "/" {
			pads = true // 24.5.1 is a version
		}
		rows, span := 1+rng.IntN(60), 1+rng.IntN(400)
		first := time.Date(2015+rng.IntN(12), time.Month(1+rng.IntN(12)), 1+rng.IntN(28), 0, 0, 0, 0, time.UTC)
		var times []time.Time
		for range rows {
			times = append(times, first.AddDate(0, 0, rng.IntN(span)).Add(time.Duration(rng.IntN(86400))*time.Second))
		}
		var texts []string
		write := func() {
			texts = texts[:0]
			for _, at := range times {
				two := func(v int) string {
					if pads {
						return fmt.Sprintf("%02d", v)
					}
					return fmt.Sprint(v)
				}
				year := fmt.Sprint(at.Year())
				if short {
					year = fmt.Sprintf("%02d", at.Year()%100)
				}
				parts := []string{two(at.Day()), two(int(at.Month())), year}
				switch order {
				case MonthFirst:
					parts = []string{two(int(at.Month())), two(at.Day()), year}
				case YearFirst:
					parts = []string{year, two(int(at.Month())), two(at.Day())}
				}
				texts = append(texts, strings.Join(parts, sep)+at.Format(" 15:04:05"))
			}
		}
		sorting := rng.IntN(4)
		switch sorting {
		case 0:
			slices.SortFunc(times, time.Time.Compare)
		case 1:
			slices.SortFunc(times, func(a, b time.Time) int { return b.Compare(a) })
		}
		if write(); sorting == 2 {
			sort.Strings(texts)
		}
		var e Evidence
		for _, x := range texts {
			e.Add([]byte(x), false)
		}
		v := e.Order()
		switch {
		case len(v.Choices) > 0:
			asked++
			if v.Order != Untold || !slices.Contains(v.Choices, order) {
				t.Fatalf("round %d: %s is not among the choices of %v", round, order, texts)
			}
		case v.Order != order:
			t.Fatalf("round %d: %v is read %s, but is %s; %s", round, texts, v.Order, order, v.Why)
		default:
			told++
		}
	}
	if told < asked*3 {
		t.Errorf("the order is told in %d columns and asked in %d", told, asked)
	}
}

func FuzzInstant(f *testing.F) {
	for _, s := range []string{"2026-03-14 09:26:53", "30 сентября 2026 г. 17:36", "/Date(1727705800123+0200)/", "9.3.10 8:05", "45928.7471", "1e9", "5 p. m.", "[1/Jan/", "2026. ", "30-Sep-26 05.36.40.123456 PM", "\xe2\x80", "24:00 1.1.2026", "12345678901234567"} {
		f.Add(s)
	}
	clocks := []*Clock{}
	for _, layout := range []string{"", EpochSeconds, EpochNanos, Excel1900, Excel1904} {
		for _, o := range []Order{Untold, DayFirst, MonthFirst, YearFirst} {
			clocks = append(clocks, NewClock(layout, o, zone(f, "Europe/Berlin")))
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		const day = 86400e6
		for _, c := range clocks {
			for _, both := range []bool{false, true} {
				m, note := c.Instant([]byte(s))
				if both {
					m, note = c.Both([]byte(s), []byte(s))
				}
				if (m == entry.NoTime) != (note >= Contradiction) || m != entry.NoTime && (m < firstMicros-2*day || m > lastMicros+2*day) {
					t.Fatalf("%q gives %d, noted %d", s, m, note)
				}
			}
		}
		var e Evidence
		e.Add([]byte(s), false)
		e.Add([]byte(s), true)
		e.Order()
		e.Counted()
		Layout(s, MonthFirst)
		ClockLayout(s)
		ZoneInHeader(s)
		WithoutLocal(s)
	})
}
