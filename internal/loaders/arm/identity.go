package arm

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// identityOf identifies any value, so that equal ones have equal identities. It takes
// steps in proportion to the value; where they run out nothing equals it.
func (ev *evaluator) identityOf(n *source.Node) string {
	w := identityWriter{ev: ev}
	w.node(n)
	switch {
	case w.spent:
		ev.unequal++
		return fmt.Sprintf("too large to compare %d", ev.unequal)
	case w.sum == nil:
		return short(w.text.String())
	}
	w.flush()
	return shortened(w.sum.Sum(nil))
}

// identityWriter writes the identity of a value: all of it, or what is short of it.
type identityWriter struct {
	ev    *evaluator
	text  strings.Builder
	sum   hash.Hash // of the text that was flushed; nil as long as none was
	nodes int
	spent bool
}

func (w *identityWriter) flush() {
	if w.sum == nil {
		w.sum = sha256.New()
	}
	w.sum.Write([]byte(w.text.String()))
	w.spent = !w.ev.step(w.text.Len()/256) || w.spent
	w.text.Reset()
}

func (w *identityWriter) node(n *source.Node) {
	if w.nodes++; w.nodes%8 == 0 && !w.ev.step(1) {
		w.spent = true
	}
	if w.spent {
		return
	}
	b := &w.text
	switch n.Kind {
	case source.Null:
		b.WriteString("null")
	case source.Bool, source.Number:
		b.WriteString(n.Text)
	case source.String:
		b.WriteString("'" + strings.ReplaceAll(n.Text, "'", "''") + "'")
	case source.Array:
		b.WriteByte('[')
		for _, item := range n.Items {
			w.node(item)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case source.Object:
		b.WriteByte('{')
		for _, m := range n.Members {
			b.WriteString("'" + m.Key + "':")
			w.node(m.Value)
			b.WriteByte(',')
		}
		b.WriteByte('}')
	case source.Unknown:
		if n.Symbol != nil {
			b.WriteString(n.Symbol.Expr)
		}
	}
	if b.Len() > 1<<16 {
		w.flush()
	}
}

// short keeps an identity short: a long one becomes its hash.
func short(identity string) string {
	if len(identity) <= 256 {
		return identity
	}
	sum := sha256.Sum256([]byte(identity))
	return shortened(sum[:])
}

func shortened(sum []byte) string { return "#" + hex.EncodeToString(sum[:16]) }
