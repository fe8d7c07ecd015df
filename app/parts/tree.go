package parts

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"probity/app/look"
)

// Tree is a sunken block with a JSON record: members under one another, objects
// and lists fold at a click, names and values in colours of their own. Ctrl+C,
// while it has the focus, copies the record as it was.
type Tree struct {
	sketch
	text    string
	outline *outline
	shown   []int // visible lines of the outline
	spots   []spot
	hover   int
	at      int // the line that keys act on
	focused bool
}

const (
	treeIndent = 12
	treeArrow  = 12
	treeMost   = 8 // lines of one value
)

// NewTree makes a block for a record; ok is false where it is no JSON object or
// array, which a Mono shows.
func NewTree(text string) (t *Tree, ok bool) {
	o, ok := newOutline(text)
	if !ok {
		return nil, false
	}
	t = &Tree{text: text, outline: o, hover: -1, at: -1, shown: o.visible()}
	t.draw = func(p *pen, size fyne.Size) { t.arrange(size, p) }
	t.least = func() fyne.Size {
		w := t.Size().Width
		if w < 60 {
			w = 280
		}
		return fyne.NewSize(60, t.arrange(fyne.NewSize(w, 0), nil))
	}
	t.ExtendBaseWidget(t)
	return t, true
}

// Resize implements fyne.CanvasObject; another width can mean another height.
func (t *Tree) Resize(size fyne.Size) {
	before := t.Size().Width
	t.BaseWidget.Resize(size)
	if before != size.Width {
		canvas.Refresh(t)
	}
}

// arrange draws the lines when there is a pen, and gives their height.
func (t *Tree) arrange(size fyne.Size, p *pen) float32 {
	if p != nil {
		border := p.Sunken
		if t.focused {
			border = p.Accent
		}
		p.frame(0, 0, size.Width, size.Height, p.Sunken, border, look.Radius)
		t.spots = t.spots[:0]
	}
	y := float32(monoPad)
	for _, i := range t.shown {
		y += t.line(i, y, size.Width, p)
	}
	if t.outline.cut {
		if p != nil {
			p.text(monoPad, y, size.Width-2*monoPad, monoLine, lang.L("There is more; see the record as it was."), font{size: monoSize, color: p.Quiet})
		}
		y += monoLine
	}
	return y + monoPad
}

func (t *Tree) line(i int, y, width float32, p *pen) float32 {
	l := &t.outline.lines[i]
	palette := look.Current()
	x := monoPad + float32(min(l.depth, 12))*treeIndent
	f := font{size: monoSize, color: palette.Quiet}.mono()
	folds := l.end > 0 && l.count > 0
	if folds && p != nil {
		t.arrow(p, i, x, y, width, f)
	}
	x += treeArrow
	name := ""
	if l.name != "" {
		name = l.name + ": "
	}
	nameWidth := min(f.width(name), max(20, (width-x)/2))
	value, room := font{size: monoSize, color: palette.Text}.mono(), width-monoPad-x-nameWidth
	text := l.text
	switch {
	case l.end > 0 && l.count == 0:
		text = l.text + map[string]string{"{": "}", "[": "]"}[l.text]
		value.color = palette.Quiet
	case folds && l.folded:
		text = l.text + " " + strconv.Itoa(l.count) + " " + map[string]string{"{": "}", "[": "]"}[l.text]
		value.color = palette.Quiet
	case l.kind == '{' || l.kind == '[' || l.kind == '}' || l.kind == ']':
		value.color = palette.Quiet
	case l.kind != '"':
		value.color = palette.Accent
	}
	lines := wrap(text, max(40, room), value.size, value.style)
	if len(lines) > treeMost {
		lines = append(lines[:treeMost], "…")
	}
	if p != nil {
		p.text(x, y, nameWidth+1, monoLine, name, f)
		for n, one := range lines {
			p.text(x+nameWidth, y+float32(n)*monoLine, max(40, room)+2, monoLine, one, value)
		}
	}
	return float32(max(1, len(lines))) * monoLine
}

// arrow draws the sign at which a line folds; the whole line takes the click.
func (t *Tree) arrow(p *pen, i int, x, y, width float32, f font) {
	sign := "▾"
	if t.outline.lines[i].folded {
		sign = "▸"
	}
	if i == t.hover || t.focused && i == t.at {
		p.fill(2, y, width-4, monoLine, p.Hover, look.SmallRadius)
	}
	p.text(x-2, y, treeArrow, monoLine, sign, f)
	t.spots = append(t.spots, spot{0, y, width, monoLine, i})
}

func (t *Tree) fold(i int, folded bool) {
	t.outline.lines[i].folded = folded
	t.shown = t.outline.visible()
	t.redraw()
	canvas.Refresh(t)
}

func (t *Tree) find(at fyne.Position) int {
	for _, s := range t.spots {
		if s.has(at) {
			return s.i
		}
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (t *Tree) Tapped(ev *fyne.PointEvent) {
	focus(t)
	if i := t.find(ev.Position); i >= 0 {
		t.at = i
		t.fold(i, !t.outline.lines[i].folded)
	}
}

// MouseIn implements desktop.Hoverable.
func (t *Tree) MouseIn(ev *desktop.MouseEvent) { t.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (t *Tree) MouseMoved(ev *desktop.MouseEvent) {
	if i := t.find(ev.Position); i != t.hover {
		t.hover = i
		t.redraw()
	}
}

// MouseOut implements desktop.Hoverable.
func (t *Tree) MouseOut() {
	t.hover = -1
	t.redraw()
}

// FocusGained implements fyne.Focusable.
func (t *Tree) FocusGained() {
	t.focused = true
	t.redraw()
}

// FocusLost implements fyne.Focusable.
func (t *Tree) FocusLost() {
	t.focused = false
	t.redraw()
}

// TypedRune implements fyne.Focusable.
func (t *Tree) TypedRune(r rune) { onRune(t, r) }

// TypedKey implements fyne.Focusable: Up and Down move among what folds, Enter,
// Left and Right fold.
func (t *Tree) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyDown:
		t.step(1)
	case fyne.KeyUp:
		t.step(-1)
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyReturn, fyne.KeyEnter:
		if t.at < 0 {
			onKey(t, ev)
			return
		}
		folded := !t.outline.lines[t.at].folded
		if ev.Name == fyne.KeyLeft || ev.Name == fyne.KeyRight {
			folded = ev.Name == fyne.KeyLeft
		}
		t.fold(t.at, folded)
	default:
		onKey(t, ev)
	}
}

func (t *Tree) step(by int) {
	next := -1
	for _, s := range t.spots {
		if by < 0 && s.i < t.at {
			next = s.i
		}
		if by > 0 && s.i > t.at {
			next = s.i
			break
		}
	}
	if next >= 0 {
		t.at = next
		t.redraw()
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (t *Tree) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutCopy); ok {
		fyne.CurrentApp().Clipboard().SetContent(t.text)
		return
	}
	passOn(t, s)
}
