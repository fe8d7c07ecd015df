package look

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Mark is a sign with a shape and a colour of its own: the status of a review,
// or the outcome of a check. Glyphs are chosen from the toolkit's monospace,
// which has them all (its sans does not), so no system font is needed.
type Mark uint8

// The marks. The first five after None are the review statuses.
const (
	MarkNone Mark = iota
	MarkOpen
	MarkFine
	MarkQuestion
	MarkException
	MarkEscalated
	MarkChanged // does not match what was sealed
	MarkAbsent  // was not checked or is not included
	MarkWarning
)

type markLook struct {
	name, glyph string
	style       fyne.TextStyle
	size        float32
	color       func(*Palette) color.Color
}

var mono = fyne.TextStyle{Monospace: true}

var marks = [...]markLook{
	MarkNone:      {"", "", mono, SizeText, func(p *Palette) color.Color { return p.Quiet }},
	MarkOpen:      {"open", "○", mono, 14, func(p *Palette) color.Color { return p.Open }},
	MarkFine:      {"fine", "✓", mono, 14, func(p *Palette) color.Color { return p.Green }},
	MarkQuestion:  {"question", "?", fyne.TextStyle{Bold: true}, SizeText, func(p *Palette) color.Color { return p.Amber }},
	MarkException: {"exception", "!", fyne.TextStyle{Bold: true}, SizeText, func(p *Palette) color.Color { return p.Danger }},
	MarkEscalated: {"escalated", "▲", mono, 14, func(p *Palette) color.Color { return p.Purple }},
	MarkChanged:   {"changed", "≠", mono, 15, func(p *Palette) color.Color { return p.Danger }},
	MarkAbsent:    {"absent", "–", mono, SizeText, func(p *Palette) color.Color { return p.Quiet }},
	MarkWarning:   {"warning", "▲", mono, 13, func(p *Palette) color.Color { return p.Amber }},
}

// MarkOf gives the mark of a review status by its name ("open", "fine",
// "question", "exception", "escalated"); MarkNone for any other word.
func MarkOf(status string) Mark {
	for m := MarkOpen; m <= MarkEscalated; m++ {
		if marks[m].name == status {
			return m
		}
	}
	return MarkNone
}

func (m Mark) look() *markLook {
	if int(m) >= len(marks) {
		m = MarkNone
	}
	return &marks[m]
}

// Name is the word of the mark, also the status that it stands for.
func (m Mark) Name() string { return m.look().name }

// Glyph is the character to draw with Style and Size.
func (m Mark) Glyph() string { return m.look().glyph }

// Style is the text style to draw the glyph with.
func (m Mark) Style() fyne.TextStyle { return m.look().style }

// Size is the text size to draw the glyph with.
func (m Mark) Size() float32 { return m.look().size }

// In gives the colour of the mark in a palette.
func (m Mark) In(p *Palette) color.Color { return m.look().color(p) }

// Color gives the colour of the mark in the palette in use.
func (m Mark) Color() color.Color { return m.In(Current()) }
