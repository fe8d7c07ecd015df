package query

import (
	"cmp"
	"context"
	"math/big"
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"probity/data/entry"
)

// Sum is amounts of one currency, added up exactly.
type Sum struct {
	Currency string // as written, empty where it is not known
	Amount   string // with a point before the decimals: -12.50
	Entries  int    // that have an amount in it
}

// moneyPlaces is how many decimals an amount may have to be added up; with them
// it may have 12 digits before the point.
const moneyPlaces = 6

type amountState uint8

const (
	noAmount amountState = iota
	readAmount
	strangeAmount // not a number, or one with more digits than are added up
)

// money knows the amounts and currencies of entries.
type money struct {
	amounts    []priced // by code of the amount
	amount     *column
	long       map[uint32]priced // by position, of those that lie in long texts
	currency   []uint32          // code of the currency → number
	codes      *column           // of the currency
	currencies []string
}

// priced is an amount as it is written.
type priced struct {
	millionths int64
	places     uint8 // decimals that are written
	state      amountState
	currency   uint32 // that is written with it
}

func (s *snapshot) money(ctx context.Context, found set) (*money, error) {
	m := &money{currencies: []string{""}}
	var err error
	if m.amount, err = s.column(ctx, entry.Amount); err != nil || m.amount == nil {
		return m, err
	}
	if m.codes, err = s.column(ctx, entry.Currency); err != nil {
		return nil, err
	}
	number := map[string]uint32{"": 0}
	numbered := func(text string) uint32 {
		n, ok := number[text]
		if !ok {
			n = uint32(len(m.currencies))
			m.currencies = append(m.currencies, text)
			number[text] = n
		}
		return n
	}
	price := func(text string) priced {
		p := parsePrice(text)
		if p.state == readAmount {
			p.currency = numbered(currencyIn(text))
		}
		return p
	}
	if m.codes != nil && m.codes.mixed {
		m.codes = nil // a column of currencies that hardly repeat holds none
	}
	if m.codes != nil {
		for _, text := range m.codes.dict.all() {
			m.currency = append(m.currency, numbered(strings.TrimSpace(text)))
		}
	}
	for _, text := range m.amount.dict.all() {
		m.amounts = append(m.amounts, price(text))
	}
	if m.amount.mixed {
		m.long = map[uint32]priced{}
		code := uint32(m.amount.arenaCode())
		found.each(func(pos uint32) {
			if err != nil || m.amount.codes.at(pos) != code {
				return
			}
			var text string
			if text, err = m.amount.at(ctx, s, s.rowAt[pos]); err == nil {
				m.long[pos] = price(text)
			}
		})
	}
	return m, err
}

// of gives the amount of an entry.
func (m *money) of(pos uint32) (p priced) {
	if m.amount == nil {
		return p
	}
	code := m.amount.codes.at(pos)
	if p = m.amounts[code]; int(code) == m.amount.arenaCode() {
		p = m.long[pos]
	}
	if m.codes != nil {
		if n := m.currency[m.codes.codes.at(pos)]; n != 0 {
			p.currency = n
		}
	}
	return p
}

// total is a sum in millionths, in two words.
type total struct {
	high    int64
	low     uint64
	places  uint8
	entries int
}

func (t *total) add(p priced) {
	var carry uint64
	t.low, carry = bits.Add64(t.low, uint64(p.millionths), 0)
	t.high += p.millionths>>63 + int64(carry)
	t.places = max(t.places, p.places)
	t.entries++
}

func sumOf(of map[uint32]*total, currency uint32) *total {
	t := of[currency]
	if t == nil {
		t = &total{}
		of[currency] = t
	}
	return t
}

// add puts the sums of another processor to these.
func add(to, from map[uint32]*total) {
	for currency, t := range from {
		have := sumOf(to, currency)
		var carry uint64
		have.low, carry = bits.Add64(have.low, t.low, 0)
		have.high += t.high + int64(carry)
		have.places, have.entries = max(have.places, t.places), have.entries+t.entries
	}
}

// text writes the sum with as many decimals as the longest amount in it.
func (t *total) text() string {
	n := new(big.Int).SetInt64(t.high)
	n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(t.low))
	sign := ""
	if n.Sign() < 0 {
		sign = "-"
		n.Neg(n)
	}
	digits := n.String()
	if len(digits) <= moneyPlaces {
		digits = strings.Repeat("0", moneyPlaces+1-len(digits)) + digits
	}
	whole, decimals := digits[:len(digits)-moneyPlaces], digits[len(digits)-moneyPlaces:][:t.places]
	if decimals == "" {
		return sign + whole
	}
	return sign + whole + "." + decimals
}

func (m *money) list(of map[uint32]*total) []Sum {
	var out []Sum
	for currency, t := range of {
		out = append(out, Sum{m.currencies[currency], t.text(), t.entries})
	}
	slices.SortFunc(out, func(a, b Sum) int { return cmp.Compare(a.Currency, b.Currency) })
	return out
}

// parsePrice reads an amount exactly, by the rules of parseAmount.
func parsePrice(text string) priced {
	if text == "" {
		return priced{}
	}
	digits, negative, ok := plainAmount(text)
	whole, decimals, _ := strings.Cut(string(digits), ".")
	whole = strings.TrimLeft(whole, "0")
	if !ok || len(whole) > 12 || len(strings.TrimRight(decimals, "0")) > moneyPlaces {
		return priced{state: strangeAmount}
	}
	p := priced{state: readAmount, places: uint8(min(len(decimals), moneyPlaces))}
	for i := range len(whole) + moneyPlaces {
		digit := byte('0')
		if i < len(whole) {
			digit = whole[i]
		} else if i-len(whole) < len(decimals) {
			digit = decimals[i-len(whole)]
		}
		p.millionths = 10*p.millionths + int64(digit-'0')
	}
	if negative {
		p.millionths = -p.millionths
	}
	return p
}

// currencyIn gives what stands beside the number: EUR, €, Rp.
func currencyIn(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || strings.ContainsRune(".,'’-−+()\u00a0\u202f", r) {
			return ' '
		}
		return r
	}, text)), " ")
}
