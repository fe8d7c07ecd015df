//go:build cgo || ci

package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// progressLine says what is being done, how far it is, and offers Cancel. It
// takes no room while nothing runs.
type progressLine struct {
	widget.BaseWidget
	what, far *line
	bar       *widget.ProgressBar
	cancel    *widget.Button
	box       fyne.CanvasObject
	turn      int
	post      poster
	onShow    func()
}

func newProgressLine(post poster) *progressLine {
	p := &progressLine{post: post}
	p.what = strong("")
	p.far = quietly("")
	p.far.cut = false
	p.bar = widget.NewProgressBar()
	p.bar.TextFormatter = func() string { return "" }
	p.cancel = widget.NewButton(T("Cancel"), nil)
	p.box = container.New(inset(6, 6, 14, 14), container.NewBorder(nil, nil,
		container.New(layout.NewCustomPaddedHBoxLayout(12), centred(p.what), centred(p.far)), p.cancel,
		container.New(inset(10, 10, 14, 14), p.bar)))
	p.ExtendBaseWidget(p)
	p.Hide()
	return p
}

func centred(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedVBoxLayout(0), layout.NewSpacer(), o, layout.NewSpacer())
}

func (p *progressLine) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(p.box)
}

// start shows the line after a moment, unless the work has ended by then.
func (p *progressLine) start(what string, cancel func()) {
	p.turn++
	turn := p.turn
	p.what.set(what, theme.ColorNameForeground)
	p.far.set("", theme.ColorNamePlaceHolder)
	p.bar.SetValue(0)
	p.cancel.Enable()
	p.cancel.OnTapped = func() {
		p.cancel.Disable()
		p.far.set(T("stopping…"), theme.ColorNamePlaceHolder)
		cancel()
	}
	time.AfterFunc(slow, func() {
		p.post(func() {
			if turn == p.turn {
				p.appear()
			}
		})
	})
}

func (p *progressLine) appear() {
	if !p.Visible() {
		p.Show()
		if p.onShow != nil {
			p.onShow()
		}
	}
}

func (p *progressLine) set(done, total int64) {
	p.appear()
	if p.cancel.Disabled() {
		return
	}
	if total > 0 {
		p.bar.SetValue(float64(done) / float64(total))
		p.far.set(T("{{.Percent}} %", vals{"Percent": done * 100 / total}), theme.ColorNamePlaceHolder)
	} else {
		p.far.set(number(done), theme.ColorNamePlaceHolder)
	}
}

func (p *progressLine) stop() {
	p.turn++
	if p.Visible() {
		p.Hide()
		if p.onShow != nil {
			p.onShow()
		}
	}
}
