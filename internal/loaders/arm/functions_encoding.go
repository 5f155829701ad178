package arm

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/akscan/akscan/internal/source"
)

// encodingFunctions turn values into texts of other forms, and back.
func encodingFunctions() map[string]function {
	return map[string]function{
		"json":                 {min: 1, max: 1, eval: fromJSON},
		"base64":               {min: 1, max: 1, result: textKind, eval: onText(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) })},
		"base64ToString":       {min: 1, max: 1, result: textKind, eval: base64Text},
		"base64ToJson":         {min: 1, max: 1, eval: base64JSON},
		"dataUri":              {min: 1, max: 1, result: textKind, eval: onText(dataURI)},
		"dataUriToString":      {min: 1, max: 1, result: textKind, eval: dataURIText},
		"uri":                  {min: 2, max: 2, result: textKind, eval: joinURI},
		"uriComponent":         {min: 1, max: 1, result: textKind, eval: onText(uriComponent)},
		"uriComponentToString": {min: 1, max: 1, result: textKind, eval: uriComponentText},
		"guid":                 {min: 1, max: -1, result: textKind, present: true, eval: hashed},
	}
}

// fromJSON is json(): the value that a text writes as JSON.
func fromJSON(c *call) *source.Node {
	s, ok := c.str(0)
	if !ok {
		if c.args[0].Kind != source.Unknown {
			return c.args[0]
		}
		return nil
	}
	return c.parseJSON(s)
}

func (c *call) parseJSON(s string) *source.Node {
	if !c.step(len(s) / 8) {
		return nil
	}
	n, diagnostics := source.ParseJSON(source.NewSet().Add("", []byte(s), false))
	if len(diagnostics) > 0 || n == nil {
		return c.fail(source.Warning, "%s(): the text isn't JSON", c.x.spelt)
	}
	derive(n, originsOf(c.args[0]))
	return n
}

// derive removes the places of a tree that was read out of a text, for they are in
// no file, and says where the text came from instead.
func derive(n *source.Node, origins []source.Pos) {
	n.Pos, n.Origins = 0, origins
	for _, item := range n.Items {
		derive(item, origins)
	}
	for i := range n.Members {
		n.Members[i].Pos = 0
		derive(n.Members[i].Value, origins)
	}
}

// jsonText writes a known value as compact JSON.
func jsonText(n *source.Node) string {
	var b strings.Builder
	writeJSON(&b, n)
	return b.String()
}

func writeJSON(b *strings.Builder, n *source.Node) {
	quote := func(s string) {
		text, _ := json.Marshal(s) // a string always marshals
		b.Write(text)
	}
	if b.Len() > maxTextLength {
		return
	}
	switch n.Kind {
	case source.Null, source.Unknown:
		b.WriteString("null")
	case source.Bool, source.Number:
		b.WriteString(n.Text)
	case source.String:
		quote(n.Text)
	case source.Array:
		b.WriteByte('[')
		for i, item := range n.Items {
			if i > 0 {
				b.WriteByte(',')
			}
			writeJSON(b, item)
		}
		b.WriteByte(']')
	case source.Object:
		b.WriteByte('{')
		for i, m := range n.Members {
			if i > 0 {
				b.WriteByte(',')
			}
			quote(m.Key)
			b.WriteByte(':')
			writeJSON(b, m.Value)
		}
		b.WriteByte('}')
	}
}

func (c *call) decodeBase64() (string, bool) {
	s, ok := c.str(0)
	if !ok {
		return "", false
	}
	data, err := base64.StdEncoding.DecodeString(s)
	if err != nil || !utf8.Valid(data) {
		return "", false
	}
	return string(data), true
}

func base64Text(c *call) *source.Node {
	if s, ok := c.decodeBase64(); ok {
		return stringNode(s)
	}
	return nil
}

func base64JSON(c *call) *source.Node {
	if s, ok := c.decodeBase64(); ok {
		return c.parseJSON(s)
	}
	return nil
}

func dataURI(s string) string {
	return "data:text/plain;charset=utf8;base64," + base64.StdEncoding.EncodeToString([]byte(s))
}

func dataURIText(c *call) *source.Node {
	s, _ := c.str(0)
	head, body, ok := strings.Cut(s, ",")
	if !ok || !strings.HasPrefix(head, "data:") {
		return nil
	}
	if !strings.HasSuffix(head, ";base64") {
		if plain, err := url.PathUnescape(body); err == nil {
			return stringNode(plain)
		}
		return nil
	}
	data, err := base64.StdEncoding.DecodeString(body)
	if err != nil || !utf8.Valid(data) {
		return nil
	}
	return stringNode(string(data))
}

// joinURI is uri(): a relative address below a base.
func joinURI(c *call) *source.Node {
	base, ok1 := c.str(0)
	relative, ok2 := c.str(1)
	if !ok1 && ok2 && c.args[0].Kind == source.Unknown {
		below := part{base: short("uri(" + c.identityOf(c.args[0]) + ")"), src: c.x.args[0].src, why: whyUnknown(c.args[0]), present: true, typ: textKind}
		return c.textNode(join(unknown(below), literal(relative)))
	}
	if !ok1 || !ok2 {
		return nil
	}
	if strings.HasSuffix(base, "/") {
		relative = strings.TrimPrefix(relative, "/") // the two become one
	}
	b, err1 := url.Parse(base)
	r, err2 := url.Parse(relative)
	if err1 != nil || err2 != nil || !b.IsAbs() {
		return nil
	}
	return stringNode(b.ResolveReference(r).String())
}

func uriComponent(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

func uriComponentText(c *call) *source.Node {
	s, ok := c.str(0)
	if !ok {
		return nil
	}
	plain, err := url.PathUnescape(s)
	if err != nil {
		return nil
	}
	return stringNode(plain)
}
