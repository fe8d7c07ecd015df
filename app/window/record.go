//go:build cgo || ci

package window

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"probity/app/parts"
	"probity/app/session"
)

// mostRaw is how much of a record is shown; the rest is in the file.
const mostRaw = 64 << 10

// record shows the record as it lies in the source, and how it was read.
func (d *detailPane) record(x *session.Detail) fyne.CanvasObject {
	again := func(change func()) func() {
		return func() {
			change()
			d.again()
		}
	}
	links := container.New(layout.NewCustomPaddedHBoxLayout(12))
	box := container.New(layout.NewCustomPaddedVBoxLayout(7), captionWrapped(readAs(x)), links)
	if x.Raw != nil {
		text := rawText(x.Raw)
		tree, folds := parts.NewTree(text)
		switch {
		case folds && d.asIs:
			links.Add(parts.NewLink(T("Folded"), parts.ToneAccent, again(func() { d.asIs = false })))
		case folds:
			links.Add(parts.NewLink(T("As it was"), parts.ToneAccent, again(func() { d.asIs = true })))
		}
		links.Add(parts.NewLink(T("Copy"), parts.ToneAccent, func() {
			fyne.CurrentApp().Clipboard().SetContent(rawText(x.Raw))
			d.r.views.say(T("The record was copied."))
		}))
		if folds && !d.asIs {
			box.Add(tree)
		} else {
			raw := parts.NewMono()
			raw.SetText(text)
			box.Add(raw)
		}
	}
	if x.Reading != nil {
		word := T("How it was read")
		if d.reading {
			word = T("Hide how it was read")
			table := parts.NewKeyValues()
			table.SetRows(readingRows(x.Reading))
			box.Add(table)
			if !d.r.s.ReadOnly() {
				box.Add(container.NewHBox(parts.NewLink(T("Read it again otherwise…"), parts.ToneAccent, func() { d.r.readAgain(x.Entry.Identity.Source) })))
			}
		}
		links.Add(parts.NewLink(word, parts.ToneAccent, again(func() { d.reading = !d.reading })))
	}
	return section(box)
}

// rawText shows a record's bytes; what is not UTF-8 is shown byte by byte.
func rawText(raw []byte) string {
	cut := ""
	if len(raw) > mostRaw {
		raw, cut = raw[:mostRaw], "…"
	}
	if bytes.IndexByte(raw, 0) >= 0 { // as UTF-8, every second character would be the one that is not drawn
		if text, ok := utf16Text(raw); ok {
			return text + cut
		}
	}
	if utf8.Valid(raw) {
		return string(raw) + cut
	}
	runes := make([]rune, len(raw))
	for i, b := range raw {
		runes[i] = rune(b) // ISO 8859-1: every byte has a character
	}
	return string(runes) + cut
}

// utf16Text reads bytes that look like UTF-16 text, as every second one is 0.
func utf16Text(raw []byte) (string, bool) {
	if len(raw) < 4 || len(raw)%2 != 0 {
		return "", false
	}
	little := raw[1] == 0
	if !little && raw[0] != 0 {
		return "", false
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		a, b := uint16(raw[2*i]), uint16(raw[2*i+1])
		if little {
			a, b = b, a
		}
		units[i] = a<<8 | b
	}
	return string(utf16.Decode(units)), true
}
