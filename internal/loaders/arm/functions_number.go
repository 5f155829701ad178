package arm

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// numberFunctions are the functions on numbers.
func numberFunctions() map[string]function {
	return map[string]function{
		"add":   {min: 2, max: 2, result: intKind, eval: arithmetic},
		"sub":   {min: 2, max: 2, result: intKind, eval: arithmetic},
		"mul":   {min: 2, max: 2, result: intKind, eval: arithmetic},
		"div":   {min: 2, max: 2, result: intKind, eval: arithmetic},
		"mod":   {min: 2, max: 2, result: intKind, eval: arithmetic},
		"int":   {min: 1, max: 1, result: intKind, eval: toInt},
		"float": {min: 1, max: 1, result: intKind, eval: toFloat},
		"min":   {min: 1, max: -1, result: intKind, eval: minMax},
		"max":   {min: 1, max: -1, result: intKind, eval: minMax},
	}
}

func arithmetic(c *call) *source.Node {
	a, ok1 := c.int(0)
	b, ok2 := c.int(1)
	if !ok1 || !ok2 {
		return nil
	}
	switch c.x.name {
	case "add":
		if sum := a + b; (sum > a) == (b > 0) {
			return intNode(sum)
		}
	case "sub":
		if difference := a - b; (difference < a) == (b > 0) {
			return intNode(difference)
		}
	case "mul":
		if high, low := bits.Mul64(uint64(abs(a)), uint64(abs(b))); high == 0 && low <= math.MaxInt64 {
			return intNode(a * b)
		}
	default:
		if b == 0 {
			return c.fail(source.Warning, "%s() by zero", c.x.spelt)
		}
		if c.x.name == "mod" {
			return intNode(a % b)
		}
		return intNode(a / b)
	}
	return c.fail(source.Warning, "%s() overflows", c.x.spelt)
}

func abs(i int64) int64 { return max(i, -i) }

func toInt(c *call) *source.Node {
	if i, ok := c.int(0); ok {
		return intNode(i)
	}
	if s, ok := c.str(0); ok {
		if i, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
			return intNode(i)
		}
	}
	if c.args[0].Kind == source.Unknown && c.symbols.kindOf(c.args[0]) == intKind {
		return c.args[0]
	}
	return nil
}

func toFloat(c *call) *source.Node {
	n := c.args[0]
	if n.Kind == source.Number {
		return n
	}
	if n.Kind == source.String {
		if f, err := strconv.ParseFloat(n.Text, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return &source.Node{Kind: source.Number, Text: strconv.FormatFloat(f, 'f', -1, 64)}
		}
	}
	return nil
}

// minMax is min and max, of numbers or of one list of them.
func minMax(c *call) *source.Node {
	args := c.args
	if len(args) == 1 && args[0].Kind == source.Array {
		args = args[0].Items
	}
	var found int64
	for i, arg := range args {
		n, ok := intOf(arg)
		switch {
		case !ok:
			return nil
		case i == 0, c.x.name == "min" && n < found, c.x.name == "max" && n > found:
			found = n
		}
	}
	if len(args) == 0 {
		return nil
	}
	return intNode(found)
}
