// Package parts holds the pieces from which the window is built: each a Fyne
// widget that draws itself with a pen, follows the theme (app/look), can be
// reached by keyboard where it can be pressed, and knows nothing of logs.
//
//	NewLabel(text, Tone), NewStrong, NewWrapped, NewCaption
//	NewButton(text, tapped), NewPrimary, NewLink
//	NewSegments([]Segment, chosen)         the open/fine/question/exception switch
//	NewHistogram()                         SetData; OnPeriod, OnClear, OnUnit
//	NewFacets()                            SetSections; OnToggle, OnExclude, OnMore, OnSearch
//	NewChips()                             SetChips; OnRemove, OnClear, OnTapped
//	NewSearch()                            OnChanged, OnSubmitted, Suggest, SetError, ClearError
//	NewKeyValues(), NewMono()              the fields of an entry and its raw record
//	NewStatusBar()                         SetLeft, SetRight, SetProgress
//	NewBanner, NewCard, NewNote, NewCheck, NewKey
//	Rule                                   a thin line
//	NewTip()                               a text that appears when the pointer rests; needs SetPoster
//
// A theme that changes reaches a part by its Refresh, which Fyne calls.
package parts
