package intake

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// language is what a guess of the encoding knows of how a language is written:
// how often each character beyond ASCII occurs.
type language struct {
	name    string
	letters string  // characters and how often each occurs beside the others
	rare    float64 // how much rarer logs in it are, in natural logarithms
	odds    float64
	weight  map[rune]float64 // sums up to 1
	script  *unicode.RangeTable
}

// Shares of the characters in 10,000 letters of running text, rounded; from
// the published letter frequencies of each language.
var (
	german     = language{name: "German", letters: "ü65 ä55 ö31 ß31 é1"}
	french     = language{name: "French", letters: "é190 è27 ê22 à49 ç9 ù6 û6 ô5 î5 ï1 ë1 œ2 â5"}
	spanish    = language{name: "Spanish", letters: "á50 é43 í73 ó83 ú17 ñ31 ü1 ¿6 ¡4 ª1 º3"}
	italian    = language{name: "Italian", letters: "à64 è26 é6 ì3 ò10 ù16"}
	portuguese = language{name: "Portuguese", letters: "ã73 ç53 á52 à7 â6 é34 ê45 í23 ó30 ô6 õ9 ú20 º3 ª2"}
	catalan    = language{name: "Catalan", rare: 1, letters: "à30 é20 è20 í15 ò15 ó15 ú5 ç10 ï3 ü1 ·2"}
	dutch      = language{name: "Dutch", letters: "ë20 é12 ï8 è3 ö2 ü2 á2 ó2"}
	nordic     = language{name: "a Nordic language", letters: "å120 ä120 ö100 æ60 ø70 é5 ü2"}
	finnish    = language{name: "Finnish", rare: 1, letters: "ä360 ö44 å2"}
	icelandic  = language{name: "Icelandic", rare: 3, letters: "á180 ð440 í157 þ145 ó100 ö78 é65 ú61 æ87 ý23"}
	english    = language{name: "English", letters: "é2 ï1 £6"}
	western    = language{name: "a Western language", letters: "é60 á30 ü40 ö40 ä40 í25 ó30 ñ15 ç15 è15 ã15 à20 å15 ø12 ê8 ß10 ú10 â4 ô4 ë4 ï3 æ8 õ3 ò3 ù3 ì1 î2 û2 ý1 ð1 þ1"}
	polish     = language{name: "Polish", letters: "ą99 ć40 ę111 ł182 ń20 ó85 ś66 ź6 ż83"}
	czech      = language{name: "Czech", letters: "á224 č95 ď4 é133 ě165 í327 ň8 ó3 ř121 š81 ť4 ú10 ů69 ý107 ž99"}
	slovak     = language{name: "Slovak", letters: "á180 ä15 č95 ď20 é70 í110 ľ40 ň25 ó20 ô20 ŕ3 ĺ3 š85 ť45 ú90 ý110 ž95"}
	hungarian  = language{name: "Hungarian", letters: "á357 é351 í56 ó110 ö110 ő90 ú25 ü62 ű20"}
	romanian   = language{name: "Romanian", letters: "ă230 â80 î110 ș100 ț90 ş100 ţ90"}
	croatian   = language{name: "Croatian or Slovenian", letters: "č90 ć55 š85 ž65 đ25"}
	central    = language{name: "a Central European language", letters: "á60 é60 í60 ó50 ą20 ę22 ł35 ś15 ż17 ć15 č30 š30 ž28 ř14 ě18 ů8 ö30 ü40 ä25 ő9 ú10 ý16 ß10 ń6 đ4 ű2 ź2"}
	turkish    = language{name: "Turkish", letters: "ı510 ş180 ğ112 ü185 ö78 ç115 İ20 â5 î2"}
	baltic     = language{name: "a Baltic language", letters: "ā120 ē60 ī60 ū50 š60 ž40 ė100 ą30 į35 ų60 č20 ę10 ļ15 ķ8 ņ20 ģ6 õ80 ä120 ö20 ü60"}
	vietnamese = language{name: "Vietnamese", letters: "đ180 ư100 à90 á80 ô80 ơ50 â60 ê70 ă30 í20 ó20 ú20 ̀60 ́60 ̉30 ̣60 ̃20"}
	russian    = language{name: "Russian", letters: "о1097 е845 а801 и735 н670 т626 с547 р473 в454 л440 к349 м321 д298 п281 у262 я201 ы190 ь174 г170 з165 б159 ч144 й121 х97 ж94 ш73 ю64 ц48 щ36 э32 ф26 ъ4 ё4 №10"}
	ukrainian  = language{name: "Ukrainian", letters: "о942 а807 н681 и626 і600 в535 т535 е495 р445 с424 к354 л360 д338 у336 м303 п284 я248 з232 ь183 г163 ч141 б177 х119 ц83 ж71 ї84 й138 ш76 ю93 ф28 є61 щ56 ґ1 №10"}
	bulgarian  = language{name: "Bulgarian or Serbian", letters: "а1000 и900 о850 е850 т700 н650 р500 с480 в420 л350 к350 д330 п300 м270 з200 ъ150 г150 б140 у200 ч120 я130 щ60 ж70 ш60 ц80 ю20 й60 х60 ф20 ь5 ј200 љ40 њ50 ћ40 ђ20 џ5"}
	greek      = language{name: "Greek", letters: "α1010 ο900 ι750 ε730 τ760 ν620 σ490 υ430 ρ400 κ400 η480 π390 ς420 μ320 λ310 ω180 δ160 γ160 χ110 θ110 φ80 β70 ξ40 ζ30 ψ20 ά180 έ150 ή140 ί220 ό200 ύ90 ώ80 ϊ5 ϋ3 ΐ2"}
	hebrew     = language{name: "Hebrew", letters: "י1100 ו1050 ה930 ל690 א660 ר570 מ620 ת520 ב480 ש450 נ380 ע320 ם310 ד260 ק210 ח220 פ200 כ240 ט120 ן130 ג130 ז90 ס150 צ120 ך50 ף30 ץ15"}
	arabic     = language{name: "Arabic", letters: "ا1250 ل1150 ي700 م650 و600 ن600 ر520 ت450 ب400 ة350 ع380 د350 س300 ه300 ف300 ك260 ق260 أ250 ح220 ج160 ش130 ص110 ط110 خ100 ى90 إ90 ض80 ئ50 ذ80 ز80 ث70 غ50 ظ30 ء50 آ20 ؤ20 ،60"}
	thai       = language{name: "Thai", letters: "า800 น650 ร650 ก500 อ500 เ500 ่500 ง450 ้420 ม400 ย380 ว350 ล350 ั350 ี350 ท320 ส300 ต300 ิ350 ป250 ด270 ะ250 ค250 ห240 แ220 จ200 พ200 ใ180 ข180 ไ170 ช150 ็120 ื150 ุ180 ู130 บ230 โ120 ถ90 ผ90 ำ150 ์120 ธ60 ณ60 ศ60 ซ60 ษ50 ญ50 ภ50 ึ80 ฝ20 ฟ30"}
)

// usualSigns are the signs between the letters, as often as beside 10,000 letters
// of any language.
const usualSigns = "’40 –25 “15 ”15 „10 ‘6 …8 «8 »8 €20 \u00a020 °5 §4 —8 •4 ©1 ®2 ™2 £3 ·1 ½0.3 ²1 ³0.3 µ0.3 ±0.3 ×1 º0.5 ª0.3 ‹0.3 ›0.3 ´1 ‚0.2 †0.1 ‰0.1 \u00ad0.3 ¿0.2 ¡0.2 ¤0.02 ¦0.05 ¨0.05 ¼0.1 ¾0.1 ¯0.02 ¬0.05 ¶0.05 ÷0.1 ¢0.1 ¥0.3 ¹0.05 ¸0.02 ′0.3 ″0.2 −0.5 ≤0.05 ≥0.05 ∞0.02 √0.02"

// Shares of what is not in a language's own list.
const (
	foreignLetter = 0.02   // letters of the same script
	strangeLetter = 0.0005 // of another script
	strangeMark   = 0.0008
	strangeBox    = 0.0002 // box drawing and blocks
	noShare       = 1e-6   // control characters, private use, no character
)

var prepareLanguages = sync.OnceFunc(func() {
	for _, g := range families {
		for _, l := range g.languages {
			l.prepare()
		}
	}
})

func (l *language) prepare() {
	if l.weight != nil {
		return
	}
	w := map[rune]float64{}
	add := func(list string, factor float64) (sum float64) {
		for _, f := range strings.Fields(strings.ReplaceAll(list, "\u00a0", "~")) {
			i := strings.IndexAny(f, "0123456789")
			n, err := strconv.ParseFloat(f[i:], 64)
			if err != nil || i <= 0 {
				continue
			}
			r := []rune(f[:i])[0]
			if r == '~' {
				r = '\u00a0'
			}
			n *= factor
			w[r] = max(w[r], n)
			sum += n
		}
		return sum
	}
	sum := add(l.letters, 1)
	// Where all letters are beyond ASCII, signs are rarer beside them.
	sum += add(usualSigns, 1)
	for r := range w {
		w[r] /= sum
	}
	l.odds = sum
	l.script = unicode.Latin
	for _, s := range []*unicode.RangeTable{unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic, unicode.Thai} {
		if unicode.Is(s, []rune(l.letters)[0]) {
			l.script = s
		}
	}
	l.weight = w
}

// share is how often a character occurs, without regard to what is beside it.
func (l *language) share(r rune) float64 {
	if w, ok := l.weight[r]; ok {
		return w
	}
	if low := unicode.ToLower(r); low != r {
		if w, ok := l.weight[low]; ok {
			return w // how rare capitals are depends on what is beside them
		}
	}
	each := 1 / l.odds
	switch {
	case r < 0xA0 || r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) || unicode.IsControl(r):
		return noShare
	case r >= 0x2500 && r < 0x25A0:
		return strangeBox * each
	case unicode.Is(l.script, r):
		return foreignLetter * each * 10
	case unicode.IsLetter(r):
		return strangeLetter * each
	}
	return strangeMark * each
}

// family is the languages that a code page is made for.
type family struct {
	name      string
	languages []*language
	pages     []likelyPage
}

// likelyPage is a code page and how much rarer than Windows-1252 it is, in
// natural logarithms.
type likelyPage struct {
	name  string
	prior float64
}

var families = []family{
	{"western", []*language{&western, &german, &french, &spanish, &italian, &portuguese, &catalan, &dutch, &nordic, &finnish, &icelandic, &english},
		[]likelyPage{{"windows-1252", 0}, {"iso-8859-15", -2.5}, {"ibm850", -2.5}, {"ibm437", -3}, {"macintosh", -3}, {"ibm00858", -5}, {"ibm860", -6}, {"ibm863", -6}, {"ibm865", -5}, {"ibm861", -7}, {"x-mac-icelandic", -7}, {"iso-8859-14", -9}, {"iso-8859-10", -9}}},
	{"central", []*language{&central, &polish, &czech, &slovak, &hungarian, &romanian, &croatian},
		[]likelyPage{{"windows-1250", -1.2}, {"iso-8859-2", -2}, {"ibm852", -3.5}, {"x-mac-ce", -5.5}, {"iso-8859-16", -6}}},
	{"turkish", []*language{&turkish}, []likelyPage{{"windows-1254", -1.5}, {"ibm857", -4.5}, {"x-mac-turkish", -6.5}, {"iso-8859-3", -9}}},
	{"baltic", []*language{&baltic}, []likelyPage{{"windows-1257", -2.5}, {"iso-8859-13", -4}, {"ibm775", -5.5}, {"iso-8859-4", -6}}},
	{"cyrillic", []*language{&russian, &ukrainian, &bulgarian},
		[]likelyPage{{"windows-1251", -1}, {"koi8-r", -2}, {"koi8-u", -2.5}, {"iso-8859-5", -3.5}, {"ibm866", -2.5}, {"ibm1125", -4}, {"x-mac-cyrillic", -4.5}, {"ibm855", -5.5}}},
	{"greek", []*language{&greek}, []likelyPage{{"windows-1253", -1.5}, {"iso-8859-7", -2}, {"ibm737", -4}, {"ibm869", -6}, {"x-mac-greek", -6}}},
	{"hebrew", []*language{&hebrew}, []likelyPage{{"windows-1255", -2}, {"iso-8859-8", -3}, {"ibm862", -5}}},
	{"arabic", []*language{&arabic}, []likelyPage{{"windows-1256", -2}, {"iso-8859-6", -4}}},
	{"thai", []*language{&thai}, []likelyPage{{"windows-874", -2}}},
	{"vietnamese", []*language{&vietnamese}, []likelyPage{{"windows-1258", -3.5}}},
}
