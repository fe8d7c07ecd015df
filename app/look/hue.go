package look

import (
	"hash/fnv"
	"image/color"
)

// hueNames are the eight hues, in the order of Palette.hues.
var hueNames = [...]string{"orange", "teal", "pink", "red", "violet", "slate", "blue", "olive"}

// categoryHue says which hue a category of data/entry has.
var categoryHue = map[string]string{
	"activation":     "olive",
	"payment":        "teal",
	"refund":         "pink",
	"invoice":        "blue",
	"package change": "violet",
	"renewal":        "teal",
	"suspension":     "orange",
	"profile":        "slate",
	"deletion":       "red",
	"order":          "blue",
	"login":          "pink",
	"impersonation":  "red",
	"settings":       "violet",
	"staff":          "orange",
	"ticket":         "olive",
	"system":         "slate",
	"file":           "blue",
	"other":          "slate",
}

// Category gives the hue of a category in this palette; the same category has
// the same hue everywhere. Names that are not known get one of the eight by
// their spelling; the empty name is quiet.
func (p *Palette) Category(name string) color.Color {
	if name == "" {
		return p.Quiet
	}
	return p.hues[hueIndex(name)]
}

// Category gives the hue of a category in the palette in use.
func Category(name string) color.Color { return Current().Category(name) }

func hueIndex(name string) int {
	hue, known := categoryHue[name]
	if !known {
		h := fnv.New32a()
		h.Write([]byte(name))
		return int(h.Sum32() % uint32(len(hueNames)))
	}
	for i, n := range hueNames {
		if n == hue {
			return i
		}
	}
	return 0
}
