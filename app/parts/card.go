package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"probity/app/look"
)

// Card is a way to start: a sign, a title and a sentence, pressed as a whole.
type Card struct {
	sketch
	Title, Text string
	OnTapped    func()

	pressable
	icon *canvas.Image
}

// NewCard makes a card. The icon is recoloured by its owner, as look.IconImport
// and the others are.
func NewCard(icon fyne.Resource, title, text string, tapped func()) *Card {
	c := &Card{Title: title, Text: text, OnTapped: tapped}
	if icon != nil {
		c.icon = canvas.NewImageFromResource(icon)
		c.icon.FillMode = canvas.ImageFillContain
	}
	c.draw = c.paint
	c.least = func() fyne.Size { return fyne.NewSize(200, 128) }
	c.pressable.act = func() {
		if c.OnTapped != nil {
			c.OnTapped()
		}
	}
	c.pressable.again = c.redraw
	c.pressable.self = c
	c.ExtendBaseWidget(c)
	return c
}

// Tapped implements fyne.Tappable.
func (c *Card) Tapped(*fyne.PointEvent) { c.press(c) }

func (c *Card) paint(p *pen, size fyne.Size) {
	ground, border := p.Surface, p.Line
	if c.hovered && !c.disabled {
		border = p.Accent
	}
	if c.focused {
		p.fill(0, 0, size.Width, size.Height, p.Accent, 10)
		p.fill(2, 2, size.Width-4, size.Height-4, ground, 8)
	} else {
		p.frame(0, 0, size.Width, size.Height, ground, border, 10)
	}
	if c.icon != nil {
		place(c.icon, 18, 24, 22, 22)
		p.add(c.icon)
	}
	title := font{size: 14, color: p.Text}.bold()
	text := font{size: look.SizeSmall, color: p.Quiet}
	if c.disabled {
		title.color = p.Quiet
	}
	p.text(18, 52, size.Width-36, 20, c.Title, title)
	p.lines(18, 75, size.Width-36, 16, c.Text, text)
}

// Banner says across the top of a screen how something stands: the verdict of a
// bundle, a warning.
type Banner struct {
	sketch
	tone          Tone
	title, detail string
	mark          look.Mark
	actions       []fyne.CanvasObject
}

// NewBanner makes a banner; ToneDanger, ToneAmber and ToneGreen have grounds and
// marks of their own. Actions stand at the right, in order.
func NewBanner(tone Tone, title, detail string, actions ...fyne.CanvasObject) *Banner {
	b := &Banner{tone: tone, title: title, detail: detail, actions: actions}
	switch tone {
	case ToneDanger:
		b.mark = look.MarkChanged
	case ToneAmber:
		b.mark = look.MarkWarning
	case ToneGreen:
		b.mark = look.MarkFine
	}
	b.draw = b.paint
	b.least = func() fyne.Size { return fyne.NewSize(300, 70) }
	b.ExtendBaseWidget(b)
	return b
}

// Set says something else.
func (b *Banner) Set(tone Tone, title, detail string) {
	fresh := NewBanner(tone, title, detail)
	b.tone, b.title, b.detail, b.mark = tone, title, detail, fresh.mark
	b.redraw()
}

func (b *Banner) paint(p *pen, size fyne.Size) {
	ground := p.Surface
	switch b.tone {
	case ToneDanger:
		ground = p.DangerGround
	case ToneAmber:
		ground = p.AmberGround
	case ToneGreen:
		ground = p.GreenGround
	}
	p.fill(0, 0, size.Width, size.Height, ground, 0)
	x := float32(20)
	if b.mark != look.MarkNone {
		f := font{size: 24, color: b.tone.in(p.Palette)}.mono()
		p.run(x, 0, 20, size.Height, b.mark.Glyph(), f.style, f)
		x += 31
	}
	right := size.Width - 20
	for i := len(b.actions) - 1; i >= 0; i-- {
		s := b.actions[i].MinSize()
		right -= s.Width
		place(b.actions[i], right, (size.Height-s.Height)/2, s.Width, s.Height)
		p.add(b.actions[i])
		right -= 16
	}
	top := size.Height/2 - 22
	p.text(x, top, right-x, 24, b.title, font{size: look.SizeTitle, color: p.Text}.bold())
	p.text(x, top+24, right-x, 18, b.detail, font{size: 12, color: p.Quiet})
}
