// Package parts holds the pieces from which the window is built: each a Fyne
// widget with its own renderer that follows the theme (app/look), can be
// reached by keyboard where it can be pressed, and knows nothing of logs.
//
//	NewLabel(text, Tone) *Label            one line or wrapped (SetWrap); glyphs that the sans lacks are drawn in the monospace
//	NewTitle, NewHeading, NewCaption       labels in the other sizes
//	NewButton(text, tapped), NewPrimary    pill buttons; SetText, SetTone, Enable, Disable
//	NewSegments([]Segment, chosen)         the open/fine/question/exception switch; SetSelected(key)
//	NewHistogram()                         SetData(HistogramData); OnPeriod(from, to), OnClear, OnUnit(unit)
//	NewFacets()                            SetSections([]FacetSection); OnToggle, OnExclude, OnMore, OnSearch
//	NewChips()                             SetChips([]Chip); OnRemove(i), OnClear
//	NewCard(icon, title, text, tapped)     a way to start
//	NewBanner(tone, title, detail, actions…)
//	NewKeyValues()                         SetRows([]KeyValue)
//	NewMono()                              SetText; long text in pieces
//	NewStatusBar()                         SetLeft, SetRight([]StatusItem), SetProgress(0..1, or below 0 for none)
//	NewSearch()                            the search field: OnChanged, OnSubmitted, Suggest, SetError(from, to, msg), ClearError
//	NewNote(head, text), NewKey("n"), NewCheck(mark, title, detail), NewRecent([]RecentRow)
//	WithTips(content), Tipped(object, text) tooltips; SetPoster first
//	Rule(), Pane(ground, content), Gap(w, h)  lines, coloured grounds, space
package parts
