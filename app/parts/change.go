package parts

import "probity/app/look"

// change is how an old and a new value are laid out.
type change struct {
	olds, news []string
	beside     bool // old and new stand in one line
	inLine     bool // and that is the line of what changed
	lines      int  // that it needs beyond those of what changed
}

const arrow = "→ "

func changeOf(r *KeyValue, above []string, room float32, f font) change {
	if r.Old == "" && r.New == "" {
		return change{}
	}
	both := f.width(arrow + r.New)
	if r.Old != "" {
		both += f.width(r.Old) + 8
	}
	switch {
	case len(above) == 1 && f.width(above[0])+10+both <= room:
		return change{olds: []string{r.Old}, news: []string{r.New}, beside: true, inLine: true}
	case both <= room:
		return change{olds: []string{r.Old}, news: []string{r.New}, beside: true, lines: 1}
	}
	c := change{news: wrap(r.New, max(20, room-f.width(arrow)), f.size, f.style)}
	if r.Old != "" {
		c.olds = wrap(r.Old, room, f.size, f.style)
	}
	for _, list := range []*[]string{&c.olds, &c.news} {
		if len(*list) > kvMost {
			*list = append((*list)[:kvMost], "…")
		}
	}
	c.lines = len(c.olds) + len(c.news)
	return c
}

// paint draws the values below what changed, or behind it where that line ends.
func (c *change) paint(p *pen, y, end, room float32, f font) {
	old := f
	old.strike, old.color = true, look.Current().Quiet
	if len(c.olds) == 1 && c.olds[0] == "—" { // nothing, which cannot be struck out
		old.strike = false
	}
	x := float32(kvLabel)
	if c.inLine {
		x, y = end, y-kvLine
	}
	for _, l := range c.olds {
		w, _ := p.text(x, y, room+2, kvLine, l, old)
		switch {
		case !c.beside:
			y += kvLine
		case w > 0:
			x += w + 8
		}
	}
	indent := f.width(arrow)
	for i, l := range c.news {
		if i == 0 {
			p.text(x, y, indent+2, kvLine, arrow, f)
		}
		p.text(x+indent, y, room+2, kvLine, l, f)
		y += kvLine
	}
}
