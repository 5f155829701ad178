package arm

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/akscan/akscan/internal/source"
)

// textFunctions are the functions on text.
func textFunctions() map[string]function {
	return map[string]function{
		"format":       {min: 1, max: -1, result: textKind, eval: format},
		"toLower":      {min: 1, max: 1, result: textKind, eval: changeCase},
		"toUpper":      {min: 1, max: 1, result: textKind, eval: changeCase},
		"trim":         {min: 1, max: 1, result: textKind, eval: onText(strings.TrimSpace)},
		"replace":      {min: 3, max: 3, result: textKind, eval: replace},
		"split":        {min: 2, max: 2, result: arrayKind, eval: split},
		"substring":    {min: 1, max: 3, result: textKind, eval: substring},
		"startsWith":   {min: 2, max: 2, result: boolKind, eval: affix},
		"endsWith":     {min: 2, max: 2, result: boolKind, eval: affix},
		"padLeft":      {min: 2, max: 3, result: textKind, present: true, eval: padLeft},
		"string":       {min: 1, max: 1, result: textKind, eval: toText},
		"join":         {min: 2, max: 2, result: textKind, eval: joinTexts},
		"uniqueString": {min: 1, max: -1, result: textKind, present: true, eval: hashed},
	}
}

// onText makes a function of one known text.
func onText(fn func(string) string) func(*call) *source.Node {
	return func(c *call) *source.Node {
		if s, ok := c.str(0); ok {
			return stringNode(fn(s))
		}
		return nil
	}
}

// hashed is a function of which only the identity matters.
func hashed(c *call) *source.Node {
	return c.symbols.unknown(part{
		base: short(c.identity()), src: c.x.src, typ: c.f.result, present: c.f.present,
		why: orElse(firstWhy(c.args...), "akscan doesn't compute "+c.x.spelt+"()"),
	})
}

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// format fills the places of a text, .NET's composite format.
func format(c *call) *source.Node {
	pattern, ok := c.str(0)
	if !ok {
		return nil
	}
	var out text
	add := func(s string) { out = append(out, piece{text: s}) }
	for pattern != "" {
		i := strings.IndexAny(pattern, "{}")
		if i < 0 {
			add(pattern)
			break
		}
		add(pattern[:i])
		brace := pattern[i : i+1]
		pattern = pattern[i+1:]
		if strings.HasPrefix(pattern, brace) {
			add(brace)
			pattern = pattern[1:]
			continue
		}
		end := strings.IndexByte(pattern, '}')
		if brace == "}" || end < 0 {
			return c.fail(source.Warning, "format(): a brace in %q is never closed or never opened", c.args[0].Text)
		}
		index, spec, _ := strings.Cut(pattern[:end], ":")
		index, width, _ := strings.Cut(index, ",")
		pattern = pattern[end+1:]
		n, err := strconv.Atoi(strings.TrimSpace(index))
		if err != nil || n < 0 || n+1 >= len(c.args) {
			return c.fail(source.Warning, "format(): there is no argument {%s}", index)
		}
		arg, ok := c.formatted(c.args[n+1], spec)
		if ok && width != "" {
			arg, ok = c.aligned(arg, c.args[n+1], strings.TrimSpace(width))
		}
		if !ok {
			return nil
		}
		out = append(out, arg...)
	}
	return c.textNode(out)
}

// aligned pads an argument of format() to a width: on its left, or on its right by a
// width below zero.
func (c *call) aligned(t text, arg *source.Node, width string) (text, bool) {
	n, err := strconv.Atoi(width)
	if err != nil || n < -999 || n > 999 {
		return nil, false
	}
	s, known := t.known()
	if !known {
		return unknown(part{
			base: short("format(" + c.identityOf(arg) + "," + width + ")"), src: c.x.src, why: t.why(), present: n != 0, typ: textKind,
		}), true
	}
	return literal(fmt.Sprintf("%*s", n, s)), true
}

// grouped writes a whole number with commas between its thousands.
func grouped(i int64) string {
	s := strconv.FormatInt(i, 10)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// formatted is an argument of format() as text.
func (c *call) formatted(arg *source.Node, spec string) (text, bool) {
	t, ok := c.symbols.textOf(arg)
	if arg.Kind == source.Null {
		return nil, true
	}
	if !ok || spec == "" {
		return t, ok
	}
	if arg.Kind == source.Unknown {
		return unknown(part{
			base: short("format(" + c.identityOf(arg) + "," + spec + ")"), src: c.x.src, why: t.why(), present: true, typ: textKind,
		}), true
	}
	i, isInt := intOf(arg)
	width, err := strconv.Atoi(orElse(spec[1:], "0"))
	if !isInt || err != nil || width > 99 {
		return nil, false
	}
	sign := 0
	if i < 0 {
		sign = 1 // which the width doesn't count
	}
	switch spec[0] {
	case 'D', 'd':
		return literal(fmt.Sprintf("%0*d", width+sign, i)), true
	case 'N', 'n', 'F', 'f':
		whole := strconv.FormatInt(i, 10)
		if spec[0] == 'N' || spec[0] == 'n' {
			whole = grouped(i)
		}
		if len(spec) == 1 {
			width = 2
		}
		if width > 0 {
			whole += "." + strings.Repeat("0", width)
		}
		return literal(whole), true
	case 'X', 'x':
		if i < 0 {
			return nil, false
		}
		if spec[0] == 'X' {
			return literal(fmt.Sprintf("%0*X", width, i)), true
		}
		return literal(fmt.Sprintf("%0*x", width, i)), true
	}
	// A custom format of zeros alone pads like D.
	if strings.Trim(spec, "0") == "" {
		return literal(fmt.Sprintf("%0*d", len(spec)+sign, i)), true
	}
	return nil, false
}

// changeCase is toLower and toUpper.
func changeCase(c *call) *source.Node {
	t, ok := c.symbols.textOf(c.args[0])
	if !ok {
		return nil
	}
	change := strings.ToLower
	if c.x.name == "toupper" {
		change = strings.ToUpper
	}
	out := make(text, len(t))
	for i, p := range t {
		if p.known() {
			p.text = change(p.text)
		} else {
			changed := *p.part
			changed.src = c.x.spelt + "(" + p.src + ")"
			p.fold, p.part = c.x.name, &changed
		}
		out[i] = p
	}
	return c.textNode(out)
}

func replace(c *call) *source.Node {
	s, ok1 := c.str(0)
	old, ok2 := c.str(1)
	with, ok3 := c.str(2)
	if !ok1 || !ok2 || !ok3 {
		return nil
	}
	if old == "" {
		return c.fail(source.Warning, "replace(): the text to replace is empty")
	}
	if long(len(s) + strings.Count(s, old)*(len(with)-len(old))) {
		return c.fail(source.Error, "the text that replace() makes is longer than %d bytes", maxTextLength)
	}
	return stringNode(strings.ReplaceAll(s, old, with))
}

// split cuts a text. What unknown parts hold isn't known, so only where they
// certainly hold no separator is the list known.
func split(c *call) *source.Node {
	t, ok := c.symbols.textOf(c.args[0])
	separators, ok2 := c.separators(c.args[1])
	if !ok || !ok2 {
		return nil
	}
	for _, p := range t {
		if !p.known() && !(p.ref == nil && p.present && isScopePart(p.base) && onlySlash(separators)) {
			return nil
		}
	}
	parts := t.split(separators...)
	items := make([]*source.Node, len(parts))
	for i, part := range parts {
		items[i] = c.symbols.node(part)
	}
	if !c.step(len(items)) {
		return nil
	}
	return arrayNode(items)
}

func onlySlash(separators []string) bool { return len(separators) == 1 && separators[0] == "/" }

func (c *call) separators(n *source.Node) ([]string, bool) {
	if n.Kind == source.String {
		return []string{n.Text}, true
	}
	var out []string
	for _, item := range n.Items {
		if item.Kind != source.String {
			return nil, false
		}
		out = append(out, item.Text)
	}
	return out, n.Kind == source.Array
}

// substring takes characters; of a text that begins with a known part, also as long as that reaches.
func substring(c *call) *source.Node {
	t, ok := c.symbols.textOf(c.args[0])
	start, length := int64(0), int64(-1)
	if len(c.args) > 1 {
		var isInt bool
		if start, isInt = c.int(1); !isInt || start < 0 {
			return nil
		}
	}
	if len(c.args) > 2 {
		var isInt bool
		if length, isInt = c.int(2); !isInt || length < 0 {
			return nil
		}
	}
	if !ok || len(t) > 0 && !t[0].known() {
		return nil
	}
	var head []rune
	if len(t) > 0 {
		head = []rune(t[0].text)
	}
	end := start + length
	if length < 0 {
		end = int64(len(head))
	}
	if length < 0 && len(t) > 1 || end > int64(len(head)) || start > int64(len(head)) {
		if len(t) > 1 {
			return nil
		}
		return c.fail(source.Warning, "substring(): the text has only %d characters", len(head))
	}
	return stringNode(string(head[start:end]))
}

// affix is startsWith and endsWith, which disregard case.
func affix(c *call) *source.Node {
	t, ok := c.symbols.textOf(c.args[0])
	part, ok2 := c.str(1)
	if !ok || !ok2 {
		return nil
	}
	part = strings.ToLower(part)
	edge := text(nil)
	if len(t) > 0 && c.x.name == "startswith" {
		edge = t[:1]
	} else if len(t) > 0 {
		edge = t[len(t)-1:]
	}
	known, ok := edge.known()
	known = strings.ToLower(known)
	holds := strings.HasPrefix(known, part)
	differs := !strings.HasPrefix(part, known)
	if c.x.name == "endswith" {
		holds, differs = strings.HasSuffix(known, part), !strings.HasSuffix(part, known)
	}
	if !ok || !holds && !differs && len(t) > 1 {
		return nil
	}
	return boolNode(holds)
}

func padLeft(c *call) *source.Node {
	t, ok := c.symbols.textOf(c.args[0])
	s, known := t.known()
	width, ok2 := c.int(1)
	fill := " "
	if len(c.args) > 2 {
		var isText bool
		if fill, isText = c.str(2); !isText || utf8.RuneCountInString(fill) != 1 {
			return nil
		}
	}
	if !ok || !known || !ok2 {
		return nil
	}
	if width > maxTextLength/4 {
		return c.fail(source.Error, "the text that padLeft() makes is longer than %d bytes", maxTextLength)
	}
	if missing := int(width) - utf8.RuneCountInString(s); missing > 0 {
		s = strings.Repeat(fill, missing) + s
	}
	return stringNode(s)
}

// toText is string(): any value as text, lists and objects as JSON.
func toText(c *call) *source.Node {
	if t, ok := c.symbols.textOf(c.args[0]); ok {
		return c.textNode(t)
	}
	switch {
	case !isKnown(c.args[0]):
		return nil
	case c.args[0].Kind == source.Null:
		// Whether this is empty isn't documented.
		return c.because("what " + c.x.src + " makes of null isn't known")
	}
	return c.textNode(literal(jsonText(c.args[0])))
}

func joinTexts(c *call) *source.Node {
	separator, ok := c.str(1)
	if !ok || c.args[0].Kind != source.Array {
		return nil
	}
	var out text
	for i, item := range c.args[0].Items {
		t, ok := c.symbols.textOf(item)
		if !ok {
			return nil
		}
		if i > 0 {
			out = append(out, piece{text: separator})
		}
		out = append(out, t...)
	}
	return c.textNode(out)
}
