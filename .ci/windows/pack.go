//go:build ignore

// Command pack makes what Debian has no one tool for, the same on every system:
//
//	go run pack.go icon OUT.ico PICTURE.png         a Windows icon that holds the picture in the usual sizes
//	go run pack.go zip OUT.zip FOLDER               SHA256SUMS beside the files of FOLDER, then all of them as a ZIP
//
// The ZIP holds the folder itself, names ascending, all times 1980-01-01, so that equal files give equal bytes.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/image/draw"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "pack: want: icon OUT.ico PICTURE.png | zip OUT.zip FOLDER")
		os.Exit(2)
	}
	work := map[string]func(out, in string) error{"icon": icon, "zip": pack}[os.Args[1]]
	if work == nil {
		fmt.Fprintf(os.Stderr, "pack: %q is neither icon nor zip\n", os.Args[1])
		os.Exit(2)
	}
	if err := work(os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

// icon writes an ICO whose images are PNGs, which Windows reads since Vista (ICONDIR: Win32, "Icons").
func icon(out, in string) error {
	file, err := os.Open(in)
	if err != nil {
		return err
	}
	defer file.Close()
	whole, err := png.Decode(file)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	sizes := []int{16, 24, 32, 48, 64, 256}
	var head, body bytes.Buffer
	write := func(values ...any) {
		for _, v := range values {
			binary.Write(&head, binary.LittleEndian, v)
		}
	}
	write(uint16(0), uint16(1), uint16(len(sizes)))
	for _, size := range sizes {
		small := image.NewNRGBA(image.Rect(0, 0, size, size))
		draw.CatmullRom.Scale(small, small.Bounds(), whole, whole.Bounds(), draw.Src, nil)
		start := body.Len()
		if err := png.Encode(&body, small); err != nil {
			return err
		}
		side := uint8(size) // 256 is written as 0
		write(side, side, uint8(0), uint8(0), uint16(1), uint16(32), uint32(body.Len()-start), uint32(6+16*len(sizes)+start))
	}
	return os.WriteFile(out, append(head.Bytes(), body.Bytes()...), 0o644)
}

func pack(out, folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	var names []string
	var sums bytes.Buffer
	for _, e := range entries {
		if e.Name() == "SHA256SUMS" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(data), e.Name())
		names = append(names, e.Name())
	}
	if err := os.WriteFile(filepath.Join(folder, "SHA256SUMS"), sums.Bytes(), 0o644); err != nil {
		return err
	}
	names = append(names, "SHA256SUMS")

	file, err := os.Create(out)
	if err != nil {
		return err
	}
	defer file.Close()
	z := zip.NewWriter(file)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, name := range names {
		w, err := z.CreateHeader(&zip.FileHeader{
			Name: filepath.Base(folder) + "/" + name, Method: zip.Deflate,
			Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC),
		})
		if err != nil {
			return err
		}
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		if _, err := w.Write(data); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return file.Close()
}
