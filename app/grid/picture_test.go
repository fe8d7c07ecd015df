package grid

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"probity/app/look"
	"probity/app/parts"
)

// logLike is a source that looks like the picture of the review.
type logLike struct{}

func (logLike) Len() int { return 6711 }

func (logLike) Row(i int, cells []Cell) bool {
	p := look.Current()
	actions := []string{"Reactivated client", "Recorded payment", "Suspended client", "Staff impersonated a client", "Login failed", "Changed package", "Updated client profile", "Client created"}
	cats := []string{"suspension", "payment", "suspension", "impersonation", "login", "package change", "profile", "activation"}
	names := []string{"C-10482 Wójcik", "Blue Harbor LLC", "Zephyr Fibre GmbH & Co. KG", "K. Øvergård", "St. Mary School", "Ana Lúcia Prado"}
	if i == 17 {
		return false
	}
	marks := []look.Mark{look.MarkOpen, look.MarkOpen, look.MarkFine, look.MarkException, look.MarkQuestion, look.MarkEscalated}
	cells[0] = Cell{Mark: marks[i%6], Text: marks[i%6].Name()}
	if i == 9 {
		cells[0] = Cell{Mark: look.MarkChanged, Ground: p.DangerGround}
	}
	cells[1] = Cell{Text: fmt.Sprintf("2026-09-30 17:%02d:12", 58-i%50), Mono: true}
	cells[2] = Cell{Text: "budi.santoso"}
	cells[3] = Cell{Text: actions[i%8], Tag: p.Category(cats[i%8]), Color: p.Category(cats[i%8])}
	cells[4] = Cell{Text: names[i%6]}
	cells[5] = Cell{Text: "€ 49.90 → invoice 2026-1187, cash", Color: p.Quiet}
	cells[6] = Cell{Text: "203.0.113.7", Mono: true, Color: p.Quiet}
	cells[7] = Cell{Text: fmt.Sprintf("%d.90", i*7), Right: true}
	return true
}

func TestPictureInLightAndDark(t *testing.T) {
	shown := make(chan func(), 8)
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		g := New([]Column{
			{Key: "status", Width: 30, Fixed: true}, {Key: "time", Title: "Time", Width: 150}, {Key: "actor", Title: "Operator", Width: 96},
			{Key: "action", Title: "Action", Width: 142}, {Key: "target", Title: "Customer", Width: 118}, {Key: "details", Title: "Details", Width: 130},
			{Key: "ip", Title: "IP", Width: 100}, {Key: "amount", Title: "Amount", Width: 80, Right: true},
		}, logLike{})
		win := show(t, g, 760, 576)
		fyne.CurrentApp().Settings().SetTheme(look.Fixed(variant))
		g.Refresh()
		g.SetSort(Order{Key: "time"})
		g.Select(4)
		win.Canvas().Focus(g)
		test.MoveMouse(win.Canvas(), fyne.NewPos(300, 340))
		capture(t, win, "grid-"+name+".png")
		g.tip.HideTip()
		parts.SetPoster(func(f func()) { shown <- f })
		g.tip.Offer(g, "Zephyr Fibre GmbH & Co. KG, a long name that needs a second line to be read as a whole", fyne.NewPos(300, 340), 0)
		(<-shown)()
		parts.SetPoster(nil)
		capture(t, win, "grid-tip-"+name+".png")
		g.SetSource(nil)
		g.Empty = "No entries match. Clear a filter to see more."
		g.Update()
		capture(t, win, "grid-empty-"+name+".png")
	}
}

func TestPictureOfGroupsAndFrozenColumns(t *testing.T) {
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		g := New([]Column{
			{Key: "status", Width: 30, Fixed: true, Frozen: true}, {Key: "time", Title: "Time", Width: 150, Frozen: true}, {Key: "actor", Title: "Operator", Width: 96},
			{Key: "action", Title: "Action", Width: 142}, {Key: "target", Title: "Customer", Width: 118}, {Key: "details", Title: "Details", Width: 330},
			{Key: "ip", Title: "IP", Width: 100}, {Key: "amount", Title: "Amount", Width: 80, Right: true},
		}, NewGroups(logLike{}, []Group{{Title: "budi.santoso", Note: "5 entries", Rows: 5}, {Title: "ana.prado", Note: "1,204 entries", Rows: 1204, Folded: true}, {Title: "System", Note: "5,502 entries", Rows: 5502}}))
		win := show(t, g, 760, 576)
		fyne.CurrentApp().Settings().SetTheme(look.Fixed(variant))
		g.Refresh()
		g.SetSort(Order{Key: "actor", Ascending: true}, Order{Key: "time"})
		g.Select(2)
		g.OnPlace = func(int) string { return "14 Mar 2026 09:26" }
		win.Canvas().Focus(g)
		g.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(-90, 0)})
		at := fyne.NewPos(755, 200)
		g.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
		g.pos.scrollTo(0)
		g.paint()
		capture(t, win, "grid-groups-"+name+".png")
	}
}
