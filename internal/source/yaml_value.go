package source

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// scalar makes the node of a value that was read. A plain scalar is what YAML
// 1.1 makes of it, unless a tag says otherwise.
func (p *yamlParser) scalar(v yamlValue, tag string) *Node {
	if v.node != nil {
		return v.node
	}
	n := p.node(String, v.start, v.end)
	n.Kind, n.Text = v.resolve(tag)
	return n
}

// resolve says what a scalar is and what its text is.
func (v yamlValue) resolve(tag string) (NodeKind, string) {
	switch {
	case tag == "" && v.plain, tag == "!!bool", tag == "!!int", tag == "!!float", tag == "!!null":
		return resolveYAML(v.text)
	}
	return String, v.text
}

// empty is the value of a place where none stands: null, or empty text when a tag says so.
func (p *yamlParser) empty(at int, props yamlProperties) *Node {
	scope := p.enter(0)
	n := p.node(Null, at, at)
	if props.tag == "!!str" || props.tag == "!" {
		n.Kind = String
	}
	return p.leave(scope, n, props)
}

// resolveYAML says what a plain scalar is, by the rules of YAML 1.1 as kubectl
// applies them. A number's text is brought to the form that JSON has.
func resolveYAML(text string) (NodeKind, string) {
	if text == "" {
		return Null, ""
	}
	switch c := text[0]; {
	case '0' <= c && c <= '9', c == '-', c == '+', c == '.':
		if number, ok := yamlNumber(text); ok {
			return Number, number
		}
		return String, text
	case len(text) > len("false"):
		return String, text
	}
	switch text {
	case "~", "null", "Null", "NULL":
		return Null, ""
	case "true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON":
		return Bool, "true"
	case "false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF":
		return Bool, "false"
	}
	return String, text
}

// yamlFloat is the form of a decimal fraction.
var yamlFloat = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

// yamlNumber reads a number of YAML 1.1: also hexadecimal, octal and binary, with
// underscores among the digits. Infinity and NaN, which JSON doesn't have, and dates stay text.
func yamlNumber(text string) (string, bool) {
	if isDecimal(text) {
		return text, true
	}
	plain := strings.ReplaceAll(text, "_", "")
	if plain == "" || strings.HasPrefix(text, "_") {
		return "", false
	}
	if i, err := strconv.ParseInt(plain, 0, 64); err == nil && text[0] != '.' {
		return strconv.FormatInt(i, 10), true
	}
	if u, err := strconv.ParseUint(plain, 0, 64); err == nil && text[0] != '.' {
		return strconv.FormatUint(u, 10), true
	}
	if sign, digits, ok := strings.Cut(plain, "0b"); ok && (sign == "" || sign == "-") {
		if i, err := strconv.ParseInt(sign+digits, 2, 64); err == nil {
			return strconv.FormatInt(i, 10), true
		}
	}
	if text[0] == '.' {
		plain = text
	}
	if !yamlFloat.MatchString(plain) {
		return "", false
	}
	f, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsInf(f, 0) {
		return "", false
	}
	return strconv.FormatFloat(f, 'f', -1, 64), true
}

// isDecimal reports whether text is a whole number that JSON writes alike and 64 bits hold.
func isDecimal(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || len(digits) > 18 || digits[0] == '0' && text != "0" {
		return false
	}
	for i := 0; i < len(digits); i++ {
		if digits[i] < '0' || digits[i] > '9' {
			return false
		}
	}
	return true
}
