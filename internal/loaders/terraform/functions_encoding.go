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
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty/function"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
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

// encodingOf is a character encoding by its IANA name.
func encodingOf(name string) (encoding.Encoding, error) {
	e, err := ianaindex.IANA.Encoding(name)
	if err != nil || e == nil {
		return nil, fmt.Errorf("%q is not a supported IANA encoding name or alias", name)
	}
	return e, nil
}

func encodeText(text, name string) ([]byte, error) {
	e, err := encodingOf(name)
	if err != nil {
		return nil, err
	}
	data, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("the given string contains characters that cannot be represented in %s", name)
	}
	return data, nil
}

func decodeText(data []byte, name string) (string, error) {
	e, err := encodingOf(name)
	if err != nil {
		return "", err
	}
	text, err := e.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", fmt.Errorf("the given string contains symbols that are not defined for %s", name)
	}
	return string(text), nil
}

// uuidNamespaces are the namespaces that RFC 9562 names.
var uuidNamespaces = map[string]string{
	"dns":  "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
	"url":  "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
	"oid":  "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
	"x500": "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
}

// writtenUUID is a UUID in any of the forms that Terraform reads.
var writtenUUID = regexp.MustCompile(`^(?i:urn:uuid:|\{)?((?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}))\}?$`)

// uuidv5 is a UUID made of a name by SHA-1 (RFC 9562, 5.5).
func uuidv5(namespace, name string) (string, error) {
	id := namespace
	if known, ok := uuidNamespaces[namespace]; ok {
		id = known
	}
	parts := writtenUUID.FindStringSubmatch(id)
	if parts == nil {
		return "", fmt.Errorf("uuidv5() doesn't support namespace %s", namespace)
	}
	space, err := hex.DecodeString(strings.ReplaceAll(parts[1], "-", ""))
	if err != nil {
		return "", err
	}
	sum := sha1.Sum(append(space, name...))
	u := sum[:16]
	u[6] = u[6]&0x0F | 0x50
	u[8] = u[8]&0x3F | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:]), nil
}
