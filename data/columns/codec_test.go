package columns

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestIntsComeBack(t *testing.T) {
	for _, values := range [][]int64{nil, {0}, {math.MinInt64, math.MaxInt64, 0, math.MinInt64}, {1, 2, 3, 1 << 50}} {
		got, err := DecodeInts(EncodeInts(values), len(values))
		if err != nil || !slices.Equal(got, values) {
			t.Errorf("%v came back as %v, %v", values, got, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Int64()).Draw(t, "values")
		got, err := DecodeInts(EncodeInts(values), len(values))
		if err != nil || !slices.Equal(got, values) {
			t.Fatalf("%v came back as %v, %v", values, got, err)
		}
		if _, err := DecodeInts(EncodeInts(values), len(values)+1); err == nil {
			t.Fatal("a row too many was read")
		}
		if len(values) > 0 {
			if _, err := DecodeInts(EncodeInts(values), len(values)-1); err == nil {
				t.Fatal("a row too few was read")
			}
		}
	})
}

func TestCodesComeBackInEveryWidth(t *testing.T) {
	for _, top := range []uint32{0, 255, 256, 65535, 65536, math.MaxUint32} {
		values := []uint32{0, top, 1, top / 2}
		data := EncodeCodes(values)
		got, err := DecodeCodes(data, len(values))
		if err != nil || !slices.Equal(got, values) {
			t.Errorf("%v came back as %v, %v", values, got, err)
		}
		for _, rows := range []int{0, 3, 5} {
			if _, err := DecodeCodes(data, rows); err == nil {
				t.Errorf("%d rows read from 4", rows)
			}
		}
	}
}

func TestTextOfAnyBytesComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := make([]string, rapid.IntRange(0, 30).Draw(t, "rows"))
		for i := range values {
			values[i] = string(rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "value"))
		}
		data := EncodeText(values)
		text, err := DecodeText(data, len(values))
		if err != nil {
			t.Fatal(err)
		}
		if err := text.AppendBlock(data, len(values)); err != nil {
			t.Fatal(err)
		}
		if text.Len() != 2*len(values) {
			t.Fatalf("%d rows", text.Len())
		}
		for i := range 2 * len(values) {
			if text.At(i) != values[i%len(values)] {
				t.Fatalf("row %d came back as %q", i, text.At(i))
			}
		}
		before := text.Len()
		if err := text.AppendBlock(data, len(values)+1); err == nil || text.Len() != before {
			t.Fatal("a row too many was read, or remained")
		}
	})
}

func TestDictionaryComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := []string{""}
		for _, v := range rapid.SliceOfDistinct(rapid.StringN(1, 50, -1), func(s string) string { return s }).Draw(t, "values") {
			values = append(values, v)
		}
		got, err := DecodeDict(EncodeDict(values))
		if err != nil || !slices.Equal(got, values) {
			t.Fatalf("%q came back as %q, %v", values, got, err)
		}
		texts, err := DecodeValues(EncodeDict(values))
		if err != nil || len(texts.Ends) != len(values) {
			t.Fatalf("%q came back as %d texts, %v", values, len(texts.Ends), err)
		}
		for i, want := range values {
			if got := string(texts.Bytes(i)); got != want {
				t.Fatalf("%q came back as %q", want, got)
			}
		}
	})
}

func TestFrameThatStatesTooMuchIsRefusedBeforeMemoryIsTaken(t *testing.T) {
	data := Pack(make([]byte, 1<<20))
	if _, err := Unpack(nil, data, 1<<20-1); err == nil {
		t.Error("more than the limit was read")
	}
	if _, err := Unpack(nil, slices.Concat(data, data), 1<<22); err == nil {
		t.Error("a second frame was read")
	}
	// Magic number, single segment with an 8-byte size of 1 GiB, and nothing.
	bomb := []byte{0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0x40, 0, 0, 0, 0, 1, 0, 0}
	if _, err := Unpacked(bomb, MaxText); err == nil {
		t.Error("a size that cannot be was believed")
	}
	got, err := Unpack([]byte("before"), Pack([]byte("after")), 10)
	if err != nil || string(got) != "beforeafter" {
		t.Errorf("%q %v", got, err)
	}
}

func TestSameValuesGiveSameBytes(t *testing.T) {
	values := make([]string, 5000)
	for i := range values {
		values[i] = string(bytes.Repeat([]byte{byte(i), byte(i >> 8)}, i%40))
	}
	want := EncodeText(values)
	done := make(chan bool)
	for range 4 {
		go func() { done <- bytes.Equal(EncodeText(values), want) }()
	}
	for range 4 {
		if !<-done {
			t.Error("the same values were written in two ways")
		}
	}
}

// FuzzDecode holds that no bytes make a decoder panic, and that whatever it
// accepts has the rows that were asked for.
func FuzzDecode(f *testing.F) {
	f.Add(EncodeInts([]int64{1, -5, 1 << 40}), uint16(3))
	f.Add(EncodeCodes([]uint32{1, 70000, 3}), uint16(3))
	f.Add(EncodeText([]string{"a", "", "ccc"}), uint16(3))
	f.Add(EncodeDict([]string{"", "a", "bb"}), uint16(3))
	f.Fuzz(func(t *testing.T, data []byte, rows uint16) {
		// The bytes as they are, and as the content of a sound frame, so that
		// the fuzzer gets past the checksum.
		for _, data := range [][]byte{data, Pack(data)} {
			n := int(rows)
			if v, err := DecodeInts(data, n); err == nil && len(v) != n {
				t.Fatal("numbers")
			}
			if v, err := DecodeCodes(data, n); err == nil && len(v) != n {
				t.Fatal("codes")
			}
			if v, err := DecodeText(data, n); err == nil {
				if v.Len() != n {
					t.Fatal("texts")
				}
				for i := range n {
					_ = v.At(i)
				}
			}
			if v, err := DecodeDict(data); err == nil && (len(v) == 0 || v[0] != "") {
				t.Fatal("dictionary")
			}
		}
	})
}
