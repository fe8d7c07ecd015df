package intake

import (
	"fmt"
	"strings"
	"testing"
)

// messy is a small file as people send them, with what must be found: the
// delimiter, the line of the header (0: none), the records, and the quote
// where cells are quoted.
type messy struct {
	name   string
	data   string
	sep    string
	quote  string // empty: not looked at; "none": there is none
	header int
	rows   string // cells divided by ¦, records by lines
}

// repeat writes a line pattern n times; %d is the number, %[1]d again.
func repeat(n int, line string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("%d", fmt.Sprint(i+1), "%02d", fmt.Sprintf("%02d", i+1)).Replace(line))
	}
	return b.String()
}

var messyFiles = []messy{
	{"blanks behind commas, one or more", "a, b, c\n1,  2, 3\n4,   5, 6\n7, 8,   9\n1, x, 4\n", ",", "", 1, "1¦2¦3\n4¦5¦6\n7¦8¦9\n1¦x¦4"},
	{"telephones and no header", "Anna;+49 170 1234567;Rome\nOtto;+39 06 1234;Oslo\nEva;0170/555-12;Bonn\n", ";", "", 0, "Anna¦+49 170 1234567¦Rome\nOtto¦+39 06 1234¦Oslo\nEva¦0170/555-12¦Bonn"},
	{"codes with a common beginning and no header", "\"GIFT-AbaukE\",\n\"GIFT-pVnkBD\",\n\"GIFT-fwoe7g\",\n", ",", "", 0, "GIFT-AbaukE¦\nGIFT-pVnkBD¦\nGIFT-fwoe7g¦"},
	{"numbers two blanks apart, later one", repeat(305, "25.476760  0.000000  0.000000\n") + repeat(9, " 0.000000 31.170699  1.202378\n"), " ", "", 0, strings.Repeat("25.476760¦0.000000¦0.000000\n", 305) + strings.TrimSuffix(strings.Repeat("0.000000¦31.170699¦1.202378\n", 9), "\n")},
	{"Excel names the delimiter", "sep=;\r\nName;Wert\r\nAnna;1,5\r\nBert;2,5\r\n", ";", "", 2, "Anna¦1,5\nBert¦2,5"},
	{"Excel names a delimiter that the cells hold too", "sep=,\nid,text\n1,a;b;c\n2,d;e;f\n", ",", "", 2, "1¦a;b;c\n2¦d;e;f"},
	{"decimal commas alone", "1,5;2,5\n3,25;4,75\n0,1;9,9\n", ";", "", 0, "1,5¦2,5\n3,25¦4,75\n0,1¦9,9"},
	{"decimal commas, one semicolon a line", "Messwert;Temperatur\n1,50;20,1\n1,75;20,3\n1,80;20,2\n", ";", "", 1, "1,50¦20,1\n1,75¦20,3\n1,80¦20,2"},
	{"German Excel", "Datum;Betrag;Kunde;Text\r\n01.02.2026;1.234,50;M\xfcller, Hans;Zahlung\r\n13.02.2026;-12,00;Gr\xf6\xdfe;R\xfcckzahlung, Teil 1\r\n", ";", "", 1,
		"01.02.2026¦1.234,50¦Müller, Hans¦Zahlung\n13.02.2026¦-12,00¦Größe¦Rückzahlung, Teil 1"},
	{"thousands with commas, quoted", "item,amount\nrouter,\"1,234.50\"\ncable,\"12,000.00\"\nplug,9.90\n", ",", `"`, 1, "router¦1,234.50\ncable¦12,000.00\nplug¦9.90"},
	{"apostrophes in names", "name,city\nO'Brien,Cork\nD'Angelo,Rome\nO'Hara,Galway\n", ",", "", 1, "O'Brien¦Cork\nD'Angelo¦Rome\nO'Hara¦Galway"},
	{"apostrophes at both ends of a cell, as text", "id,song,year\n1,'Til I Die,1971\n2,Rockin',1989\n3,Takin' It,1976\n4,'Cause,2003\n", ",", "", 1, "1¦'Til I Die¦1971\n2¦Rockin'¦1989\n3¦Takin' It¦1976\n4¦'Cause¦2003"},
	{"single quotes around all texts", "'id','name','note'\n1,'O''Brien','a, b'\n2,'Li','c'\n", ",", "'", 1, "1¦O'Brien¦a, b\n2¦Li¦c"},
	{"single quotes with double quotes inside", "'id';'text'\n'1';'said \"no\"; left'\n'2';'ok'\n", ";", "'", 1, "1¦said \"no\"; left\n2¦ok"},
	{"inches in bare cells", "size,item\n19\",rack\n7\",tablet\n24\",screen\n", ",", "", 1, "19\"¦rack\n7\"¦tablet\n24\"¦screen"},
	{"a bare cell that begins with a quoted word", "id,title\n1,\"Blue\" is a colour\n2,\"Red\" too\n3,plain\n", ",", "", 1, "1¦\"Blue\" is a colour\n2¦\"Red\" too\n3¦plain"},
	{"JSON that is not quoted, in a table of tabs", "id\tpayload\tok\n1\t{\"a\": 1, \"b\": [1,2]}\ttrue\n2\t{\"a\": 2, \"b\": []}\tfalse\n3\t{\"a\": 3}\ttrue\n", "\t", "", 1,
		"1¦{\"a\": 1, \"b\": [1,2]}¦true\n2¦{\"a\": 2, \"b\": []}¦false\n3¦{\"a\": 3}¦true"},
	{"JSON that is not quoted, between semicolons", "id;payload;ok\n1;{\"a\":1,\"b\":\"x\"};true\n2;{\"a\":2,\"b\":\"y\"};false\n3;{\"a\":3,\"b\":\"z\"};true\n", ";", "", 1,
		"1¦{\"a\":1,\"b\":\"x\"}¦true\n2¦{\"a\":2,\"b\":\"y\"}¦false\n3¦{\"a\":3,\"b\":\"z\"}¦true"},
	{"JSON with doubled quotes", "id,payload\n1,\"{\"\"a\"\":1,\"\"b\"\":\"\"x, y\"\"}\"\n2,\"{\"\"a\"\":2,\"\"b\"\":\"\"z\"\"}\"\n", ",", `"`, 1, "1¦{\"a\":1,\"b\":\"x, y\"}\n2¦{\"a\":2,\"b\":\"z\"}"},
	{"JSON with backslashes", "id,payload\n1,\"{\\\"a\\\":1,\\\"b\\\":\\\"x, y\\\"}\"\n2,\"{\\\"a\\\":2,\\\"b\\\":\\\"z\\\"}\"\n", ",", `"`, 1, "1¦{\"a\":1,\"b\":\"x, y\"}\n2¦{\"a\":2,\"b\":\"z\"}"},
	{"Windows paths in quotes", "file,size\n\"C:\\temp\\\",10\n\"C:\\new\\a,b\\\",20\n\"D:\\x\",30\n", ",", `"`, 1, "C:\\temp\\¦10\nC:\\new\\a,b\\¦20\nD:\\x¦30"},
	{"a trailing delimiter on every line", "a,b,c,\n1,2,3,\n4,5,6,\n7,8,9,\n", ",", "", 1, "1¦2¦3¦\n4¦5¦6¦\n7¦8¦9¦"},
	{"a trailing delimiter on the records only", "a;b;c\n1;2;3;\n4;5;6;\n7;8;9;\n", ";", "", 1, "1¦2¦3¦\n4¦5¦6¦\n7¦8¦9¦"},
	{"a first column without a name", ",x,y\nr1,1,2\nr2,3,4\nr3,5,6\n", ",", "", 1, "r1¦1¦2\nr2¦3¦4\nr3¦5¦6"},
	{"R writes no name for the row names", "\"x\",\"y\"\n\"r1\",1,2\n\"r2\",3,4\n\"r3\",5,6\n", ",", `"`, 1, "r1¦1¦2\nr2¦3¦4\nr3¦5¦6"},
	{"one column", "name\nAnna\nBert\nCarl\n", "", "", 1, ""},
	{"one column of numbers", "12\n14\n19\n23\n", "", "", 0, "12\n14\n19\n23"},
	{"one column of times", "time\n2026-01-02 10:11:12\n2026-01-03 11:12:13\n2026-01-04 12:13:14\n", "", "", 1, "2026-01-02 10:11:12\n2026-01-03 11:12:13\n2026-01-04 12:13:14"},
	{"one column of sentences", "comment\nI like it, really\nwell, no\nokay\nyes, and no, and yes\n", "", "", 1, "I like it, really\nwell, no\nokay\nyes, and no, and yes"},
	{"one column of mail addresses", "e-mail\na.b@example.org\nc.d@example.org\ne@example.org\n", "", "", 1, "a.b@example.org\nc.d@example.org\ne@example.org"},
	{"one record without a header", "2026-01-02,10.0.0.1,login,42\n", ",", "", 0, "2026-01-02¦10.0.0.1¦login¦42"},
	{"a header alone", "time,user,action,ip\n", ",", "", 1, ""},
	{"a header and one record", "time;user;action\n2026-01-02 10:00;budi;login\n", ";", "", 1, "2026-01-02 10:00¦budi¦login"},
	{"no line end at all", "a|b|c\n1|2|3\n4|5|6", "|", "", 1, "1¦2¦3\n4¦5¦6"},
	{"the last record is cut", "id,name,when\n1,Anna,2026-01-01\n2,Bert,2026-01-02\n3,Ca", ",", "", 1, "1¦Anna¦2026-01-01\n2¦Bert¦2026-01-02\n3¦Ca"},
	{"a NUL in a cell", "id,name\n1,An\x00na\n2,Bert\n3,Carl\n", ",", "", 1, "1¦An\x00na\n2¦Bert\n3¦Carl"},
	{"carriage returns alone", "id,name\r1,Anna\r2,Bert\r3,Carl\r", ",", "", 1, "1¦Anna\n2¦Bert\n3¦Carl"},
	{"CR LF with line feeds inside quotes", "id,text\r\n1,\"one\ntwo\"\r\n2,\"three\nfour\"\r\n", ",", `"`, 1, "1¦one↵two\n2¦three↵four"},
	{"three tabs wide, blank cells", "a\tb\tc\n1\t\t3\n\t2\t\n4\t5\t6\n", "\t", "", 1, "1¦¦3\n¦2¦\n4¦5¦6"},
	{"the table of a terminal", "+----+-------+--------+\n| id | name  | amount |\n+----+-------+--------+\n|  1 | Anna  |   1.50 |\n|  2 | Bert  |  20.00 |\n+----+-------+--------+\n", "|", "", 2, ""},
	{"a table of Markdown", "| id | name | amount |\n|----|------|-------:|\n| 1 | Anna | 1.50 |\n| 2 | Bert | 20.00 |\n| 3 | Carl | 7.25 |\n", "|", "", 1, ""},
	{"columns that stand under each other", "PID   USER      CPU   COMMAND\n1     root      0.0   init\n233   daemon    1.5   cron\n9120  www-data  12.5  nginx\n", "", "", 1, ""},
	{"a web server's log", `10.0.0.1 - - [02/Jan/2026:10:11:12 +0000] "GET /a?x=1 HTTP/1.1" 200 512
10.0.0.2 - budi [02/Jan/2026:10:11:13 +0000] "POST /b HTTP/1.1" 302 0
10.0.0.3 - - [02/Jan/2026:10:12:00 +0000] "GET /c d HTTP/1.1" 404 17
`, " ", `"`, 0, ""},
	{"a web server's log with agent", repeat(12, `10.0.0.%d - - [02/Jan/2026:10:11:12 +0000] "GET /a?x=%d HTTP/1.1" 200 512 "https://example.org/" "Mozilla/5.0 (X11; Linux x86_64) Gecko"`+"\n"), " ", `"`, 0, ""},
	{"spaces with quoted texts", "2026-01-02 10:11:12 budi login \"from the office\" 10.0.0.1\n2026-01-02 10:11:13 ani logout \"at home, late\" 10.0.0.2\n2026-01-02 10:11:14 budi login \"x\" 10.0.0.1\n", " ", `"`, 0,
		"2026-01-02¦10:11:12¦budi¦login¦from the office¦10.0.0.1\n2026-01-02¦10:11:13¦ani¦logout¦at home, late¦10.0.0.2\n2026-01-02¦10:11:14¦budi¦login¦x¦10.0.0.1"},
	{"typographic quotes within texts", "id,text\n1,he said “one”\n2,“two” was said\n3,three\n", ",", "", 1, "1¦he said “one”\n2¦“two” was said\n3¦three"},
	{"ragged records", "id,name,phone,mail\n1,Anna\n2,Bert,0171\n3,Carl,0172,c@example.org\n4,Dora,0173,d@example.org,extra\n5,Emil,0174,e@example.org\n", ",", "", 1,
		"1¦Anna\n2¦Bert¦0171\n3¦Carl¦0172¦c@example.org\n4¦Dora¦0173¦d@example.org¦extra\n5¦Emil¦0174¦e@example.org"},
	{"two header rows of words", "Customer,,Payment,\nname,city,amount,currency\nAnna,Bern,12.50,CHF\nBert,Graz,7.00,EUR\nCarl,Ulm,9.10,EUR\n", ",", "", 1, "Anna¦Bern¦12.50¦CHF\nBert¦Graz¦7.00¦EUR\nCarl¦Ulm¦9.10¦EUR"},
	{"titles above the table", "Activity report\nCreated 2 January 2026\n\nDate,User,Action\n2026-01-01,budi,login\n2026-01-02,ani,logout\n", ",", "", 4, "2026-01-01¦budi¦login\n2026-01-02¦ani¦logout"},
	{"titles above the table, filled up with delimiters", "Activity report,,\n,,\nDate,User,Action\n2026-01-01,budi,login\n2026-01-02,ani,logout\n", ",", "", 3, "2026-01-01¦budi¦login\n2026-01-02¦ani¦logout"},
	{"facts above the table", "Customer:,Example Ltd\nPeriod:,2026-01\n\nDate,User,Action,IP\n2026-01-01,budi,login,10.0.0.1\n2026-01-02,ani,logout,10.0.0.2\n2026-01-03,ani,login,10.0.0.2\n", ",", "", 4,
		"2026-01-01¦budi¦login¦10.0.0.1\n2026-01-02¦ani¦logout¦10.0.0.2\n2026-01-03¦ani¦login¦10.0.0.2"},
	{"a total below", "Date;User;Amount\n01.02.2026;budi;10,00\n02.02.2026;ani;20,00\n03.02.2026;ani;5,00\nSumme;;35,00\n", ";", "", 1, "01.02.2026¦budi¦10,00\n02.02.2026¦ani¦20,00\n03.02.2026¦ani¦5,00"},
	{"a total below two columns", "Date,Amount\n2026-01-01,10\n2026-01-02,20\n2026-01-03,5\nTotal,35\n", ",", "", 1, "2026-01-01¦10\n2026-01-02¦20\n2026-01-03¦5"},
	{"a count below", "id,name,city\n1,Anna,Bern\n2,Bert,Graz\n3,Carl,Ulm\n\n3 rows exported\n", ",", "", 1, "1¦Anna¦Bern\n2¦Bert¦Graz\n3¦Carl¦Ulm"},
	{"colons between fields, times among them", "user:action:ip\nbudi:login:10.0.0.1\nani:logout:10.0.0.2\nbudi:login:10.0.0.3\n", ":", "", 1, "budi¦login¦10.0.0.1\nani¦logout¦10.0.0.2\nbudi¦login¦10.0.0.3"},
	{"a passwd file", "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nbin:x:2:2:bin:/bin:/usr/sbin/nologin\nsys:x:3:3:sys:/dev:/usr/sbin/nologin\n", ":", "", 0,
		"root¦x¦0¦0¦root¦/root¦/bin/bash\ndaemon¦x¦1¦1¦daemon¦/usr/sbin¦/usr/sbin/nologin\nbin¦x¦2¦2¦bin¦/bin¦/usr/sbin/nologin\nsys¦x¦3¦3¦sys¦/dev¦/usr/sbin/nologin"},
	{"carets", "id^name^when\n1^Anna, B.^2026-01-01\n2^Bert^2026-01-02\n", "^", "", 1, "1¦Anna, B.¦2026-01-01\n2¦Bert¦2026-01-02"},
	{"two pipes", "id||name||when\n1||Anna|B||2026-01-01\n2||Bert||2026-01-02\n3||Carl||2026-01-03\n", "||", "", 1, "1¦Anna|B¦2026-01-01\n2¦Bert¦2026-01-02\n3¦Carl¦2026-01-03"},
	{"comma and space, quoted", "\"id\", \"name\", \"city\"\n1, \"Meyer, Anna\", \"Bern\"\n2, \"Bert\", \"Graz\"\n", ", ", `"`, 1, "1¦Meyer, Anna¦Bern\n2¦Bert¦Graz"},
	{"a quote that is never closed", "id,name,note\n1,Anna,ok\n2,\"Bert,fine\n3,Carl,ok\n4,Dora,ok\n", ",", "", 1, "1¦Anna¦ok\n2¦\"Bert¦fine\n3¦Carl¦ok\n4¦Dora¦ok"},
	{"quotes that are not doubled", "id,name,note\n1,\"Anna \"the boss\" Meyer\",\"ok\"\n2,\"Bert\",\"he said \"no\"\"\n3,\"Carl\",\"fine\"\n", ",", `"`, 1, "1¦Anna \"the boss\" Meyer¦ok\n2¦Bert¦he said \"no\"\n3¦Carl¦fine"},
	{"line ends in bare cells", "id;name;note\n1;Anna;first\nsecond\n2;Bert;ok\n3;Carl;ok\n4;Dora;ok\n", ";", "", 1, ""},
	{"dates with slashes and semicolons in texts", "When|Who|What\n1/2/2026|budi|a; b; c\n2/2/2026|ani|d, e, f\n3/2/2026|budi|g\n", "|", "", 1, "1/2/2026¦budi¦a; b; c\n2/2/2026¦ani¦d, e, f\n3/2/2026¦budi¦g"},
	{"words alone", "Name,Town\nAnna,Bern\nBert,Graz\nCarl,Ulm\nDora,Bonn\n", ",", "", 1, "Anna¦Bern\nBert¦Graz\nCarl¦Ulm\nDora¦Bonn"},
	{"years as names", "country,2019,2020,2021\nPeru,10.5,11.2,12.9\nChad,1.5,1.7,1.9\nFiji,4.4,4.1,3.9\n", ",", "", 1, "Peru¦10.5¦11.2¦12.9\nChad¦1.5¦1.7¦1.9\nFiji¦4.4¦4.1¦3.9"},
	{"the header between quotes, the records not", "\"id\";\"name\";\"amount\"\n1;Anna;1,5\n2;Bert;2,5\n", ";", `"`, 1, "1¦Anna¦1,5\n2¦Bert¦2,5"},
	{"every record in quotes as a whole", "\"id,name,city\"\n\"1,Anna,Bern\"\n\"2,Bert,Graz\"\n\"3,Carl,Ulm\"\n", "", "", 1, ""},
	{"blanks before quotes", "id, name, city\n1, \"Meyer, Anna\", Bern\n2, \"Bert\", Graz\n3, Carl, Ulm\n", ", ", `"`, 1, "1¦Meyer, Anna¦Bern\n2¦Bert¦Graz\n3¦Carl¦Ulm"},
	{"empty lines between the records", "id,name\n\n1,Anna\n\n2,Bert\n\n3,Carl\n", ",", "", 1, "1¦Anna\n2¦Bert\n3¦Carl"},
	{"a small table above the large one", "code,meaning\n1,open\n2,closed\n3,void\n\nid,code,who,when\n" + repeat(30, "%d,1,budi,2026-01-02\n"), ",", "", 6, ""},
	{"pipes between blanks", "id | name | mail\n1 | Anna B | a@x.org\n2 | Bert C | b@x.org\n3 | Carl | c@x.org\n", " | ", "", 1, "1¦Anna B¦a@x.org\n2¦Bert C¦b@x.org\n3¦Carl¦c@x.org"},
	{"words without a header", "Smith,John,Oxford,GB\nMeyer,Anna,Bonn,DE\nRossi,Luca,Rome,IT\nDupont,Marie,Lyon,FR\nNovak,Jan,Brno,CZ\n", ",", "", 0, "Smith¦John¦Oxford¦GB\nMeyer¦Anna¦Bonn¦DE\nRossi¦Luca¦Rome¦IT\nDupont¦Marie¦Lyon¦FR\nNovak¦Jan¦Brno¦CZ"},
	{"words without a header that come again", "red;apple;big\ngreen;pear;small\nred;cherry;small\ngreen;apple;big\nred;plum;small\n", ";", "", 0, "red¦apple¦big\ngreen¦pear¦small\nred¦cherry¦small\ngreen¦apple¦big\nred¦plum¦small"},
	{"facts with = and lists above the table", "version=3\ncolumns=[1,2,3]\nsites=[a,b]\ntime;flow;level\n10:00;3,2;0,5\n10:10;3,4;0,6\n10:20;3,5;0,7\n", ";", "", 4, "10:00¦3,2¦0,5\n10:10¦3,4¦0,6\n10:20¦3,5¦0,7"},
	{"facts with the name of a field above the table", "Export,Operator log\nRange,1 to 31 March\nBy,admin\n\nTime,Operator,Terminal,State\n08:01,anna,T1,ok\n08:02,bert,T2,ok\n08:05,anna,T1,bad\n", ",", "", 5, "08:01¦anna¦T1¦ok\n08:02¦bert¦T2¦ok\n08:05¦anna¦T1¦bad"},
	{"a title with as many cells as the table", "Meetings,,,\nMinister,Date,Name,Purpose\nA. Hill,March 2015,Shell,Energy\nA. Hill,April 2015,BP,Energy\nB. Low,May 2015,EDF,Nuclear\n", ",", "", 2, "A. Hill¦March 2015¦Shell¦Energy\nA. Hill¦April 2015¦BP¦Energy\nB. Low¦May 2015¦EDF¦Nuclear"},
	{"a name, then levels", "\"n\",0.1,0.05,0.01\n1,6.314,12.706,63.657\n2,2.920,4.303,9.925\n3,2.353,3.182,5.841\n4,2.132,2.776,4.604\n", ",", "", 1, "1¦6.314¦12.706¦63.657\n2¦2.920¦4.303¦9.925\n3¦2.353¦3.182¦5.841\n4¦2.132¦2.776¦4.604"},
	{"the names behind a #", "# x y z\n1 2 3\n4 5 6\n7 8 9\n", " ", "", 1, "1¦2¦3\n4¦5¦6\n7¦8¦9"},
	{"backticks around texts", "`id`,`name`,`note`\n1,`Anna`,`a, b`\n2,`Bert`,`c`\n3,`Carl`,`d, e`\n", ",", "`", 1, "1¦Anna¦a, b\n2¦Bert¦c\n3¦Carl¦d, e"},
	{"a delimiter between signs", "id#|#name#|#note\n1#|#Anna#|#a|b\n2#|#Bert#|#c#d\n3#|#Carl#|#e\n", "#|#", "", 1, "1¦Anna¦a|b\n2¦Bert¦c#d\n3¦Carl¦e"},
	{"one column of hours", "12:0\n12:5\n13:0\n13:5\n14:0\n", "", "", 0, "12:0\n12:5\n13:0\n13:5\n14:0"},
	{"complex numbers", "\"time\",\"forces\"\n1,1.5\n0.5,5+0j\n0,0\n1+1j,6\n", ",", "\"", 1, "1¦1.5\n0.5¦5+0j\n0¦0\n1+1j¦6"},
	{"codes without a header", "123|TEST1|one space\n345|TEST1|trailing_space\n567|TEST1|no_space\n", "|", "", 0, "123¦TEST1¦one space\n345¦TEST1¦trailing_space\n567¦TEST1¦no_space"},
	{"properties", "btn.ok=OK\nbtn.cancel=Cancel\nbtn.help=Help me\n", "=", "", 0, "btn.ok¦OK\nbtn.cancel¦Cancel\nbtn.help¦Help me"},
	{"people without a header", "John Smith;Berlin;Engineer\nMary Jones;Paris;Doctor\nPeter Pan;Neverland;Boy\nAnn Lee;Rome;Lawyer\n", ";", "", 0, "John Smith¦Berlin¦Engineer\nMary Jones¦Paris¦Doctor\nPeter Pan¦Neverland¦Boy\nAnn Lee¦Rome¦Lawyer"},
	{"codes of three kinds", "ENST00001\tGENE1\tchr1\nENST00002\tGENE2\tchr1\nENST00003\tGENE3\tchrX\n", "\t", "", 0, "ENST00001¦GENE1¦chr1\nENST00002¦GENE2¦chr1\nENST00003¦GENE3¦chrX"},
	{"answers below questions", "q1,q2,q3\nyes,no,yes\nno,no,yes\nyes,yes,no\n", ",", "", 1, "yes¦no¦yes\nno¦no¦yes\nyes¦yes¦no"},
	{"as many comments as records", "a,b,c\n" + repeat(4, "# note\n%d,2,3\n"), ",", "", 1, "1¦2¦3\n2¦2¦3\n3¦2¦3\n4¦2¦3"},
	{"lists of pipes in every record", "id,tags\n" + repeat(3, "%d,a|b%d|c|d\n"), ",", "", 1, "1¦a|b1|c|d\n2¦a|b2|c|d\n3¦a|b3|c|d"},
	{"one column of times without a header", repeat(20, "2024-01-%02d 10:00:00\n"), "", "", 0, ""},
	{"blanks behind the commas, not in the header", "id,name,city\n" + repeat(3, "%d, Name%d, Town\n"), ",", "", 1, "1¦Name1¦Town\n2¦Name2¦Town\n3¦Name3¦Town"},
	{"a header with one name", "a,,,,\n1,x,,,\n2,y,z,,q\n3,w,,,\n", ",", "", 1, "1¦x¦¦¦\n2¦y¦z¦¦q\n3¦w¦¦¦"},
	{"dates and empty cells", "2007-01-01,,\n2007-01-02,,\n2007-02-01,,\n", ",", "", 0, "2007-01-01¦¦\n2007-01-02¦¦\n2007-02-01¦¦"},
	{"commas in every line of ragged records", "Dept,,Entity,Date,Amount,Text\n\nDoH,NHS,01/02/2011,12.50,a\nDoH,NHS,01/02/2011,13.00,b,DoH,NHS,01/02/2011\nDoH,NHS,02/02/2011,14.00,c\n", ",", "", 1, ""},
	{"two tables side by side of one size", "id,name,city\n1,Anna,Bern\n2,Bert,Graz\n3,Carl,Ulm\n\nnumber,street\n7,Main Road\n8,High Street\n9,Old Lane\n", ",", "", 1, "1¦Anna¦Bern\n2¦Bert¦Graz\n3¦Carl¦Ulm"},
}

func TestMessyFilesAreReadAsAPersonReadsThem(t *testing.T) {
	right := 0
	for _, m := range messyFiles {
		in, got, err := readBack(t, m.data, Options{})
		bad := []string{}
		if err != nil {
			bad = append(bad, err.Error())
		} else {
			if m.sep != "" && in.Delimiter != m.sep {
				bad = append(bad, fmt.Sprintf("delimiter %q", in.Delimiter))
			}
			if m.sep == "" && m.rows != "" && len(in.Columns) != 1 {
				bad = append(bad, fmt.Sprintf("%d columns by %q", len(in.Columns), in.Delimiter))
			}
			if m.quote != "" && in.Quote != strings.TrimPrefix(m.quote, "none") {
				bad = append(bad, fmt.Sprintf("quote %q", in.Quote))
			}
			if in.HeaderRow != m.header {
				bad = append(bad, fmt.Sprintf("header %d", in.HeaderRow))
			}
			if m.rows != "" {
				var want grid
				for _, line := range strings.Split(m.rows, "\n") {
					cells := strings.Split(line, "¦")
					for i := range cells {
						cells[i] = strings.ReplaceAll(cells[i], "↵", "\n")
					}
					want = append(want, cells)
				}
				if diff := differ(got, want); diff != "" {
					bad = append(bad, diff)
				}
			}
		}
		if len(bad) > 0 {
			t.Errorf("%s: %.400s\n   read as %.500q", m.name, strings.Join(bad, "; "), got)
			continue
		}
		right++
	}
	t.Logf("%d of %d right", right, len(messyFiles))
}

func TestTablesAboveTheOneThatIsReadAreListed(t *testing.T) {
	for _, mark := range []string{"", "\xef\xbb\xbf"} {
		data := mark + "Quarterly report\nday,teller,count\n2024-01-02,anna,3\n2024-01-03,bert,4\n\ntime,user,action,ip\n" +
			repeat(9, "2024-01-%02d 10:00:00,anna,login,10.0.0.%d\n")
		in := inspect(t, "two.csv", data, Options{Zone: "UTC"})
		entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
		var said strings.Builder
		for _, r := range rejects {
			fmt.Fprintf(&said, "%d %q %s\n", r.Line, data[r.Offset:r.Offset+r.Length], r.Reason)
		}
		want := "2 \"day,teller,count\" " + reasonOther + "\n3 \"2024-01-02,anna,3\" " + reasonOther + "\n4 \"2024-01-03,bert,4\" " + reasonOther + "\n"
		if in.HeaderRow != 6 || len(entries) != 9 || said.String() != want {
			t.Errorf("header in line %d, %d entries, rejected:\n%s", in.HeaderRow, len(entries), &said)
		}
	}
}
