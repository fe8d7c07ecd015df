package main
import ("testing")
func TestZZLog(t *testing.T) {
	if err := writeLog("/tmp/engD/log10.csv", 10000000, 3); err != nil { t.Fatal(err) }
}
