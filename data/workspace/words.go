package workspace

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
)

// figureWords says in words what the fields of an import event hold.
var figureWords = map[string]string{
	"size": "size in bytes", "name": "file name", "zone_db": "time zone data",
	"read": "number of records", "stored": "number of stored records", "records": "number of records", "rows": "number of entries",
	"duplicates": "number of duplicates", "rejected": "number of rejected records", "rejects": "rejected records",
	"first": "time of the first entry", "last": "time of the last entry", "record_root": "root of the record tree",
	"blocks": "hashes of the columns", "dictionaries": "hashes of the dictionaries", "leaves": "hashes of the records",
}

// settings names what differs between two readings, "" for what is no longer a
// reading.
func settings(now, sealed string) string {
	var a, b any
	if json.Unmarshal([]byte(now), &a) != nil {
		return ""
	}
	if json.Unmarshal([]byte(sealed), &b) != nil {
		return "what was sealed cannot be read"
	}
	var all []string
	differences("", a, b, &all)
	const most = 3
	if len(all) > most {
		all = append(all[:most], fmt.Sprintf("and %d more", len(all)-most))
	}
	if len(all) == 0 {
		return "it is written in another way, with the same settings"
	}
	return strings.Join(all, "; ")
}

func differences(at string, now, sealed any, all *[]string) {
	switch a := now.(type) {
	case map[string]any:
		b, ok := sealed.(map[string]any)
		if !ok {
			break
		}
		both := maps.Clone(a)
		maps.Copy(both, b)
		for _, key := range slices.Sorted(maps.Keys(both)) {
			differences(strings.TrimPrefix(at+", "+strings.ReplaceAll(key, "_", " "), ", "), a[key], b[key], all)
		}
		return
	case []any:
		b, ok := sealed.([]any)
		if !ok || len(a) != len(b) {
			break
		}
		for i := range a {
			differences(fmt.Sprintf("%s %d", strings.TrimSuffix(at, "s"), i+1), a[i], b[i], all)
		}
		return
	default:
		if now == sealed {
			return
		}
		if _, ok := sealed.(map[string]any); ok {
			break
		}
		if _, ok := sealed.([]any); ok {
			break
		}
		*all = append(*all, fmt.Sprintf("%s is %s instead of %s", at, value(now), value(sealed)))
		return
	}
	*all = append(*all, at+" is no longer what it was")
}

func value(v any) string {
	switch v := v.(type) {
	case nil:
		return "not set"
	case string:
		return fmt.Sprintf("%q", short(v))
	}
	return short(fmt.Sprint(v))
}
