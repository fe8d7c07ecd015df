package generate

import "strings"

// Given and family names are common ones of many languages, put together by
// chance.
var givenNames = strings.Fields(`Anna Lukas Zoë Jürgen Agnieszka Marek François Chloé Søren Ingrid Åsa Björn Łucja Paweł
	Nuria Íñigo José Begoña Mehmet Ayşe Gülşen Emre Giulia Niccolò Petra Ondřej Šárka Tomáš Ilona Gábor Zsófia Ştefan
	Ioana Nikos Eleni Katarzyna Wanjiru Otieno Amina Kwame Abena Chidi Ngozi Yusuf Leïla Karim Hélène Thérèse Siobhán
	Niamh Aoife Seán Margaret Peter Ruth Daniel Miriam Tobias Franziska Jonas Lena Moritz Käthe Günther Renée Noël
	Jiří Dvora Linnea Väinö Päivi Márton Þóra Jón Sigríður Mirela Goran Đorđe Živa Matjaž Anaïs Inès Raúl Martín`)

var familyNames = strings.Fields(`Keller Brandt Müller Schröder Weiß Lindqvist Østergaard Nyström Åkesson Kowalczyk Wiśniewska
	Łukasik Dąbrowski Novák Dvořáček Černá Horváth Szőke Kőszegi Popescu Ionescu Țăranu Papadakis Öztürk Yılmaz Şahin
	Çelik Rossi Bianchi D'Amico Dell'Orto García Ibáñez Peña Muñoz Gonçalves Araújo Magalhães Lefèvre Béranger Crépin
	O'Brien O'Sullivan MacLeod Achterberg van-der-Meer Mwangi Kamau Odhiambo Okafor Adeyemi Mensah Boateng Haddad Benali
	Hoxha Marković Đurić Žagar Kovač Petrov Ivanova Räisänen Mäkelä Jónsdóttir Þorsteinsson Groß Fuchs Vogel Sommer
	Bergmann Hartmann Engel Steiner Huber Gruber Wälti Zürcher Favre Dupuis Marchand Noir Castel Ferrant Quiroga Salas
	Thorne Ashby Whitlock Marlowe Penrose Hargreave Winslow Fairbank Kimani Njoroge Diallo Traoré Sarr Ndiaye`)

// Customers that are firms; %s is a family name.
var firms = []string{
	"Bäckerei %s & Söhne", "Café „%s“", "%s \"The Corner\" Ltd", "%s; Partner Steuerberatung", "Autohaus %s GmbH",
	"%s, Figli & C. S.r.l.", "Pension %s", "Zahnarztpraxis Dr. %s", "Imprimerie %s SARL", "%s Hardware, Ltd.",
	"Hôtel de la Gare – %s", "Taller %s, S.L.", "Gärtnerei %s", "Apotheke %s e.K.", "Cukiernia %s sp. z o.o.",
	"%s\tGrill", "%s's Fish & Chips", "Étude Maître %s", "Verein \"%s\" e.V.", "Kfz-Werkstatt %s/Nord",
}

var entityFirst = strings.Fields(`Nordwind Brise Łąka Tundra Korall Ostara Vela Fjordlys Solano Mistral Kestrel Lumen Arbre
	Quarz Safran Delta Ibis Juniper Halden Corvo Zéphyr Marisma Ötztal Birke Granit Azur Paloma Rowan Sturmvogel Tamarin
	Umbra Wacholder Xenia Ysop Zirbel Amsel Bora Cirrus Drossel Eider`)

var entityLast = strings.Fields(`Telecom Réseaux Net Connect Fibre Online Funk Kommunikation Broadband Link Systems Digital`)

// plan is what a customer subscribes to, with its monthly price in cents.
type plan struct {
	name  string
	price int64
}

var plans = []plan{
	{"Wireless 10", 1490}, {"Wireless 25", 1990}, {"Fibre 50", 2490}, {"Fibre 100", 3490}, {"Fibre 250", 4490},
	{"Fibre 500", 5990}, {"Fibre 1000", 8990}, {"Business 250", 12900}, {"Business 1000 \"Pro\"", 24900},
}

var currencies = []string{"EUR", "EUR", "EUR", "CHF", "GBP", "EUR", "PLN", "KES", "EUR", "SEK"}

var methods = []string{"bank transfer", "cash", "card", "mobile money", "direct debit", "voucher"}

var suspendReasons = []string{
	"invoice overdue", "at the customer's request", "returned direct debit", "abuse report, mail server sends spam",
	"seasonal break", "fraud check", "contract ended", "moving house; new line ordered",
}

var profileChanges = []string{
	"e-mail", "phone", "postal address", "name after marriage", "tax number", "language", "billing contact",
	"bank account", "installation address: 2nd floor, left", "password reset by phone",
}

// Notes that operators type by hand; some hold quotes, separators and line
// breaks, as people's notes do.
var notes = []string{
	"customer called, wants a call back", "see ticket", "agreed by phone; written confirmation follows",
	"says \"nobody told me\", checked the letter of last month", "address:\nHauptstraße 5\nHinterhaus, 3. Stock",
	"duplicate?, please check", "retour de Mme la gérante; réf. « A-17 »", "Zahlung unter Vorbehalt – s. Vermerk",
	"1st line said OK; 2nd line did not", "paid at the counter, receipt no. 17/B", "=SUM(A1:A3) pasted by mistake",
	"line test: 42 dB; 12 dB margin, fine", "Router \"Büro\" getauscht;\naltes Gerät zurück", "customer\tmoved",
	"promised 14 days' grace", "współpraca zakończona, umowa zwrócona",
}

var tasks = []string{
	"Nightly backup finished", "Usage counters collected", "Invoices prepared", "Expired sessions removed",
	"Report \"Daily income\" sent", "Log rotation finished", "Reminder mails queued; 2 retries left",
}

var routers = []string{"core-1", "pop-north", "pop-harbour", "pop-hill", "tower-7", "tower-12", "access-3", "access-9"}

var settingGroups = []string{"General", "Billing", "Taxes", "E-mail templates", "Security", "Payment gateways", "Provisioning", "Support"}

var subjects = []string{
	"Router keeps restarting", "Invoice is wrong, please check", "No signal since \"the storm\"", "Password lost",
	"Moving to a new flat; keep my number?", "Slow in the evening", "Please cancel", "Rechnung als PDF",
}

var tlds = []string{"example.com", "example.net", "example.org"}

var plainLetters = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "å", "a", "ø", "o", "æ", "ae", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"á", "a", "à", "a", "â", "a", "ã", "a", "ą", "a", "ă", "a", "ç", "c", "č", "c", "ć", "c", "ď", "d", "đ", "d", "ę", "e",
	"ě", "e", "ğ", "g", "í", "i", "ï", "i", "î", "i", "ı", "i", "ł", "l", "ñ", "n", "ń", "n", "ň", "n", "ó", "o", "ò", "o",
	"ô", "o", "õ", "o", "ő", "o", "ř", "r", "š", "s", "ś", "s", "ş", "s", "ș", "s", "ť", "t", "ț", "t", "ú", "u", "ù", "u",
	"û", "u", "ű", "u", "ů", "u", "ý", "y", "ž", "z", "ź", "z", "ż", "z", "þ", "th", "ð", "d",
	"'", "", "\"", "", "-", "", " ", "", ".", "", ",", "", ";", "", "&", "", "/", "", "\t", "", "„", "", "“", "", "–", "", "’", "",
	"«", "", "»", "",
)

// plain spells a name with the letters of a login.
func plain(s string) string { return plainLetters.Replace(strings.ToLower(s)) }
