package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/akscan/akscan/internal/source"
)

// tree makes a positioned tree of an evaluated value. Its parts stand where they
// are written out, be that in the argument itself or in the local, input or file that it names.
func (s *scope) tree(v cty.Value, at item) *source.Node {
	return s.treeWithin(v, at, 0)
}

func (s *scope) treeWithin(v cty.Value, at item, depth int) *source.Node {
	p := plain(v)
	if !p.IsKnown() {
		sym := symbolOf(v)
		if n := s.partTree(sym, at, depth); n != nil {
			return n
		}
		return &source.Node{Kind: source.Unknown, Pos: at.pos(), Symbol: &sym.Symbol, Origins: at.origins()}
	}
	if p.IsNull() {
		return &source.Node{Kind: source.Null, Pos: at.pos(), Origins: at.origins()}
	}
	ty := p.Type()
	switch {
	case ty.IsPrimitiveType():
		return scalar(p, at)
	case depth > source.MaxDepth || !p.CanIterateElements() || ty.IsSetType() && !p.IsWhollyKnown():
		return &source.Node{Kind: source.Unknown, Pos: at.pos(), Symbol: &symbolOf(v).Symbol}
	}
	written := at.resolve()
	if ty.IsObjectType() || ty.IsMapType() {
		var names []string
		for it := p.ElementIterator(); it.Next(); {
			key, _ := it.Element()
			names = append(names, key.AsString())
		}
		return s.objectTree(written, names, func(name string) cty.Value { return entry(p, name) }, depth)
	}
	n := &source.Node{Kind: source.Array, Pos: written.open()}
	index := 0
	for it := p.ElementIterator(); it.Next(); index++ {
		_, element := it.Element()
		n.Items = append(n.Items, s.treeWithin(element, written.into(cty.NumberIntVal(int64(index))), depth+1))
	}
	return n
}

// objectTree is the tree of an object with some members.
func (s *scope) objectTree(at item, names []string, member func(string) cty.Value, depth int) *source.Node {
	n := &source.Node{Kind: source.Object, Pos: at.open()}
	for _, key := range at.keyOrder(names) {
		part := at.into(cty.StringVal(key))
		value := s.treeWithin(member(key), part, depth+1)
		pos := part.pos()
		if value.Kind == source.Object || value.Kind == source.Array {
			pos = part.keyPos()
		}
		n.Members = append(n.Members, source.Member{Key: key, Pos: pos, Value: value})
	}
	return n
}

// partTree is the tree of an unknown value of which parts are known: an object
// some of whose members may be absent, or a list of which one item stands for all.
// Nil when nothing more is known.
func (s *scope) partTree(sym *symbol, at item, depth int) *source.Node {
	if depth > source.MaxDepth {
		return nil
	}
	switch found := sym.members.(type) {
	case *partial:
		if found.rest != nil {
			return nil // what isn't there can't be told from what isn't known
		}
		return s.objectTree(at.resolve(), found.names(), func(name string) cty.Value {
			v, _ := found.member(name, at.at)
			return v
		}, depth)
	case *uncertain:
		if one := plain(found.one); one.IsKnown() && !one.IsNull() && one.Type().IsObjectType() {
			written := at.resolve()
			n := &source.Node{Kind: source.Array, Pos: written.open()}
			n.Items = append(n.Items, s.treeWithin(found.one, written.into(cty.NumberIntVal(0)), depth+1))
			return n
		}
	}
	return nil
}

// entry is the value of an object's attribute or a map's key.
func entry(v cty.Value, key string) cty.Value {
	if v.Type().IsObjectType() {
		return v.GetAttr(key)
	}
	return v.Index(cty.StringVal(key))
}

// scalar is a known text, number or boolean.
func scalar(p cty.Value, at item) *source.Node {
	n := &source.Node{Kind: source.String, Pos: at.valuePos(), Origins: at.origins()}
	switch p.Type() {
	case cty.Bool:
		n.Kind = source.Bool
	case cty.Number:
		n.Kind = source.Number
	}
	if text, err := convert.Convert(p, cty.String); err == nil {
		n.Text = text.AsString()
	}
	return n
}

// into goes one step further, and on to where that part is written.
func (i item) into(key cty.Value) item {
	part := i.step(key)
	if len(part.path) == 0 {
		return part
	}
	// The part isn't written out here: a function or loop made it, or a name leads to it.
	if resolved := part.resolve(); len(resolved.path) == 0 {
		return resolved
	}
	return part
}

// open is the place of the bracket that opens an object or list as written, else the whole item's.
func (i item) open() source.Pos {
	if len(i.path) == 0 && i.expr != nil {
		switch e := unwrap(i.expr).(type) {
		case *hclsyntax.ObjectConsExpr:
			return i.s.root.places.of(e.OpenRange)
		case *hclsyntax.TupleConsExpr:
			return i.s.root.places.of(e.OpenRange)
		}
	}
	return i.pos()
}

// keyPos is the place of an item's key alone.
func (i item) keyPos() source.Pos {
	if len(i.path) == 0 && i.expr != nil {
		at := i.at
		if start := i.expr.Range().Start; start.Byte > at.Start.Byte {
			at.End = start
			return trimRight(i.s.root.places, at)
		}
	}
	return i.pos()
}

// trimRight is a place without what stands between a key and its value.
func trimRight(p places, at hcl.Range) source.Pos {
	f := p[at.Filename]
	if f == nil || at.End.Byte > len(f.Data) || at.Start.Byte > at.End.Byte {
		return p.of(at)
	}
	text := strings.TrimRight(string(f.Data[at.Start.Byte:at.End.Byte]), " \t\r\n=:")
	return f.Span(at.Start.Byte, at.Start.Byte+len(text))
}

// valuePos is the place of an item's value alone.
func (i item) valuePos() source.Pos {
	if len(i.path) == 0 && i.expr != nil {
		if pos := i.s.root.places.of(i.expr.Range()); pos.IsValid() {
			return pos
		}
	}
	return i.pos()
}

// keyOrder brings the names of an object's members into the order in which they
// stand in the source, those that don't stand there last.
func (i item) keyOrder(names []string) []string {
	if len(i.path) > 0 || i.expr == nil {
		return names
	}
	object, ok := unwrap(i.expr).(*hclsyntax.ObjectConsExpr)
	if !ok {
		return names
	}
	left := make(map[string]bool, len(names))
	for _, name := range names {
		left[name] = true
	}
	ordered := make([]string, 0, len(names))
	for _, part := range object.Items {
		if key, diags := i.s.eval(part.KeyExpr, i.ctx); !diags.HasErrors() && left[keyText(key)] {
			delete(left, keyText(key))
			ordered = append(ordered, keyText(key))
		}
	}
	for _, name := range names {
		if left[name] {
			ordered = append(ordered, name)
		}
	}
	return ordered
}
