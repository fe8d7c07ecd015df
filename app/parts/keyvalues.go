package parts

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"probity/app/look"
)

// KeyValue is one field of an entry. With Old or New it is a change, shown as
// the struck-out old value, an arrow, and the new one, after Value.
type KeyValue struct {
	Label, Value string
	Mono         bool
	Tone         Tone
	Old, New     string
	OnTapped     func()  // makes the value a link
	Least        float32 // height that is kept for what is still to come
}

// KeyValues is a table of labels and values; long values break into lines. Up
// and Down move among the links, Enter follows one.
type KeyValues struct {
	sketch
	rows    []KeyValue
	spots   []spot
	hover   int
	at      int
	focused bool
	height  float32
	cut     []spot // labels that are not shown whole
	tip     *Tip
}

const (
	kvLabel = 88
	kvLine  = 18
	kvPad   = 4
	kvMost  = 40 // lines of one value; the raw record has the rest
)

// NewKeyValues makes an empty table.
func NewKeyValues() *KeyValues {
	k := &KeyValues{hover: -1, at: -1, tip: NewTip()}
	k.draw = k.paint
	k.least = func() fyne.Size {
		return fyne.NewSize(kvLabel+60, k.arrange(k.width(), nil))
	}
	k.ExtendBaseWidget(k)
	return k
}

// SetRows shows other fields.
func (k *KeyValues) SetRows(rows []KeyValue) {
	k.rows, k.hover, k.at = rows, -1, -1
	k.tip.HideTip()
	k.redraw()
	canvas.Refresh(k)
}

// HeightOf is the height that rows take in the present width.
func (k *KeyValues) HeightOf(rows []KeyValue) float32 {
	with := KeyValues{rows: rows}
	return with.arrange(k.width(), nil)
}

func (k *KeyValues) width() float32 {
	if w := k.Size().Width; w >= 100 {
		return w
	}
	return 280
}

// Resize implements fyne.CanvasObject; another width can mean another height.
func (k *KeyValues) Resize(size fyne.Size) {
	before := k.Size().Width
	k.BaseWidget.Resize(size)
	if before != size.Width {
		canvas.Refresh(k)
	}
}

func (k *KeyValues) paint(p *pen, size fyne.Size) {
	k.height = k.arrange(size.Width, p)
	p.add(k.tip)
}

// arrange draws the rows when there is a pen, and gives their height.
func (k *KeyValues) arrange(width float32, p *pen) float32 {
	if p != nil {
		k.spots, k.cut = k.spots[:0], k.cut[:0]
	}
	var y float32
	for i := range k.rows {
		y += k.row(i, y, width, p)
	}
	return y
}

func (k *KeyValues) row(i int, y, width float32, p *pen) float32 {
	r := &k.rows[i]
	colors := look.Current()
	f := font{size: look.SizeText, color: r.Tone.in(colors)}
	if r.Mono {
		f = font{size: look.SizeMono, color: f.color}.mono()
	}
	if r.OnTapped != nil {
		f.color = colors.Accent
	}
	room := max(20, width-kvLabel)
	lines := []string{}
	if r.Value != "" || r.Old == "" && r.New == "" {
		lines = wrap(r.Value, room, f.size, f.style)
	}
	if len(lines) > kvMost {
		lines = append(lines[:kvMost], "…")
	}
	c := changeOf(r, lines, room, f)
	n := max(1, len(lines)+c.lines)
	name := font{size: look.SizeText, color: colors.Quiet}
	first, second := inTwo(r.Label, kvLabel-8, name)
	if second != "" {
		n = max(n, 2)
	}
	height := max(float32(n)*kvLine+kvPad, r.Least)
	if p == nil {
		return height
	}
	label := endOf(first, kvLabel-8, name)
	if _, cut := p.text(0, y+1, kvLabel-8, kvLine, label, name); cut || label != first {
		k.cut = append(k.cut, spot{0, y + 1, kvLabel - 8, kvLine, i})
	}
	p.text(0, y+1+kvLine, kvLabel-8, kvLine, second, name)
	at, end := y+1, float32(kvLabel)
	for _, l := range lines {
		w, _ := p.text(kvLabel, at, room+2, kvLine, l, f)
		if r.OnTapped != nil {
			k.link(p, i, kvLabel, at, w)
		}
		at, end = at+kvLine, kvLabel+w+10
	}
	c.paint(p, at, end, room, f)
	return height
}

// inTwo breaks a label of several words that does not fit into two lines; second
// is empty where it fits, or where two lines are not enough either.
func inTwo(label string, room float32, f font) (first, second string) {
	if f.width(label) <= room {
		return label, ""
	}
	for at := strings.LastIndexByte(label, ' '); at > 0; at = strings.LastIndexByte(label[:at], ' ') {
		if f.width(label[:at]) <= room {
			if f.width(label[at+1:]) <= room {
				return label[:at], label[at+1:]
			}
			break
		}
	}
	return label, ""
}

// endOf cuts a path that does not fit at its beginning, since paths that begin
// alike differ at their end.
func endOf(path string, room float32, f font) string {
	short := path
	for f.width(short) > room {
		_, rest, more := strings.Cut(strings.TrimPrefix(short, "…"), ".")
		if !more {
			break
		}
		short = "…" + rest
	}
	return short
}

func (k *KeyValues) link(p *pen, i int, x, y, w float32) {
	k.spots = append(k.spots, spot{x, y, w, kvLine, i})
	if i == k.hover || k.focused && i == k.at {
		p.fill(x, y+kvLine-1, w, 1, p.Accent, 0)
	}
	if k.focused && i == k.at {
		p.frame(x-4, y-1, w+8, kvLine+2, nil, p.Accent, look.SmallRadius)
	}
}

func (k *KeyValues) find(at fyne.Position) int {
	for _, s := range k.spots {
		if s.has(at) {
			return s.i
		}
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (k *KeyValues) Tapped(ev *fyne.PointEvent) {
	if i := k.find(ev.Position); i >= 0 {
		k.rows[i].OnTapped()
	}
}

// MouseIn implements desktop.Hoverable.
func (k *KeyValues) MouseIn(ev *desktop.MouseEvent) { k.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (k *KeyValues) MouseMoved(ev *desktop.MouseEvent) {
	whole := ""
	for _, s := range k.cut {
		if s.has(ev.Position) {
			whole = k.rows[s.i].Label
		}
	}
	k.tip.Offer(k, whole, ev.Position, 500*time.Millisecond)
	if i := k.find(ev.Position); i != k.hover {
		k.hover = i
		k.redraw()
	}
}

// MouseOut implements desktop.Hoverable.
func (k *KeyValues) MouseOut() {
	k.hover = -1
	k.tip.HideTip()
	k.redraw()
}

// Cursor implements desktop.Cursorable.
func (k *KeyValues) Cursor() desktop.Cursor {
	if k.hover >= 0 {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// FocusGained implements fyne.Focusable.
func (k *KeyValues) FocusGained() {
	k.focused = true
	if k.at < 0 {
		k.step(1)
	}
	k.redraw()
}

// FocusLost implements fyne.Focusable.
func (k *KeyValues) FocusLost() {
	k.focused = false
	k.redraw()
}

// TypedRune implements fyne.Focusable.
func (k *KeyValues) TypedRune(r rune) {
	if r != ' ' {
		onRune(k, r)
	}
}

// TypedKey implements fyne.Focusable.
func (k *KeyValues) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyDown:
		k.step(1)
	case fyne.KeyUp:
		k.step(-1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if k.at >= 0 && k.at < len(k.rows) && k.rows[k.at].OnTapped != nil {
			k.rows[k.at].OnTapped()
		}
	default:
		onKey(k, ev)
	}
}

func (k *KeyValues) step(by int) {
	for i := k.at + by; i >= 0 && i < len(k.rows); i += by {
		if k.rows[i].OnTapped != nil {
			k.at = i
			k.redraw()
			return
		}
	}
}
