package terraform

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty/function"
)

func md5Sum(b []byte) []byte    { sum := md5.Sum(b); return sum[:] }
func sha1Sum(b []byte) []byte   { sum := sha1.Sum(b); return sum[:] }
func sha256Sum(b []byte) []byte { sum := sha256.Sum256(b); return sum[:] }
func sha512Sum(b []byte) []byte { sum := sha512.Sum512(b); return sum[:] }

func toHex(b []byte) string    { return hex.EncodeToString(b) }
func toBase64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// hashFunc is a hash of a text, written in some way.
func hashFunc(sum func([]byte) []byte, write func([]byte) string) function.Function {
	return textFunc(func(args []string) (string, error) { return write(sum([]byte(args[0]))), nil }, "str")
}

var (
	base64encodeFunc = textFunc(func(args []string) (string, error) { return toBase64([]byte(args[0])), nil }, "str")

	base64decodeFunc = textFunc(func(args []string) (string, error) {
		data, err := base64.StdEncoding.DecodeString(args[0])
		if err != nil {
			return "", fmt.Errorf("failed to decode base64 data %q", args[0])
		}
		if !utf8.Valid(data) {
			return "", errors.New("the result of decoding the provided string is not valid UTF-8")
		}
		return string(data), nil
	}, "str")

	base64gzipFunc = textFunc(func(args []string) (string, error) {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write([]byte(args[0])); err != nil {
			return "", err
		}
		// Terraform flushes before it closes, and that shows in the bytes.
		if err := w.Flush(); err != nil {
			return "", err
		}
		if err := w.Close(); err != nil {
			return "", err
		}
		return toBase64(b.Bytes()), nil
	}, "str")

	textencodebase64Func = textFunc(func(args []string) (string, error) {
		data, err := encodeText(args[0], args[1])
		return toBase64(data), err
	}, "string", "encoding")

	textdecodebase64Func = textFunc(func(args []string) (string, error) {
		data, err := base64.StdEncoding.DecodeString(args[0])
		if err != nil {
			return "", errors.New("the given value has an invalid base64 symbol")
		}
		return decodeText(data, args[1])
	}, "source", "encoding")

	uuidv5Func = textFunc(func(args []string) (string, error) { return uuidv5(args[0], args[1]) }, "namespace", "name")

	rsadecryptFunc = textFunc(func(args []string) (string, error) {
		data, err := base64.StdEncoding.DecodeString(args[0])
		if err != nil {
			return "", fmt.Errorf("failed to decode input %q: cipher text must be base64-encoded", args[0])
		}
		key, err := parseRSA([]byte(args[1]))
		if err != nil {
			return "", err
		}
		text, err := key.Decrypt(nil, data, nil) // without options: PKCS #1 v1.5, as Terraform has it
		if err != nil {
			return "", fmt.Errorf("failed to decrypt: %w", err)
		}
		return string(text), nil
	}, "ciphertext", "privatekey")
)

func parseRSA(text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("failed to parse key: no key found")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("failed to parse key: %w", err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("invalid private key type: an RSA key is needed")
	}
	return key, nil
}

// windows1252 are the characters of code page 1252 from 0x80 to 0x9F.
var windows1252 = []rune("\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
	"\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178")

// byteChar is the character of a byte in a single-byte encoding; ok is false for an encoding that is none of those known.
func byteChar(encoding string, b byte) (r rune, ok bool) {
	switch encoding {
	case "iso-8859-1", "latin1", "l1":
		return rune(b), true
	case "windows-1252", "cp1252":
		if b >= 0x80 && b < 0xA0 {
			return windows1252[b-0x80], true
		}
		return rune(b), true
	case "us-ascii", "ascii":
		if b >= 0x80 {
			return utf8.RuneError, true
		}
		return rune(b), true
	}
	return 0, false
}

func encodeText(text, encoding string) ([]byte, error) {
	name := strings.ToLower(encoding)
	switch name {
	case "utf-8", "utf8":
		return []byte(text), nil
	case "utf-16le", "utf-16be", "utf-16":
		var data []byte
		units := utf16.Encode([]rune(text))
		if name == "utf-16" {
			units = append([]uint16{0xFEFF}, units...)
		}
		for _, unit := range units {
			if name == "utf-16le" {
				data = append(data, byte(unit), byte(unit>>8))
			} else {
				data = append(data, byte(unit>>8), byte(unit))
			}
		}
		return data, nil
	}
	if _, ok := byteChar(name, 0); !ok {
		return nil, unsupportedEncoding(encoding)
	}
	codes := map[rune]byte{}
	for b := range 256 {
		if r, _ := byteChar(name, byte(b)); r != utf8.RuneError {
			codes[r] = byte(b)
		}
	}
	var data []byte
	for _, r := range text {
		b, ok := codes[r]
		if !ok {
			return nil, fmt.Errorf("the given string contains characters that cannot be represented in %s", encoding)
		}
		data = append(data, b)
	}
	return data, nil
}

func decodeText(data []byte, encoding string) (string, error) {
	name := strings.ToLower(encoding)
	switch name {
	case "utf-8", "utf8":
		return strings.ToValidUTF8(string(data), "\uFFFD"), nil
	case "utf-16le", "utf-16be", "utf-16":
		var units []uint16
		for i := 0; i+1 < len(data); i += 2 {
			unit := uint16(data[i])<<8 | uint16(data[i+1])
			if name == "utf-16le" {
				unit = uint16(data[i+1])<<8 | uint16(data[i])
			}
			units = append(units, unit)
		}
		if name == "utf-16" && len(units) > 0 && units[0] == 0xFEFF {
			units = units[1:]
		}
		return string(utf16.Decode(units)), nil
	}
	var text strings.Builder
	for _, b := range data {
		r, ok := byteChar(name, b)
		if !ok {
			return "", unsupportedEncoding(encoding)
		}
		text.WriteRune(r)
	}
	return text.String(), nil
}

func unsupportedEncoding(encoding string) error {
	return fmt.Errorf("akscan doesn't know the encoding %q", encoding)
}

// uuidNamespaces are the namespaces that RFC 9562 names.
var uuidNamespaces = map[string]string{
	"dns":  "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
	"url":  "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
	"oid":  "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
	"x500": "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
}

// uuidv5 is a UUID made of a name by SHA-1 (RFC 9562, 5.5).
func uuidv5(namespace, name string) (string, error) {
	id := namespace
	if known, ok := uuidNamespaces[namespace]; ok {
		id = known
	}
	space, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil || len(space) != 16 {
		return "", fmt.Errorf("uuidv5() doesn't support namespace %s", namespace)
	}
	sum := sha1.Sum(append(space, name...))
	u := sum[:16]
	u[6] = u[6]&0x0F | 0x50
	u[8] = u[8]&0x3F | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:]), nil
}
