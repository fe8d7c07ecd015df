package intake

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Characters that make up most of running text, and words of audit logs.
const (
	simplifiedCommon  = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运用户登录失败功操删除修改管理系统客账支付订单号密码角审核备注创建更新退款余额查询编辑停启默认姓名电话邮箱地址状态类型时间日志"
	traditionalCommon = "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運帳戶登入失敗功操刪除修改管理系統客付訂單號密碼角審核備註建立更新退款餘額查詢編輯停啟預設姓名電話郵箱地址狀態類型時間紀錄"
	japaneseCommon    = "日一国会人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨操作者管理登録失敗成功削除変更設定顧客支払注文番号利用対象追加更新停止開始終了認証方法情報件名氏住所確認担当口座残高請求契約部分場合発送受付新規全地内社業的自事手動物文代表市民主員面度体理実通立明心野力知京目田道産院議体最"
	koreanCommon      = "이다는에의가을한고지하로사기어도은그서인자리를나정들아대수시있해부상라과일으장여전보제만게구성주원동신스공무위적조조비유안소오마모면우교경계관운생실연방치물되요중학년세용용내당미바내와말것음저러거때분개진등양반재최김박이호민영철수록로그인패성공삭제수정변경관리자고객계정결제주문번호비밀설정확인추가생성취소환불잔액목록상태시간날짜"
)

// classes of characters in the East Asian encodings, with the share of all
// characters of a eastClass and the number of characters in it.
type eastClass struct{ share, size float64 }

func (c eastClass) p() float64 { return c.share / c.size }

// eastModel tells how likely a character of two bytes is in an encoding.
type eastModel struct {
	name, language string
	prior          float64
	common         map[rune]bool
	p              func(m *eastModel, b1, b2 byte, r rune) float64
}

var eastModels = []*eastModel{
	{name: "gb18030", language: "Chinese", prior: -1, common: setOf(simplifiedCommon), p: chinese},
	{name: "big5", language: "Chinese", prior: -2, common: setOf(traditionalCommon), p: chineseBig5},
	{name: "shift_jis", language: "Japanese", prior: -1.2, common: setOf(japaneseCommon), p: japaneseShared},
	{name: "euc-jp", language: "Japanese", prior: -2.5, common: setOf(japaneseCommon), p: japaneseShared},
	{name: "euc-kr", language: "Korean", prior: -1.5, common: setOf(koreanCommon), p: koreanShared},
}

func setOf(s string) map[rune]bool {
	m := map[rune]bool{}
	for _, r := range s {
		m[r] = true
	}
	return m
}

func (m *eastModel) frequent(share float64) float64 { return share / float64(len(m.common)) }

// eastMarks are the signs between Chinese and Japanese characters.
const eastMarks = "，。、：；！？“”‘’（）《》「」『』【】…—・ー～·　"

func chinese(m *eastModel, b1, b2 byte, r rune) float64 {
	switch {
	case m.common[r]:
		return m.frequent(0.62)
	case strings.ContainsRune(eastMarks, r):
		return 0.1 / 25
	case b1 >= 0xB0 && b1 <= 0xD7 && b2 >= 0xA1:
		return eastClass{0.25, 3755}.p()
	case b1 >= 0xD8 && b1 <= 0xF7 && b2 >= 0xA1:
		return eastClass{0.01, 3008}.p()
	case b1 == 0xA3 && b2 >= 0xA1:
		return eastClass{0.01, 94}.p()
	case unicode.Is(unicode.Han, r):
		return eastClass{0.002, 14000}.p()
	case b1 == 0xA8 && unicode.Is(unicode.Latin, r): // letters with the marks of pinyin
		return eastClass{0.002, 26}.p()
	}
	return eastClass{0.0005, 800}.p()
}

func chineseBig5(m *eastModel, b1, b2 byte, r rune) float64 {
	switch {
	case m.common[r]:
		return m.frequent(0.62)
	case strings.ContainsRune(eastMarks, r):
		return 0.1 / 25
	case b1 >= 0xA4 && b1 <= 0xC6 && unicode.Is(unicode.Han, r):
		return eastClass{0.25, 5401}.p()
	case b1 >= 0xC9 && b1 <= 0xF9 && unicode.Is(unicode.Han, r):
		return eastClass{0.01, 7652}.p()
	case b1 >= 0xA1 && b1 <= 0xA3:
		return eastClass{0.008, 400}.p()
	}
	return eastClass{0.0005, 6000}.p()
}

func japaneseShared(m *eastModel, b1, b2 byte, r rune) float64 {
	euc := m.name == "euc-jp"
	switch {
	case r >= 0x3041 && r <= 0x3093:
		return eastClass{0.4, 83}.p()
	case r >= 0x30A1 && r <= 0x30F6:
		return eastClass{0.22, 86}.p()
	case r >= 0xFF61 && r <= 0xFF9F: // of half the width
		return eastClass{0.003, 63}.p()
	case strings.ContainsRune(eastMarks, r):
		return 0.08 / 25
	case m.common[r]:
		return m.frequent(0.16)
	case euc && b1 >= 0xB0 && b1 <= 0xCF, !euc && b1 >= 0x88 && b1 <= 0x98:
		return eastClass{0.12, 2965}.p()
	case unicode.Is(unicode.Han, r):
		return eastClass{0.004, 3400}.p()
	case r >= 0xFF01 && r <= 0xFF5E:
		return eastClass{0.01, 94}.p()
	}
	return eastClass{0.001, 700}.p()
}

func koreanShared(m *eastModel, b1, b2 byte, r rune) float64 {
	switch {
	case m.common[r]:
		return m.frequent(0.6)
	case r >= 0xAC00 && r <= 0xD7A3 && b1 >= 0xB0 && b1 <= 0xC8 && b2 >= 0xA1:
		return eastClass{0.36, 2350}.p()
	case strings.ContainsRune(eastMarks, r):
		return 0.01 / 25
	case r >= 0xAC00 && r <= 0xD7A3:
		return eastClass{0.004, 8822}.p()
	case unicode.Is(unicode.Han, r):
		return eastClass{0.004, 4888}.p()
	}
	return eastClass{0.003, 900}.p()
}

// doubleVerdicts gives the likelihood under the encodings of two bytes per
// character. Only parts that begin at a character's beginning, or behind an
// ASCII byte, are looked at.
func doubleVerdicts(parts [][]byte) []verdict {
	var out []verdict
	for _, m := range eastModels {
		d := doubleNamed(foldCharset(m.name))
		step := d.step()
		v := verdict{name: m.name, language: m.language, all: m.prior, once: m.prior}
		seen := map[[4]byte]bool{}
		for i, part := range parts {
			if i > 0 {
				for len(part) > 0 && part[0] >= utf8.RuneSelf {
					part = part[1:]
				}
			}
			m.judge(step, part, &v, seen)
		}
		out = append(out, v)
	}
	return out
}

// taken is what an ASCII byte that belongs to a character would cost by itself,
// in an encoding where it stands alone.
func taken(b byte) float64 {
	switch {
	case b >= utf8.RuneSelf:
		return 0
	case asciiLetter(b) || digit(b):
		return 2
	}
	return 4 // \ | ^ ` { } ~ [ ] @ _
}

func asciiLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func (m *eastModel) judge(step stepper, part []byte, v *verdict, seen map[[4]byte]bool) {
	var scratch [16]byte
	counted := 0
	for i := 0; i < len(part) && counted < tallied; {
		if part[i] < utf8.RuneSelf {
			i++
			continue
		}
		out, n := step(scratch[:0], part[i:])
		if n == 0 { // cut
			return
		}
		r, size := utf8.DecodeRune(out)
		var p float64
		switch {
		case r == utf8.RuneError && size <= 1:
			// A byte that means nothing.
			p = -14 * float64(n)
		case n == 1:
			p = math.Log(m.p(m, part[i], 0, r))
		default:
			p = math.Log(m.p(m, part[i], part[i+1], r))
			p += taken(part[i+1])
		}
		if n > 1 && i > 0 && i+n < len(part) && asciiLetter(part[i-1]) && asciiLetter(part[i+n]) && !unicode.Is(unicode.Latin, r) {
			p -= 3 // within a word of Latin letters
		}
		var key [4]byte
		copy(key[:], part[i:i+min(n, 4)])
		v.all += p
		if !seen[key] {
			seen[key] = true
			v.once += p
		}
		for _, b := range part[i : i+n] {
			if b >= utf8.RuneSelf {
				counted++
			}
		}
		i += n
	}
}
