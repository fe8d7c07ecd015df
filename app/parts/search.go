package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"probity/app/look"
)

// Suggestion completes what is typed: Insert replaces the bytes From to To.
type Suggestion struct {
	From, To int
	Insert   string
	Label    string // what people see
	Count    int    // shown at the right when it is not 0
}

// Search is the search field: Fyne's entry with a magnifier, a hint of the key
// that leads to it, a mistake underlined with what is wrong below, and a list of
// completions. What hangs below is drawn outside the field, over what stands
// under it, so the field must be painted after that (at the top of a border
// layout it is).
type Search struct {
	sketch
	OnChanged   func(text string)
	OnSubmitted func(text string)
	OnEscape    func() // Escape while nothing hangs open
	// Suggest finds completions for a text and the place of the cursor in bytes. It
	// may call offer at once or later, on the window's thread; what is offered for a
	// text that has changed since is dropped.
	Suggest func(text string, cursor int, offer func([]Suggestion))

	entry   *searchEntry
	from    int // of the mistake, in bytes
	to      int
	message string
	list    []Suggestion
	asked   int // counts what Suggest was asked for, so that an old answer is dropped
	at      int // in list, -1: none
	hover   int
	quiet   bool // SetText must not open the list
	catch   *listCatcher
}

// searchEntry is the entry underneath; it gives keys to the list first.
type searchEntry struct {
	widget.Entry
	s *Search
}

const (
	searchText  = 26 // where the entry's text begins
	searchRow   = 26
	searchLines = 8
)

// NewSearch makes an empty search field.
func NewSearch() *Search {
	s := &Search{at: -1, hover: -1}
	s.entry = &searchEntry{s: s}
	s.entry.ExtendBaseWidget(s.entry)
	s.entry.Icon = theme.SearchIcon()
	s.entry.OnChanged = s.changed
	s.entry.OnSubmitted = func(text string) {
		s.closeList()
		if s.OnSubmitted != nil {
			s.OnSubmitted(text)
		}
	}
	s.catch = &listCatcher{s: s}
	s.catch.ExtendBaseWidget(s.catch)
	s.draw = s.paint
	s.least = func() fyne.Size { return fyne.NewSize(160, max(look.FieldHeight, s.entry.MinSize().Height)) }
	s.ExtendBaseWidget(s)
	return s
}

// SetText changes the text; OnChanged is called when it is another one.
func (s *Search) SetText(text string) {
	s.quiet = true
	s.entry.SetText(text)
	s.entry.CursorColumn = len([]rune(text))
	s.entry.Refresh()
	s.quiet = false
	s.closeList()
	s.fromBeginning()
}

// fromBeginning shows the beginning of a text that is longer than the field,
// unless somebody is typing in it.
func (s *Search) fromBeginning() {
	if !s.Focused() {
		s.entry.CursorColumn = 0
		s.entry.Refresh()
	}
}

// Text gives what is typed.
func (s *Search) Text() string { return s.entry.Text }

// SetPlaceHolder shows a hint in the empty field.
func (s *Search) SetPlaceHolder(text string) { s.entry.SetPlaceHolder(text) }

// Focus leads the keys into the field.
func (s *Search) Focus() { focus(s.entry) }

// Focused tells whether the keys go to the field.
func (s *Search) Focused() bool {
	c := fyne.CurrentApp().Driver().CanvasForObject(s.entry)
	return c != nil && c.Focused() == fyne.Focusable(s.entry)
}

// SelectAll chooses the whole text, so that typing replaces it.
func (s *Search) SelectAll() { s.entry.TypedShortcut(&fyne.ShortcutSelectAll{}) }

// SetError underlines the bytes from to to and says below what is wrong with
// them. Typing goes on; ClearError takes it away.
func (s *Search) SetError(from, to int, message string) {
	s.from, s.to, s.message = from, to, message
	s.redraw()
}

// ClearError takes the mistake away.
func (s *Search) ClearError() {
	s.from, s.to, s.message = 0, 0, ""
	s.redraw()
}

// Err is what is wrong, as shown.
func (s *Search) Err() string { return s.message }

func (s *Search) changed(text string) {
	if s.OnChanged != nil {
		s.OnChanged(text)
	}
	if !s.quiet {
		s.openList()
	}
	s.redraw()
}

// cursor is the place of the cursor in bytes.
func (s *Search) cursor() int {
	n := 0
	for i := range s.entry.Text {
		if n == s.entry.CursorColumn {
			return i
		}
		n++
	}
	return len(s.entry.Text)
}

func (s *Search) openList() {
	s.list, s.at = nil, -1
	s.asked++
	if s.Suggest != nil && s.entry.Text != "" {
		asked := s.asked
		s.Suggest(s.entry.Text, s.cursor(), func(list []Suggestion) {
			if asked == s.asked {
				s.list = list[:min(len(list), searchLines)]
				s.redraw()
			}
		})
	}
	s.redraw()
}

func (s *Search) closeList() {
	s.asked++
	s.list, s.at, s.hover = nil, -1, -1
	s.redraw()
}

// take puts a completion into the text.
func (s *Search) take(i int) {
	if i < 0 || i >= len(s.list) {
		return
	}
	c, text := s.list[i], s.entry.Text
	from := min(max(0, c.From), len(text))
	to := min(max(from, c.To), len(text))
	s.quiet = true
	s.entry.SetText(text[:from] + c.Insert + text[to:])
	s.entry.CursorColumn = len([]rune(text[:from] + c.Insert))
	s.entry.Refresh()
	s.quiet = false
	s.openList() // after a field's name come its values
	if len(s.list) == 1 && s.list[0].Insert == c.Insert {
		s.closeList()
	}
}

func (s *Search) paint(p *pen, size fyne.Size) {
	place(s.entry, 0, 0, size.Width, size.Height)
	p.add(s.entry)
	if s.message != "" && len(s.list) == 0 { // while it can be completed it is unfinished, not wrong
		s.underline(p, size)
	}
	if !s.Focused() && size.Width > 200 && measure(s.entry.Text, look.SizeText, fyne.TextStyle{}) < size.Width-searchText-34 {
		x := size.Width - 28
		p.frame(x, size.Height/2-8, 17, 16, p.Sunken, p.Line, look.SmallRadius)
		p.middle(x, size.Height/2-8, 17, 16, "/", font{size: look.SizeSmall, color: p.Quiet}.mono())
	}
	switch {
	case len(s.list) > 0:
		s.paintList(p, size)
	case s.message != "":
		s.paintMessage(p, size)
	}
}

func (s *Search) underline(p *pen, size fyne.Size) {
	p.frame(0, 0, size.Width-0.5, size.Height-0.5, nil, p.Danger, look.Radius)
	text := s.entry.Text
	from := min(max(0, s.from), len(text))
	to := min(max(from, s.to), len(text))
	f := font{size: look.SizeText}
	if measure(text, f.size, f.style) > size.Width-searchText-12 {
		return // the entry has scrolled, and does not say how far
	}
	x := searchText + measure(text[:from], f.size, f.style)
	w := max(6, measure(text[from:to], f.size, f.style))
	p.fill(x, size.Height-7, w, 2, p.Danger, 1)
}

func (s *Search) paintMessage(p *pen, size fyne.Size) {
	f := font{size: look.SizeText, color: p.Danger}
	w := min(size.Width, max(220, f.width(s.message)+24))
	lines := float32(len(wrap(s.message, w-24, f.size, f.style)))
	h := lines*18 + 14
	y := size.Height + 4
	p.fill(-1, y+1, w+2, h+2, p.Shadow, look.Radius)
	p.frame(0, y, w, h, p.DangerGround, p.Danger, look.Radius)
	p.lines(12, y+7, w-24, 18, s.message, f)
}

func (s *Search) paintList(p *pen, size fyne.Size) {
	y := size.Height + 4
	w, h := min(size.Width, 460), float32(len(s.list))*searchRow+8
	p.fill(-1, y+1, w+2, h+2, p.Shadow, look.Radius)
	p.frame(0, y, w, h, p.Surface, p.Line, look.Radius)
	f := font{size: look.SizeText, color: p.Text}
	small := font{size: look.SizeSmall, color: p.Quiet}.mono()
	for i, c := range s.list {
		row := y + 4 + float32(i)*searchRow
		switch i {
		case s.at:
			p.fill(4, row, w-8, searchRow, p.Selection, 4)
		case s.hover:
			p.fill(4, row, w-8, searchRow, p.Hover, 4)
		}
		room := w - 24
		if c.Count != 0 {
			n := Thousands(c.Count)
			p.right(12, row, room, searchRow, n, small)
			room -= small.width(n) + 12
		}
		p.text(12, row, room, searchRow, c.Label, f)
	}
	place(s.catch, 0, y, w, h)
	p.add(s.catch)
}

// listCatcher takes clicks on the list, which lies outside the field.
type listCatcher struct {
	widget.BaseWidget
	s *Search
}

// CreateRenderer implements fyne.Widget.
func (c *listCatcher) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(look.Current().Clear))
}

func (c *listCatcher) index(at fyne.Position) int {
	if i := int((at.Y - 4) / searchRow); at.Y >= 4 && i < len(c.s.list) {
		return i
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (c *listCatcher) Tapped(ev *fyne.PointEvent) {
	i := c.index(ev.Position)
	c.s.Focus()
	c.s.take(i)
}

// MouseIn implements desktop.Hoverable.
func (c *listCatcher) MouseIn(ev *desktop.MouseEvent) { c.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (c *listCatcher) MouseMoved(ev *desktop.MouseEvent) {
	if i := c.index(ev.Position); i != c.s.hover {
		c.s.hover = i
		c.s.redraw()
	}
}

// MouseOut implements desktop.Hoverable.
func (c *listCatcher) MouseOut() {
	c.s.hover = -1
	c.s.redraw()
}

// TypedKey implements fyne.Focusable.
func (e *searchEntry) TypedKey(ev *fyne.KeyEvent) {
	s := e.s
	switch ev.Name {
	case fyne.KeyDown:
		if len(s.list) == 0 {
			s.openList()
		}
		if len(s.list) > 0 {
			s.at = (s.at + 1) % len(s.list)
		}
	case fyne.KeyUp:
		if len(s.list) > 0 {
			s.at = (s.at + len(s.list)) % (len(s.list) + 1)
			if s.at == len(s.list) {
				s.at = -1
			}
		}
	case fyne.KeyTab:
		s.take(max(0, s.at))
	case fyne.KeyReturn, fyne.KeyEnter:
		if s.at >= 0 {
			s.take(s.at)
			return
		}
		e.Entry.TypedKey(ev)
	case fyne.KeyEscape:
		if len(s.list) > 0 {
			s.closeList()
		} else if s.OnEscape != nil {
			s.OnEscape()
		}
	default:
		e.Entry.TypedKey(ev)
	}
	s.redraw()
}

// AcceptsTab implements fyne.Tabbable: Tab completes while the list is open.
func (e *searchEntry) AcceptsTab() bool { return len(e.s.list) > 0 }

// FocusGained implements fyne.Focusable.
func (e *searchEntry) FocusGained() {
	e.Entry.FocusGained()
	e.s.redraw()
}

// FocusLost implements fyne.Focusable.
func (e *searchEntry) FocusLost() {
	e.Entry.FocusLost()
	if e.s.hover < 0 { // a click on the list takes the focus for a moment
		e.s.closeList()
		e.s.fromBeginning()
	}
}
