package source

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"
)

// syntax is what the search for secrets needs to know of a text.
type syntax uint8

const (
	lineSyntax syntax = iota // YAML, and whatever else has a name and a value on a line
	jsonSyntax
	hclSyntax
)

func syntaxOf(name string, data []byte) syntax {
	switch path.Ext(name) {
	case ".tf", ".tofu", ".tfvars", ".hcl":
		return hclSyntax
	case ".json":
		return jsonSyntax
	}
	if head := bytes.TrimLeft(data[:min(len(data), 4096)], " \t\r\n"); len(head) > 0 && (head[0] == '{' || head[0] == '[') {
		return jsonSyntax
	}
	return lineSyntax
}

// findSecrets lists the secrets of a text, sorted and disjoint.
func findSecrets(data []byte, s syntax) []Range {
	f := &secretFinder{data: data, syntax: s, secretObjects: holdsSecretObject(data), webKeys: s == jsonSyntax && containsFold(data, `"kty"`)}
	f.byShape()
	if s == lineSyntax {
		f.lines()
	} else {
		f.braces(0, false, secretFrame{})
	}
	return joinRanges(f.found)
}

// joinRanges sorts ranges and joins those that overlap or touch.
func joinRanges(ranges []Range) []Range {
	slices.SortFunc(ranges, func(a, b Range) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	joined := ranges[:0]
	for _, r := range ranges {
		if n := len(joined); n > 0 && r.Start <= joined[n-1].End {
			joined[n-1].End = max(joined[n-1].End, r.End)
		} else if r.Start < r.End {
			joined = append(joined, r)
		}
	}
	return joined
}

type secretFinder struct {
	data   []byte
	syntax syntax
	// secretObjects says that the text holds a Kubernetes Secret somewhere: then
	// every data and stringData is taken for one's.
	secretObjects bool
	// webKeys says that the text holds a JSON web key (RFC 7517), whose private numbers have names of a letter or two.
	webKeys bool
	found   []Range
}

func (f *secretFinder) add(start, end int) {
	if start < end {
		f.found = append(f.found, Range{start, end})
	}
}

// holdsSecretObject reports whether a text declares a Kubernetes Secret.
func holdsSecretObject(data []byte) bool {
	if bytes.Contains(data, []byte("kubernetes_secret")) {
		return true
	}
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("Secret"))
		if i < 0 {
			return false
		}
		at += i
		// Backwards over the quote and the separator to the name of the field.
		before := bytes.TrimRight(data[max(0, at-64):at], "\"'\\ \t")
		if n := len(before); n > 0 && (before[n-1] == ':' || before[n-1] == '=') {
			if bytes.HasSuffix(bytes.TrimRight(before[:n-1], "\"'\\ \t"), []byte("kind")) {
				return true
			}
		}
		at += len("Secret")
	}
}

// secretNames are what a name of a secret ends with, in lower case and without
// anything between the words.
var secretNames = []string{
	"password", "passwd", "pwd", "passphrase",
	"secret", "secretvalue", "secrettext", "secretkey",
	"token", "authorization",
	"apikey", "accesskey", "accountkey", "storagekey", "sharedkey", "sharedaccesskey",
	"primarykey", "secondarykey", "masterkey", "signingkey", "clientkey", "clientkeydata",
	"privatekey", "privatekeypem", "privatekeyopenssh",
	"connectionstring", "connstr", "sasurl", "sasuri",
	"kubeconfig", "kubeconfigraw", "kubeadminconfigraw",
	// kubectl keeps the whole object in it, a Secret's data too.
	"lastappliedconfiguration",
}

// secretNamesBy holds them by their last letter: most names are done after one look.
var secretNamesBy = func() (by [256][]string) {
	for _, name := range secretNames {
		last := name[len(name)-1]
		by[last] = append(by[last], name)
	}
	return by
}()

// isSecretName reports whether a field of this name holds a secret.
func isSecretName(name []byte) bool {
	const longest = 32 // longer than any of secretNames
	var plain [longest]byte
	var candidates []string
	at := longest
	for i := len(name) - 1; i >= 0 && at > 0; i-- {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if ('a' > c || c > 'z') && ('0' > c || c > '9') {
			continue
		}
		if at == longest {
			if candidates = secretNamesBy[c]; candidates == nil {
				return false
			}
		}
		at--
		plain[at] = c
	}
	for _, s := range candidates {
		if longest-at >= len(s) && string(plain[longest-len(s):]) == s {
			return !bytes.HasSuffix(plain[:], []byte("rbacauthorization")) // a vault's switch
		}
	}
	return false
}

// isPrivateNumber reports whether a member of a JSON web key of this name is private (RFC 7518, 6.2 to 6.4).
func isPrivateNumber(name []byte) bool {
	switch string(name) {
	case "d", "p", "q", "dp", "dq", "qi", "k", "D", "P", "Q", "DP", "DQ", "QI", "K":
		return true
	}
	return false
}

// isSecretData reports whether everything under a field of this name is secret.
func (f *secretFinder) isSecretData(name []byte) bool {
	switch string(name) {
	case "stringData", "string_data":
		return true
	case "data", "binary_data":
		return f.secretObjects
	}
	return false
}

// isValueName reports whether a field of this name holds what another field, or
// the block's label, has named: {name: DB_PASSWORD, value: ...}.
func isValueName(name []byte) bool {
	switch string(name) {
	case "value", "default", "defaultValue":
		return true
	}
	return false
}

// isSecretText reports whether the text of a secret field is one: an expression that
// only refers to a value isn't, and is worth seeing.
func isSecretText(text []byte) bool {
	s := string(bytes.TrimSpace(text))
	switch {
	case s == "":
		return false
	case strings.HasPrefix(s, "${") && strings.IndexByte(s, '}') == len(s)-1:
		return false
	case strings.HasPrefix(s, "[parameters('") && strings.HasSuffix(s, "')]") && strings.Count(s, "'") == 2:
		return false
	}
	return true
}

// isSecretWord is [isSecretText] for a value without quotes.
func isSecretWord(text []byte) bool {
	switch strings.ToLower(string(text)) {
	case "true", "false", "null", "~", "yes", "no", "on", "off":
		return false
	}
	// An alias, a template's hole, a reference to a variable of the environment.
	return len(text) > 0 && text[0] != '*' && !bytes.HasPrefix(text, []byte("{{")) && !bytes.HasPrefix(text, []byte("$(")) && isSecretText(text)
}
