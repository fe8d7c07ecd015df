package when

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// monthWords are the names of the months in English, German, French, Spanish,
// Italian, Portuguese, Dutch, Polish, Hungarian and Russian: full, in the
// genitive where a date takes it, and what is not simply a beginning of at
// least three letters.
var monthWords = [12]string{
	"january januar jänner janvier enero gennaio janeiro januari styczeń stycznia január январь января ene sty jän",
	"february februar feber février febrero febbraio fevereiro februari luty lutego február февраль февраля lut fév",
	"march märz maerz mars marzo março maart marzec marca március март марта mrz mrt mär",
	"april avril abril aprile kwiecień kwietnia április апрель апреля",
	"may mai mayo maggio maio mei maj maja május май мая",
	"june juni juin junio giugno junho czerwiec czerwca június июнь июня jun",
	"july juli juillet julio luglio julho lipiec lipca július июль июля jul juil",
	"august août aout agosto augustus sierpień sierpnia augusztus август августа",
	"september septembre septiembre setiembre settembre setembro wrzesień września szeptember сентябрь сентября sept szept wrz",
	"october oktober octobre octubre ottobre outubro październik października október октябрь октября okt oct",
	"november novembre noviembre novembro listopad listopada november ноябрь ноября нояб",
	"december dezember décembre diciembre dicembre dezembro grudzień grudnia december декабрь декабря",
}

// weekdayWords are the days of the week in the same languages, full and
// abbreviated; what means different days in different languages is in
// weekdayAny.
var weekdayWords = [7]string{
	"monday mon montag mo lundi lun lunes lunedì segunda seg maandag poniedziałek pon pn hétfő hét понедельник понедельника пн",
	"tuesday tue tues dienstag martes mardi martedì terça ter dinsdag wtorek wt kedd вторник вторника вт mar",
	"wednesday wed mittwoch mercredi mer miércoles mié mercoledì quarta qua woensdag wo środa śr śro szerda sze среда среду ср mi",
	"thursday thu thur thurs donnerstag jeudi jeu jueves jue giovedì gio quinta qui donderdag czwartek czw cz csütörtök csüt cs четверг чт",
	"friday fri freitag fr vendredi ven viernes vie venerdì sexta sex vrijdag vr piątek pią pt péntek pén пятница пятницу пт",
	"saturday sat samstag sonnabend sa samedi sam sábado sáb sab sabato zaterdag za sobota sob sb szombat szo суббота субботу сб",
	"sunday sun sonntag so dimanche dim domingo dom domenica zondag zo niedziela niedz nd ndz vasárnap vas воскресенье вс",
}

const weekdayAny = "ma di do me je ve lu vi sz p k h v feira"

// fillerWords stand between the parts of a date and say nothing.
const fillerWords = "at um à a às as alle ore om o godz godzina la las los the on den de del le el il am uhr uur hrs h г года р r roku в во kl of dnia ч час"

// ofWords stand between day, month and year.
const ofWordList = "de del of di do"

// articleWords stand before a date.
const articleWords = "le el il am den op em dnia on"

// romanMonths are numbers of months as they stand between points, dashes or
// slashes, in Poland and Hungary among others.
var romanMonths = []string{"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"}

// roman reads the month of 14.III.2026; 0 where there is none.
func (p *Parser) roman() int {
	n := 0
	for p.peek(n) == 'I' || p.peek(n) == 'V' || p.peek(n) == 'X' {
		n++
	}
	if n == 0 || p.i == 0 {
		return 0
	}
	switch c := p.b[p.i-1]; {
	case c != '.' && c != '-' && c != '/' && c != ' ', p.peek(n) != c && p.peek(n) != '.':
		return 0
	case c == ' ' && !(p.i > 1 && p.b[p.i-2] == '.'):
		return 0
	}
	k := slices.Index(romanMonths, string(p.b[p.i:p.i+n]))
	if k >= 0 {
		p.i += n
		p.note(p.i-n, "Jan")
	}
	return k + 1
}

// articles passes over words that stand before a date.
func (p *Parser) articles() {
	from := p.i
	p.words(articleSet)
	if p.i == from {
		return
	}
	if day := p.i; !digit(p.peek(0)) {
		_, ok := p.weekday()
		if p.i = day; !ok && p.month() == 0 {
			day = from
		}
		p.i = day
	}
	p.marks = p.marks[:0]
}

var (
	articleSet = map[string]bool{}
	monthOf    = map[string]uint8{}
	weekdayOf  = map[string]uint8{} // 1 Monday … 7 Sunday, 8: some weekday
	fillerSet  = map[string]bool{}
	ofWords    = map[string]bool{}
)

func init() {
	const unclearMonth = 255
	for k, list := range monthWords {
		for _, w := range strings.Fields(list) {
			f := folded(w)
			for n := min(3, len([]rune(f))); n <= len([]rune(f)); n++ {
				part := string([]rune(f)[:n])
				if was := monthOf[part]; was != 0 && was != uint8(k+1) {
					monthOf[part] = unclearMonth
				} else {
					monthOf[part] = uint8(k + 1)
				}
			}
		}
	}
	for w, k := range monthOf {
		if k == unclearMonth {
			delete(monthOf, w)
		}
	}
	for k, list := range weekdayWords {
		for _, w := range strings.Fields(list) {
			weekdayOf[folded(w)] = uint8(k + 1)
		}
	}
	for _, w := range strings.Fields(weekdayAny) {
		weekdayOf[folded(w)] = 8
	}
	for _, w := range strings.Fields(fillerWords) {
		fillerSet[folded(w)] = true
	}
	for _, w := range strings.Fields(articleWords) {
		articleSet[folded(w)] = true
	}
	for _, w := range strings.Fields(ofWordList) {
		ofWords[folded(w)] = true
	}
}

func folded(w string) string {
	var buffer [48]byte
	b, _ := fold(buffer[:0], []byte(w))
	return string(b)
}

// accents maps letters to those without their accent.
var accents = func() map[rune]rune {
	m := map[rune]rune{}
	for plain, with := range map[rune]string{'a': "áàâäãåą", 'c': "çćč", 'e': "éèêëę", 'i': "íìîï", 'l': "ł", 'n': "ñńň", 'o': "óòôöõő", 's': "śš", 'u': "úùûüű", 'z': "źżž", 'е': "ё"} {
		for _, r := range with {
			m[r] = plain
		}
	}
	return m
}()

// fold takes the letters at the front of b in small letters without accents;
// n is how many bytes of b they are.
func fold(buffer, b []byte) (word []byte, n int) {
	for n < len(b) && len(buffer) < 40 {
		c := b[n]
		if c < 0x80 {
			if !letter(c) {
				break
			}
			buffer = append(buffer, c|0x20)
			n++
			continue
		}
		r, size := utf8.DecodeRune(b[n:])
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		n += size
		if unicode.Is(unicode.Mn, r) { // an accent that stands by itself
			continue
		}
		r = unicode.ToLower(r)
		if plain, ok := accents[r]; ok {
			r = plain
		}
		buffer = utf8.AppendRune(buffer, r)
	}
	return buffer, n
}

// month reads the name of a month; 0 where there is none.
func (p *Parser) month() int {
	var buffer [48]byte
	w, n := fold(buffer[:0], p.b[p.i:])
	k := monthOf[string(w)]
	if k == 0 {
		return 0
	}
	from := p.i
	p.i += n
	if utf8.RuneCount(w) <= 4 && p.peek(0) == '.' || utf8.RuneCount(w) <= 3 {
		p.note(from, "Jan")
	} else {
		p.note(from, "January")
	}
	return int(k)
}

// weekday reads the name of a day of the week; the number is 0 where the
// languages differ on it.
func (p *Parser) weekday() (day uint8, ok bool) {
	var buffer [48]byte
	w, n := fold(buffer[:0], p.b[p.i:])
	k := weekdayOf[string(w)]
	if k == 0 {
		return 0, false
	}
	from := p.i
	p.i += n
	for p.peek(0) == '-' && letter(p.peek(1)) { // segunda-feira
		w, n := fold(buffer[:0], p.b[p.i+1:])
		if string(w) != "feira" {
			break
		}
		p.i += 1 + n
	}
	if utf8.RuneCount(w) <= 3 {
		p.note(from, "Mon")
	} else {
		p.note(from, "Monday")
	}
	return k % 8, true
}

// words passes over words of a set and the blanks behind them.
func (p *Parser) words(set map[string]bool) {
	for wordly(p.peek(0)) {
		var buffer [48]byte
		w, n := fold(buffer[:0], p.b[p.i:])
		if !set[string(w)] {
			return
		}
		p.i += n
		p.blanks(" .")
	}
}

// fillers passes over blanks, points, commas and words that say nothing.
func (p *Parser) fillers() {
	for {
		p.blanks(" ,.-@;")
		if !wordly(p.peek(0)) {
			return
		}
		k := p.i
		p.words(fillerSet)
		if p.i == k {
			return
		}
	}
}
