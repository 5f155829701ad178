package rego

import (
	"context"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/builtins"
)

// Evaluation asks a program about one input document. What a rule gives is worked out
// once, however many others refer to it. It isn't safe for concurrent use.
type Evaluation struct {
	program *Program
	// input and data are the two documents. Policies that are part of the program have no data but their rules.
	input, data Value
	ctx         context.Context
	builtin     topdown.BuiltinContext
	// rules holds what the rules gave, by function; known tells undefined from not asked yet.
	rules []Value
	known []bool
	// remembered holds what functions gave.
	remembered map[call]Value
	// locals and scans are the stacks of the calls.
	locals stack[Value]
	scans  stack[scan]
	// args are those of the call of a built-in function, terms the same for OPA; answer is what it gave.
	args   []Value
	terms  []*ast.Term
	answer Value
	take   func(*ast.Term) error
	steps  int
	// err ends the evaluation of the rule that was asked for.
	err error
}

// call is that of a function of one argument.
type call struct {
	function int
	argument Value
}

// scan walks through the members of a collection.
type scan struct {
	items []Value
	// keys are those of an object; of an array, the keys are the places, and of a set, the members.
	keys    []Value
	isArray bool
	next    int
}

// checkEvery is how many members are scanned between two looks at the deadline.
const checkEvery = 1 << 12

// Evaluation begins to ask about an input that is whole.
func (p *Program) Evaluation(ctx context.Context, input *Document) *Evaluation {
	e := &Evaluation{
		program: p, input: input.root, data: &record{shape: p.shapes}, ctx: ctx, rules: make([]Value, len(p.functions)), known: make([]bool, len(p.functions)),
		remembered: map[call]Value{},
		builtin:    topdown.BuiltinContext{Context: ctx, Cache: builtins.Cache{}},
	}
	e.take = func(t *ast.Term) error {
		e.answer = fromOPA(t)
		return nil
	}
	return e
}

// Ask evaluates a rule, by its path: "data.akscan.notes.notes". The value is nil where it
// is undefined, and where the program has no such rule. The error is the policy's (two
// values for one rule), the context's, or a fault of this package.
func (e *Evaluation) Ask(path string) (value Value, err error) {
	f, ok := e.program.entries[path]
	if !ok {
		return nil, nil
	}
	defer func() {
		if fault := recover(); fault != nil {
			value, err = nil, fmt.Errorf("%s: a fault in running it: %v", path, fault)
		}
	}()
	e.err = nil
	value = e.call(f, []uint32{0, 1}, []Value{e.input, e.data})
	return value, e.err
}

// call runs a function with operands of the caller's locals; nil is undefined.
func (e *Evaluation) call(number int, operands []uint32, of []Value) Value {
	f := &e.program.functions[number]
	// A rule has no parameters but the two documents.
	isRule := f.params == 2
	if isRule && e.known[number] {
		return e.rules[number]
	}
	var key call
	if f.remembered {
		key = call{number, e.value(operands[2], of)}
		if value, ok := e.remembered[key]; ok {
			return value
		}
	}
	below, belowScans := e.locals.used, e.scans.used
	frame := e.locals.push(f.locals)
	for i, o := range operands {
		frame[i] = e.value(o, of)
	}
	value := e.run(f, frame, e.scans.push(f.scans))
	e.locals.pop(below, frame)
	e.scans.pop(belowScans, nil)
	if isRule && e.err == nil {
		e.rules[number], e.known[number] = value, true
	}
	if f.remembered && e.err == nil {
		e.remembered[key] = value
	}
	return value
}

// stack is memory for what calls keep while they run.
type stack[T any] struct {
	// used is the part of a piece of memory that calls keep something in. One that is
	// full is left to them, and the next calls get spare, or a new one.
	used, spare []T
}

// push takes room for n more.
func (s *stack[T]) push(n int) []T {
	const least = 128
	if len(s.used)+n > cap(s.used) {
		if cap(s.spare) < n {
			s.spare = make([]T, 0, max(n, least, 2*cap(s.used)))
		}
		s.used, s.spare = s.spare[:0], nil
	}
	start := len(s.used)
	s.used = s.used[:start+n]
	return s.used[start:]
}

// pop goes back to what was used before a push, and clears what it gave.
func (s *stack[T]) pop(before, gave []T) {
	clear(gave)
	if cap(s.used) != cap(before) && cap(s.used) > cap(s.spare) {
		s.spare = s.used[:0]
	}
	s.used = before
}

func (e *Evaluation) value(operand uint32, locals []Value) Value {
	if operand&constant != 0 {
		return e.program.constants[operand&^constant]
	}
	return locals[operand]
}

// run executes a function's code.
func (e *Evaluation) run(f *function, locals []Value, scans []scan) Value {
	code := e.program.code
	for pc := uint32(f.start); ; {
		switch code[pc] {
		case opReturn:
			return locals[code[pc+1]]
		case opJump:
			pc = code[pc+1]
		case opCall:
			callee, result, undefined := int(code[pc+1]), code[pc+2], code[pc+3]
			pc += 4
			n := uint32(e.program.functions[callee].params)
			value := e.call(callee, code[pc:pc+n], locals)
			if e.err != nil {
				return nil
			}
			if locals[result] = value; value == nil {
				pc = undefined
			} else {
				pc += n
			}
		case opBuiltin:
			callee, result, undefined, n := code[pc+1], code[pc+2], code[pc+3], code[pc+4]
			pc += 5
			value := e.callBuiltin(&e.program.builtins[callee], code[pc:pc+n], locals)
			if e.err != nil {
				return nil
			}
			if locals[result] = value; value == nil {
				pc = undefined
			} else {
				pc += n
			}
		case opMove:
			locals[code[pc+2]] = e.value(code[pc+1], locals)
			pc += 3
		case opMoveOnce:
			value, target := e.value(code[pc+1], locals), code[pc+2]
			if had := locals[target]; had != nil && !equal(had, value) {
				return e.conflict(f)
			}
			locals[target] = value
			pc += 3
		case opReset:
			locals[code[pc+1]] = nil
			pc += 2
		case opDefined:
			if locals[code[pc+1]] == nil {
				pc = code[pc+2]
			} else {
				pc += 3
			}
		case opUndefined:
			if locals[code[pc+1]] != nil {
				pc = code[pc+2]
			} else {
				pc += 3
			}
		case opDot:
			value := e.member(e.value(code[pc+1], locals), code[pc+2], locals)
			if locals[code[pc+3]] = value; value == nil {
				pc = code[pc+4]
			} else {
				pc += 5
			}
		case opEqual:
			if !equal(e.value(code[pc+1], locals), e.value(code[pc+2], locals)) {
				pc = code[pc+3]
			} else {
				pc += 4
			}
		case opNotEqual:
			if equal(e.value(code[pc+1], locals), e.value(code[pc+2], locals)) {
				pc = code[pc+3]
			} else {
				pc += 4
			}
		case opScan:
			scans[code[pc+2]] = scanOf(locals[code[pc+1]])
			pc += 3
		case opNext:
			s, key, value := &scans[code[pc+1]], code[pc+2], code[pc+3]
			if !s.step(key, value, locals) {
				*s = scan{}
				pc = code[pc+4]
				break
			}
			if e.steps++; e.steps%checkEvery == 0 && e.ctx.Err() != nil {
				e.err = e.ctx.Err()
				return nil
			}
			pc += 5
		case opLength:
			locals[code[pc+2]] = length(e.value(code[pc+1], locals))
			pc += 3
		case opArray:
			locals[code[pc+1]] = new(array)
			pc += 2
		case opObject:
			locals[code[pc+1]] = &record{shape: e.program.shapes}
			pc += 2
		case opSet:
			locals[code[pc+1]] = new(set)
			pc += 2
		case opAppend:
			to := locals[code[pc+2]].(*array)
			to.items = append(to.items, e.value(code[pc+1], locals))
			pc += 3
		case opInsert:
			locals[code[pc+3]] = e.insert(locals[code[pc+3]], code[pc+1], e.value(code[pc+2], locals), locals)
			pc += 4
		case opInsertOnce:
			value, object := e.value(code[pc+2], locals), locals[code[pc+3]]
			if had := e.member(object, code[pc+1], locals); had == nil {
				locals[code[pc+3]] = e.insert(object, code[pc+1], value, locals)
			} else if !equal(had, value) {
				return e.conflict(f)
			}
			pc += 4
		case opAdd:
			locals[code[pc+2]].(*set).add(e.value(code[pc+1], locals))
			pc += 3
		case opMerge:
			a, b := locals[code[pc+1]], locals[code[pc+2]]
			if rank(a) != rankObject || rank(b) != rankObject {
				return e.conflict(f)
			}
			locals[code[pc+3]] = union(b, a)
			pc += 4
		case opIs:
			if rank(e.value(code[pc+1], locals)) != int(code[pc+2]) {
				pc = code[pc+3]
			} else {
				pc += 4
			}
		default:
			panic(fmt.Sprintf("%s: there is no instruction %d", f.name, code[pc]))
		}
	}
}

func (e *Evaluation) conflict(f *function) Value {
	e.err = fmt.Errorf("%s gives more than one value", f.name)
	return nil
}

// callBuiltin calls a built-in function. As in OPA, one that fails is undefined.
func (e *Evaluation) callBuiltin(b *builtin, operands []uint32, locals []Value) Value {
	e.args = e.args[:0]
	for _, o := range operands {
		e.args = append(e.args, e.value(o, locals))
	}
	if b.here != nil {
		if result, done := b.here(e.args); done {
			return result
		}
	}
	e.terms = e.terms[:0]
	for _, arg := range e.args {
		e.terms = append(e.terms, toOPA(arg))
	}
	e.answer = nil
	if err := b.opa(e.builtin, e.terms, e.take); err != nil {
		if halt, ok := err.(topdown.Halt); ok {
			e.err = halt.Err
		}
		return nil
	}
	return e.answer
}

// member looks up what an operand names.
func (e *Evaluation) member(of Value, key uint32, locals []Value) Value {
	if r, ok := of.(*record); ok && key&constant != 0 {
		if i := r.shape.place(e.program, key&^constant); i >= 0 {
			return r.values[i]
		}
		return nil
	}
	return member(of, e.value(key, locals))
}

// insert puts a member into an object. Only keys that the policies name make shapes.
func (e *Evaluation) insert(object Value, key uint32, value Value, locals []Value) Value {
	if r, ok := object.(*record); ok && key&constant == 0 {
		object = asDict(r)
	}
	return insert(object, e.value(key, locals), value)
}

// scanOf begins to walk through a collection. Anything else has no members.
func scanOf(v Value) scan {
	switch v := v.(type) {
	case *array:
		return scan{items: v.items, isArray: true}
	case *record, *dict:
		s := scan{keys: keysOf(v)}
		for _, key := range s.keys {
			s.items = append(s.items, member(v, key))
		}
		return s
	case *set:
		return scan{items: v.order(), keys: v.order()}
	}
	return scan{}
}

// step puts the next key and value into the locals, and reports whether there was one.
func (s *scan) step(key, value uint32, locals []Value) bool {
	i := s.next
	if i >= len(s.items) {
		return false
	}
	s.next++
	locals[value] = s.items[i]
	if key == unused {
		return true
	}
	if s.isArray {
		locals[key] = int64(i)
	} else {
		locals[key] = s.keys[i]
	}
	return true
}
