package intake

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"probity/data/entry"
	"probity/data/fault"
)

// written are sentences and names as logs of each language hold them, and the
// encodings that they are exported in.
var written = []struct {
	language, encodings string
	texts               []string
}{
	{"German", "windows-1252 iso-8859-15 ibm850 ibm437 macintosh windows-1250 ibm852", []string{"Müller", "Zahlung geändert von Jürgen Groß", "Kunde gelöscht", "Größe überprüft", "Schäfer, Köln", "Rückerstattung ausgeführt", "Passwort zurückgesetzt für Bäcker"}},
	{"German with signs", "windows-1252 macintosh", []string{"Betrag geändert: 49,90 €", "„Sonderkündigung“ bestätigt", "Vertrag – verlängert", "Übertragung abgeschlossen"}},
	{"French", "windows-1252 iso-8859-15 ibm850 macintosh ibm863", []string{"Réinitialisation du mot de passe", "Opérateur supprimé", "Client activé à la caisse", "Échec de la connexion", "Paiement reçu par François Lefèvre", "Modifié le numéro", "Numéro de téléphone changé"}},
	{"Spanish", "windows-1252 iso-8859-15 ibm850 ibm437 macintosh", []string{"Contraseña restablecida", "Sesión iniciada por José Núñez", "Dirección modificada", "Suspensión del cliente", "Facturación", "Inició sesión", "Año, señal, teléfono"}},
	{"Italian", "windows-1252 ibm850 macintosh", []string{"Attività completata", "Proprietà modificata", "L'utente è stato eliminato", "Città: Forlì", "Però non è più attivo", "Qualità verificata"}},
	{"Portuguese", "windows-1252 ibm850 ibm860 macintosh", []string{"Operação concluída", "Alteração de endereço", "Sessão iniciada por João", "Não autorizado", "Cobrança em atraso", "Usuário excluído", "Ação do serviço"}},
	{"Dutch", "windows-1252 ibm850 macintosh", []string{"Geïmporteerd", "Cliënt gewijzigd", "Categorieën bijgewerkt", "Financiële gegevens", "één klant", "Geüpload"}},
	{"Swedish and Danish", "windows-1252 ibm850 ibm865 macintosh", []string{"Ändrade lösenord för kund", "Användare låst", "Beløb ændret", "Søren Åkesson", "Återställd", "Bekræftet på ny"}},
	{"Polish", "windows-1250 iso-8859-2 ibm852 x-mac-ce", []string{"Zmieniono hasło użytkownika", "Usunięto płatność", "Wójcik, Łódź", "Błąd logowania", "Zażółć gęślą jaźń", "Dodano zamówienie", "Zmiana właściciela", "Środa"}},
	{"Czech", "windows-1250 iso-8859-2 ibm852 x-mac-ce", []string{"Přihlášení uživatele selhalo", "Změna hesla", "Platba přijata", "Dvořák, Plzeň", "Účet zrušen", "Příliš žluťoučký kůň", "Zákazník odstraněn"}},
	{"Hungarian", "windows-1250 iso-8859-2 ibm852 x-mac-ce", []string{"Sikertelen bejelentkezés", "Jelszó módosítva", "Ügyfél törölve", "Fizetés rögzítve", "Kovács Gergő, Győr", "Előfizetés meghosszabbítva", "Működő fiók"}},
	{"Turkish", "windows-1254 ibm857 x-mac-turkish", []string{"Kullanıcı girişi başarısız", "Şifre değiştirildi", "Müşteri silindi", "Ödeme alındı", "Yılmaz, İstanbul", "Güncelleme yapıldı", "Bağlantı kesildi"}},
	{"Lithuanian and Latvian", "windows-1257 iso-8859-13 ibm775", []string{"Vartotojas prisijungė", "Slaptažodis pakeistas", "Mokėjimas įrašytas", "Lietotājs dzēsts", "Šiauliai", "Klients bloķēts", "Pasūtījums apstiprināts", "Užsakymas ištrintas ėjo į"}},
	{"Russian", "windows-1251 koi8-r iso-8859-5 ibm866 x-mac-cyrillic ibm855", []string{"Вход пользователя не выполнен", "Пароль изменён", "Клиент удалён", "Платёж зарегистрирован", "Иванов Сергей, Москва", "Продление услуги", "Заблокирован абонент"}},
	{"Ukrainian", "windows-1251 koi8-u ibm1125", []string{"Вхід користувача не виконано", "Пароль змінено", "Клієнта видалено", "Платіж зареєстровано", "Київ, Шевченко", "Послугу подовжено", "Її заблоковано через заборгованість"}},
	{"Greek", "windows-1253 iso-8859-7 ibm737 x-mac-greek", []string{"Αποτυχία σύνδεσης χρήστη", "Αλλαγή κωδικού", "Διαγραφή πελάτη", "Πληρωμή καταχωρήθηκε", "Παπαδόπουλος, Αθήνα", "Ανανέωση συνδρομής"}},
	{"Hebrew", "windows-1255 iso-8859-8 ibm862", []string{"כניסת משתמש נכשלה", "הסיסמה שונתה", "לקוח נמחק", "תשלום נרשם", "ירושלים"}},
	{"Arabic", "windows-1256 iso-8859-6", []string{"فشل تسجيل دخول المستخدم", "تم تغيير كلمة المرور", "تم حذف العميل", "تم تسجيل الدفع", "القاهرة"}},
	{"Thai", "windows-874", []string{"ผู้ใช้เข้าสู่ระบบไม่สำเร็จ", "เปลี่ยนรหัสผ่าน", "ลบลูกค้าแล้ว", "บันทึกการชำระเงิน"}},
	{"Chinese", "gb18030", []string{"用户登录失败", "修改密码", "客户已删除", "支付已登记", "张伟,北京", "续订服务成功", "暂停账户"}},
	{"Chinese of Taiwan", "big5", []string{"使用者登入失敗", "變更密碼", "客戶已刪除", "付款已登記", "陳怡君,台北", "續約成功", "暫停帳戶", "功許蓋"}},
	{"Japanese", "shift_jis euc-jp", []string{"ユーザーのログインに失敗しました", "パスワードを変更しました", "顧客を削除", "支払いを登録", "山田太郎、東京", "契約の更新", "表示を停止"}},
	{"Korean", "euc-kr", []string{"사용자 로그인 실패", "비밀번호 변경", "고객 삭제", "결제 등록", "김민수, 서울", "서비스 갱신 완료", "계정 정지"}},
}

// writeIn writes a text in an encoding; false where it cannot be.
func writeIn(t testing.TB, name, text string) ([]byte, bool) {
	t.Helper()
	key := foldCharset(name)
	switch key {
	case "utf8":
		return []byte(text), true
	case "utf16le", "utf16be":
		var b []byte
		for _, u := range utf16.Encode([]rune(text)) {
			if key == "utf16le" {
				b = binary.LittleEndian.AppendUint16(b, u)
			} else {
				b = binary.BigEndian.AppendUint16(b, u)
			}
		}
		return b, true
	case "utf32le", "utf32be":
		var b []byte
		for _, r := range text {
			if key == "utf32le" {
				b = binary.LittleEndian.AppendUint32(b, uint32(r))
			} else {
				b = binary.BigEndian.AppendUint32(b, uint32(r))
			}
		}
		return b, true
	}
	if d := doubleNamed(key); d != nil {
		b, err := d.encoding.NewEncoder().Bytes([]byte(text))
		return b, err == nil
	}
	index := map[rune]byte{}
	for i, r := range pageNamed(key).runes() {
		if r != utf8.RuneError {
			index[r] = byte(i)
		}
	}
	var b []byte
	for _, r := range text {
		c, ok := index[r]
		if !ok {
			return nil, false
		}
		b = append(b, c)
	}
	return b, true
}

// logOf writes a log of some rows; cells hold delimiters and quotes too.
func logOf(texts []string, rows int, seed uint64) (text string, records []string) {
	rng := rand.New(rand.NewPCG(seed, 7))
	var b strings.Builder
	b.WriteString("Time,User,Action,Details,IP\r\n")
	for i := range rows {
		details := texts[rng.IntN(len(texts))]
		if rng.IntN(4) == 0 {
			details = texts[rng.IntN(len(texts))] + ", " + details + " \"" + texts[0] + "\""
		}
		r := fmt.Sprintf("2026-03-%02dT09:%02d:53Z,user%d,%s,\"%s\",10.0.0.%d", 1+i%28, i%60, rng.IntN(9), "Changed", strings.ReplaceAll(details, `"`, `""`), i%200)
		records = append(records, r)
		b.WriteString(r + "\r\n")
	}
	return b.String(), records
}

func TestTextComesBackFromEveryEncodingItIsWrittenIn(t *testing.T) {
	total, right := 0, 0
	for _, w := range written {
		for _, name := range append(strings.Fields(w.encodings), "utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be") {
			for _, rows := range []int{3, 40} {
				text, records := logOf(w.texts, rows, uint64(rows))
				data, ok := writeIn(t, name, text)
				if !ok {
					t.Fatalf("%s cannot be written in %s", w.language, name)
				}
				total++
				in := inspect(t, "a.csv", string(data), Options{})
				cs, err := charsetOf(in.Encoding)
				if err != nil {
					t.Fatal(err)
				}
				f := in.Findings["encoding"]
				if string(decoded(cs, data)) == text {
					right++
				} else {
					level := t.Logf
					if f.Sure {
						level = t.Errorf // wrong and sure of it
					}
					level("%s, %d rows in %s: read as %s: %+v", w.language, rows, name, in.Encoding, f)
				}
				if f.Why == "" || f.Value == "" {
					t.Errorf("%s: %+v", name, f)
				}
				// Told the encoding, everything is as it was, to the byte.
				in = inspect(t, "a.csv", string(data), Options{Encoding: name})
				entries, rejects, _ := readAll(t, data, reading(t, in))
				if len(entries) != rows || len(rejects) != 0 {
					t.Fatalf("%s in %s: %d entries, %v", w.language, name, len(entries), rejects)
				}
				at := bytes.Index(data, mustEncode(t, name, "\r\n")) + len(mustEncode(t, name, "\r\n"))
				for i, e := range entries {
					raw := mustEncode(t, name, records[i])
					if int(e.Identity.Offset) != at {
						t.Fatalf("%s in %s: record %d at %d, want %d", w.language, name, i, e.Identity.Offset, at)
					}
					cells := strings.SplitN(records[i], ",", 4)
					want := cells[3][1:strings.LastIndex(cells[3], `"`)]
					if got := e.Get(entry.Details); got != strings.ReplaceAll(want, `""`, `"`) {
						t.Fatalf("%s in %s: %q, want %q", w.language, name, got, want)
					}
					at += len(raw) + len(mustEncode(t, name, "\r\n"))
				}
			}
		}
	}
	t.Logf("%d of %d right", right, total)
	if right*100 < total*95 {
		t.Errorf("only %d of %d texts came back", right, total)
	}
}

func mustEncode(t testing.TB, name, text string) []byte {
	t.Helper()
	b, ok := writeIn(t, name, text)
	if !ok {
		t.Fatalf("%q cannot be written in %s", text, name)
	}
	return b
}

func decoded(cs *charset, data []byte) []byte {
	data = data[cs.afterBOM(data):]
	if cs.wide() {
		return cs.widen(data, true)
	}
	var scratch []byte
	return cs.cell(data, &scratch)
}

func TestOneWordIsEnoughMostlyAndWhenItIsNotNobodyIsSure(t *testing.T) {
	total, right := 0, 0
	for _, w := range written {
		for i, name := range strings.Fields(w.encodings) {
			for _, word := range w.texts {
				if ascii([]byte(word)) || i > 1 {
					continue
				}
				text := "Time,User\n2026-01-01T00:00:00Z," + word + "\n"
				data := mustEncode(t, name, text)
				in := inspect(t, "a.csv", string(data), Options{})
				cs, err := charsetOf(in.Encoding)
				if err != nil {
					t.Fatal(err)
				}
				total++
				if string(decoded(cs, data)) == text {
					right++
				} else if f := in.Findings["encoding"]; f.Sure {
					t.Errorf("%q in %s: %+v", word, name, f)
				}
			}
		}
	}
	t.Logf("%d of %d right", right, total)
	if right*100 < total*85 {
		t.Errorf("only %d of %d words came back", right, total)
	}
}

func TestBytesThatMeanNothingAreKept(t *testing.T) {
	for name, data := range map[string]string{
		"windows-1253": "Time,User\n2026-01-01T00:00:00Z,a\xAAb\n",
		"shift_jis":    "Time,User\n2026-01-01T00:00:00Z,\x83\x86\x81,\xFD\n2026-01-01T00:00:00Z,\x83\n",
		"gb18030":      "Time,User\n2026-01-01T00:00:00Z,\xD3\xC3\xFF\xD3\n2026-01-01T00:00:00Z,\x81\x30\x81\n",
		"big5":         "Time,User\n2026-01-01T00:00:00Z,\x88\x62\xA4\xFF\n",
		"utf-8":        "Time,User\n2026-01-01T00:00:00Z,a\xFFb\n",
		"utf-16le":     string(mustWrite16("Time,User\n2026-01-01T00:00:00Z,a")) + "\x01\xD8b\x00\n\x00",
	} {
		in := inspect(t, "a.csv", data, Options{Encoding: name, Format: "csv", Delimiter: "comma"})
		entries, rejects, _ := readAll(t, []byte(data), reading(t, in))
		if len(entries) == 0 || len(rejects) != 0 {
			t.Fatalf("%s: %d entries, %v", name, len(entries), rejects)
		}
		if name == "shift_jis" && (entries[0].Get(entry.Actor) != "ユ\x81" || len(entries) != 2 || entries[1].Get(entry.Actor) != "\x83") {
			t.Errorf("%s: %q", name, values(entries[0]))
		}
		if name == "utf-16le" && entries[0].Get(entry.Actor) != "a\xED\xA0\x81b" {
			t.Errorf("%s: %q", name, values(entries[0]))
		}
		if name != "utf-16le" && name != "utf-8" && name != "big5" && !strings.Contains(in.Findings["encoding"].Why, "kept") {
			t.Errorf("%s: %+v", name, in.Findings["encoding"])
		}
	}
}

func mustWrite16(text string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func TestAnEncodingThatTheSamplesDidNotShowStopsTheImport(t *testing.T) {
	line := "2026-01-01T00:00:00Z,ann,Login\n"
	data := "Time,User,Action\n" + strings.Repeat(line, 60_000) + "2026-01-01T00:00:00Z,J\xFCrgen Gro\xDF,Login\n" + strings.Repeat(line, 120_000)
	in := inspect(t, "a.csv", data, Options{})
	rd := reading(t, in)
	if f := in.Findings["encoding"]; f.Sure || !rd.Plain {
		t.Errorf("%+v", f)
	}
	err := Read(context.Background(), strings.NewReader(data), rd, func(*Batch) error { return nil })
	if !errors.Is(err, fault.Unusable) || !strings.Contains(err.Error(), "line 60002 ") || !strings.Contains(err.Error(), "--encoding windows-1252") {
		t.Error(err)
	}
	for encoding, want := range map[string]string{"utf-8": "J\xFCrgen Gro\xDF", "windows-1252": "Jürgen Groß"} {
		rd := reading(t, inspect(t, "a.csv", data, Options{Encoding: encoding}))
		n := 0
		if err := Entries(context.Background(), strings.NewReader(data), rd, func(e *entry.Entry) error {
			if e.Get(entry.Actor) == want {
				n++
			}
			return nil
		}); err != nil || n != 1 {
			t.Errorf("%s: %d, %v", encoding, n, err)
		}
	}
}
