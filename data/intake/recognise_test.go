package intake

import (
	"strings"
	"testing"
)

// A product's format says what its log does not record; a log of something
// else must not get that from it.
func TestOtherLogsAreNotTakenForAProduct(t *testing.T) {
	for _, header := range []string{
		"Date,Operator,Client,Action,Amount", "Date,User,Description,IP", "id,date,description,user", "Time,User,Event,Details,IP Address",
		"created_at,user_id,event,ip_address,user_agent", "timestamp,level,logger,message", "Date,Customer,Event,Status", "Datum,Benutzer,Aktion,Kunde",
		"id,message,created_at,priority", "Timestamp,Actor,Action,Target,Result", "Time,Component,Description", "CreationDate,UserId,Operation",
	} {
		row := strings.Repeat("x,", strings.Count(header, ",")) + "y"
		in := inspect(t, "a.csv", header+"\n2026-01-02T03:04:05Z,"+row[2:]+"\n", Options{})
		if in.ImportFormat != "" {
			t.Errorf("%s is taken for %s", header, in.ImportFormat)
		}
	}
	for _, rows := range []string{
		"2026-01-02T03:04:05Z,info,started\n2026-01-02T03:04:06Z,error,stopped\n",
		"2026-01-02 03:04:05,ann,Opened,10.0.0.1\n2026-01-02 03:04:06,bob,Closed,10.0.0.2\n",
		"1,2026-01-02 03:04:05,Admin,opened,7,10.0.0.1,x\n2,2026-01-02 03:04:06,Agent,closed,8,10.0.0.2,y\n",
	} {
		if in := inspect(t, "a.csv", rows, Options{Zone: "UTC"}); in.ImportFormat != "" {
			t.Errorf("%s is taken for %s", rows, in.ImportFormat)
		}
	}
}
