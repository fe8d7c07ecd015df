package workspace

import (
	"strings"
	"testing"
)

func TestChangedReadingNamesTheSettingThatDiffers(t *testing.T) {
	for change, says := range map[string]string{
		`replace(settings, '"Operator"', '"Customer"')`:          `column 2, name is "Customer" instead of "Operator"`,
		`replace(settings, '"delimiter":";"', '"delimiter":",')`: "settings are damaged",
		`json_set(settings, '$.delimiter', ',')`:                 `delimiter is "," instead of ";"`,
		`json_remove(settings, '$.zone')`:                        `zone is not set instead of "UTC"`,
		`json_set(settings, '$.header_row', 3)`:                  "header row is 3 instead of 1",
		`json_set(settings, '$.columns', 3)`:                     "columns is no longer what it was",
		`' ' || settings`:                                        "with the same settings",
	} {
		w, _ := with(t, 20)
		tamper(t, w, `UPDATE reading SET settings = `+change)
		problems := find(t, w)
		if len(problems) != 1 || problems[0].Field != "reading" || !strings.Contains(problems[0].Detail, says) {
			t.Errorf("%s: %+v", change, problems)
		}
	}
}
