// Package rego runs Rego: the plans that OPA makes of policies (its intermediate
// representation, https://www.openpolicyagent.org/docs/ir), with OPA's built-in functions. [Assemble] turns a plan into a [Program] when the policies
// are generated; a scan decodes that and need not parse or compile any Rego. A plan
// runs several times faster than OPA's own evaluator: it knows where each variable is
// kept and which statement follows a failed one, and nothing is unified.
package rego

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
)

// Program is a plan, ready to run. It is immutable and safe for concurrent use.
type Program struct {
	constants []Value
	builtins  []builtin
	functions []function
	code      []uint32
	// entries are the functions that can be asked for from outside, by path.
	entries map[string]int
	// shapes is the shape of an object that has no members yet.
	shapes *shape
}

// function is a rule or a function of the policies: all rules of one name.
type function struct {
	// name is the path, for messages: "data.akscan.lib.state.require_true".
	name string
	// entry says that it can be asked for from outside.
	entry bool
	// remembered says that what it gave is worth remembering, by its one argument; see [weigh].
	remembered bool
	// start is where its code begins, params, locals and scans count what it keeps.
	start, params, locals, scans int
}

// The instructions. Each is followed by its operands, of these kinds:
//   - a local is where a variable is kept; nil there means undefined;
//   - an operand is a local or, with the bit constant set, one of the program's constants;
//   - a target is the place in the code to go on at when the statement is undefined.
const (
	opReturn     = iota // operand
	opJump              // target
	opCall              // function, local for the result, target, operands as many as the function takes
	opBuiltin           // builtin, local for the result, target, count, operands
	opMove              // operand, local
	opMoveOnce          // operand, local: it is an error if that holds another value
	opReset             // local
	opDefined           // local, target
	opUndefined         // local, target
	opDot               // operand, operand for the key, local, target
	opEqual             // operand, operand, target
	opNotEqual          // operand, operand, target
	opScan              // local, scan: begins it
	opNext              // scan, local for the key, local for the value, target for the end
	opLength            // operand, local
	opArray             // local: makes one
	opObject            // local
	opSet               // local
	opAppend            // operand, local
	opInsert            // operand for the key, operand, local
	opInsertOnce        // operand for the key, operand, local: it is an error if the key has another value
	opAdd               // operand, local
	opMerge             // local, local, local for the result
	opIs                // operand, rank of its type, target
	opCount             // how many instructions there are
)

const (
	// constant marks an operand as an index into the constants.
	constant = 1 << 31
	// unused stands for a local that nothing reads.
	unused = 1<<31 - 1
)

// The kinds of constants; those from constNumber on have a text.
const (
	constNull = iota
	constFalse
	constTrue
	constNumber
	constString
)

// constantOf is the value of a constant; only numbers and texts have a text.
func constantOf(kind int, text string) Value {
	switch kind {
	case constNull:
		return Null{}
	case constFalse, constTrue:
		return kind == constTrue
	case constNumber:
		return number(text)
	}
	return text
}

// Encode writes a program for [Decode].
func (p *Program) Encode() []byte {
	w := writer{}
	w.number(len(p.constants))
	for _, c := range p.constants {
		switch v := c.(type) {
		case Null:
			w.number(constNull)
		case bool:
			if v {
				w.number(constTrue)
			} else {
				w.number(constFalse)
			}
		case int64:
			w.number(constNumber)
			w.text(strconv.FormatInt(v, 10))
		case Number:
			w.number(constNumber)
			w.text(string(v))
		case string:
			w.number(constString)
			w.text(v)
		}
	}
	w.number(len(p.builtins))
	for _, b := range p.builtins {
		w.text(b.name)
	}
	w.number(len(p.functions))
	for _, f := range p.functions {
		w.text(f.name)
		for _, n := range []int{flag(f.entry), flag(f.remembered), f.start, f.params, f.locals, f.scans} {
			w.number(n)
		}
	}
	w.number(len(p.code))
	for _, word := range p.code {
		w.number(int(word))
	}
	return w.bytes
}

func flag(set bool) int {
	if set {
		return 1
	}
	return 0
}

// Decode reads what [Program.Encode] wrote. An error says that the data is cut off or
// asks for a built-in function that this version of OPA doesn't have.
func Decode(data []byte) (*Program, error) {
	r := reader{data: data}
	p := new(Program)
	p.constants = make([]Value, r.count())
	for i := range p.constants {
		kind, text := r.number(), ""
		if kind >= constNumber {
			text = r.text()
		}
		p.constants[i] = constantOf(kind, text)
	}
	p.builtins = make([]builtin, r.count())
	for i := range p.builtins {
		if p.builtins[i] = builtinOf(r.text()); p.builtins[i].opa == nil && r.err == nil {
			return nil, fmt.Errorf("the program calls %s, which OPA doesn't have", p.builtins[i].name)
		}
	}
	p.functions = make([]function, r.count())
	for i := range p.functions {
		p.functions[i] = function{name: r.text(), entry: r.number() == 1, remembered: r.number() == 1, start: r.number(), params: r.number(), locals: r.number(), scans: r.number()}
	}
	p.code = make([]uint32, r.count())
	for i := range p.code {
		p.code[i] = uint32(r.number())
	}
	p.index()
	return p, r.err
}

// index makes what isn't encoded.
func (p *Program) index() {
	p.shapes, p.entries = new(shape), map[string]int{}
	for i, f := range p.functions {
		if f.entry {
			p.entries[f.name] = i
		}
	}
}

// writer writes numbers and texts.
type writer struct{ bytes []byte }

func (w *writer) number(n int) { w.bytes = binary.AppendUvarint(w.bytes, uint64(n)) }

func (w *writer) text(s string) {
	w.number(len(s))
	w.bytes = append(w.bytes, s...)
}

// reader reads them back. After an error everything is zero.
type reader struct {
	data []byte
	err  error
}

var errCutOff = errors.New("the program is cut off")

func (r *reader) number() int {
	n, size := binary.Uvarint(r.data)
	if size <= 0 || n > 1<<32-1 {
		r.data, r.err = nil, errCutOff
		return 0
	}
	r.data = r.data[size:]
	return int(n)
}

// count reads how many things follow, each at least a byte long.
func (r *reader) count() int {
	n := r.number()
	if n > len(r.data) {
		r.data, r.err = nil, errCutOff
		return 0
	}
	return n
}

func (r *reader) text() string {
	n := r.count()
	s := string(r.data[:n])
	r.data = r.data[n:]
	return s
}
