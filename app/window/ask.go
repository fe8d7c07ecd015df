//go:build cgo || ci

package window

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"probity/app/look"
	"probity/app/parts"
	"probity/app/session"
	"probity/data/entry"
	"probity/data/query"
)

// questionWords are the questions as people ask them.
var questionWords = map[string]string{
	"suspended":    M("How many customers were suspended last quarter?"),
	"email":        M("Who changed this customer’s e-mail, and from where?"),
	"payment":      M("What was done about this customer’s payments, and when?"),
	"own":          M("Did this operator act on customers of others?"),
	"often":        M("How often did each operator activate customers or record payments?"),
	"order":        M("In which order did things happen to this customer?"),
	"who":          M("Was it our team, a customer or the system?"),
	"logins":       M("Which logins failed, and from where?"),
	"impersonated": M("Who did what in a customer’s name?"),
}

// askedAbout are the fields whose different values are counted beside the
// entries that answer a question: how many customers, operators or addresses.
var askedAbout = map[string]string{
	"suspended": entry.TargetName, "email": entry.Actor, "payment": entry.Actor, "own": entry.TargetName, "often": entry.Actor,
	"order": entry.Actor, "who": entry.Actor, "logins": entry.IP, "impersonated": fieldActing,
}

// asked is a question that the rows answer.
type asked struct {
	title  string
	about  string // field whose different values are counted; empty: none
	filter string // the question's own, without its order; another one is no longer its answer
}

// askQuestion asks one of the ready questions; what it is about is chosen first.
func (r *reviewPage) askQuestion(q session.Question) {
	title := T(questionWords[q.ID])
	if q.About == "" {
		r.answerQuestion(q, title, "")
		return
	}
	placeholder := T("Which customer?")
	if q.About == entry.Actor {
		placeholder = T("Which operator?")
	}
	r.chooseValue(title, placeholder, q.About, func(value string) {
		r.answerQuestion(q, title+" · "+short(value), value)
	})
}

func (r *reviewPage) answerQuestion(q session.Question, title, value string) {
	f, err := r.s.Ask(q, value)
	if err != nil {
		r.w.fail(T("The question could not be asked"), err)
		return
	}
	r.applyIn(f, q.Group)
	r.asked = &asked{title: title, about: askedAbout[q.ID], filter: unsorted(f)}
}

// unsorted is the text of a filter without the order: the same entries answer a
// question in any order.
func unsorted(f query.Filter) string { return f.WithSort().String() }

// mostOffered is how many values are offered at once; typing narrows them.
const mostOffered = 200

// chooseValue lets a person choose one of the values that a field has in the
// whole log.
func (r *reviewPage) chooseValue(title, placeholder, field string, pick func(string)) {
	var c *chooser
	asks := latest{post: r.w.post, running: &r.w.running, failed: func(err error) { r.w.fail(T("The log could not be read"), err) }}
	c = r.w.chooseFrom(title, placeholder, func(text string) {
		asks.ask(r.ctx, func(ctx context.Context) (func(), error) {
			facet, err := r.s.Engine().Facet(ctx, query.Filter{}, queryName(field), mostOffered, text)
			var found []choice
			for _, v := range facet.Values {
				if v.Text != "" {
					found = append(found, choice{text: v.Text, hint: number(int64(v.Count)), pick: func() { pick(v.Text) }})
				}
			}
			return func() { c.offer(found) }, err
		})
	})
}

// answerRow says above the rows which question they answer and in figures what
// the answer is, and leads to what the log cannot show.
type answerRow struct {
	r       *reviewPage
	box     *fyne.Container
	title   *parts.Label
	figures *parts.Label
	limits  *parts.Button
	found   []string
}

func newAnswerRow(r *reviewPage) *answerRow {
	a := &answerRow{r: r, title: parts.NewStrong(""), figures: parts.NewCaption("")}
	a.limits = parts.NewLink(T("What the log cannot show"), parts.ToneAccent, a.showLimits)
	shut := parts.NewLink("×", parts.ToneQuiet, func() {
		r.asked = nil
		a.renew()
	})
	right := container.New(layout.NewCustomPaddedHBoxLayout(10), a.limits, shut)
	a.box = container.NewStack(newPlate(look.Surface, nil, 0),
		container.New(inset(7, 7, 12, 8), container.NewBorder(nil, nil, nil, right, container.New(layout.NewCustomPaddedVBoxLayout(2), a.title, a.figures))))
	a.box.Hide()
	return a
}

// renew shows the question, as long as the rows answer it.
func (a *answerRow) renew() {
	r := a.r
	if r.asked != nil && r.asked.filter != unsorted(r.filter) {
		r.asked = nil
	}
	show(a.box, r.asked != nil)
	r.views.middle.Refresh()
	if r.asked == nil || r.result == nil {
		return
	}
	a.title.SetText(r.asked.title)
	a.count()
	a.ask(func() {
		a.limits.SetText(T("What the log cannot show ({{.N}})", vals{"N": len(a.found)}))
		a.box.Refresh()
	})
}

// count says how many entries answer the question, and of how many customers,
// operators or addresses.
func (a *answerRow) count() {
	about, filter, n := a.r.asked.about, a.r.filter, int64(a.r.result.Len())
	text := plural(n, "{{.Count}} entry", "{{.Count}} entries")
	a.figures.SetText(text)
	if about == "" || n == 0 {
		return
	}
	a.r.asks.figures.ask(a.r.ctx, func(ctx context.Context) (func(), error) {
		found, err := a.r.s.Engine().GroupBy(ctx, filter, []string{about}, query.GroupOptions{})
		if err != nil {
			return nil, err
		}
		different, without := int64(found.Distinct), int64(0)
		for _, g := range found.Groups {
			if g.Values[0] == "" {
				different--
				without = int64(g.Count)
			}
		}
		text += " · " + differentWords(about, different)
		if without > 0 && about != fieldActing { // who began to act for another does so in their own name
			text += " · " + T("{{.Count}} without one", vals{"Count": number(without)})
		}
		return func() { a.figures.SetText(text) }, nil
	})
}

// differentWords says how many different values a field has.
func differentWords(field string, n int64) string {
	switch field {
	case entry.TargetName:
		return plural(n, "{{.Count}} customer", "{{.Count}} customers")
	case entry.IP:
		return plural(n, "{{.Count}} address", "{{.Count}} addresses")
	case fieldActing:
		return plural(n, "{{.Count}} operator in another’s name", "{{.Count}} operators in another’s name")
	}
	return plural(n, "{{.Count}} operator", "{{.Count}} operators")
}

// ask finds out what the log cannot show about the present filter.
func (a *answerRow) ask(then func()) {
	filter := a.r.filter
	a.r.asks.answer.ask(a.r.ctx, func(ctx context.Context) (func(), error) {
		limits, err := a.r.s.Limits(ctx, filter)
		return func() {
			a.found = limits
			then()
		}, err
	})
}

// showLimits lists what the log cannot show.
func (a *answerRow) showLimits() {
	a.ask(func() {
		list := container.New(layout.NewCustomPaddedVBoxLayout(10))
		for _, text := range a.found {
			list.Add(parts.NewWrapped(text, parts.ToneText))
		}
		if len(a.found) == 0 {
			list.Add(parts.NewWrapped(T("A bundle does not say which imports it was made from beyond its sources; see its checks."), parts.ToneQuiet))
		}
		scroll := container.NewVScroll(list)
		scroll.SetMinSize(fyne.NewSize(520, 260))
		a.r.w.openSheet(sheetOptions{title: T("What the log cannot show"), quiet: T("No answer is worth more than what was recorded and imported."),
			body: scroll, size: fyne.NewSize(580, 400), main: T("OK"), cancel: "-"})
	})
}
