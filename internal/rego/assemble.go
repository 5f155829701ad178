package rego

import (
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// Assemble makes a program of a plan. Entries are the paths of the rules that can be
// asked for, as "akscan/main/notes". An error names what a program can't do: `with`,
// built-in functions of many values or none (walk, print), and references to rules
// whose path is only known when they are evaluated.
func Assemble(plan *ir.Policy, entries []string) (*Program, error) {
	a := &assembler{plan: plan, program: new(Program), constants: map[constantKey]uint32{}, functions: map[string]int{}, builtins: map[string]int{}}
	for i, f := range plan.Funcs.Funcs {
		a.functions[f.Name] = i
		a.program.functions = append(a.program.functions, function{name: "data." + strings.Join(f.Path[1:], "."), params: len(f.Params)})
	}
	for _, b := range plan.Static.BuiltinFuncs {
		made := builtinOf(b.Name)
		if declared := ast.BuiltinMap[b.Name]; made.opa == nil || declared == nil || declared.Relation || declared.Decl.Result() == nil {
			return nil, fmt.Errorf("akscan can't call the built-in function %s", b.Name)
		}
		a.builtins[b.Name] = len(a.program.builtins)
		a.program.builtins = append(a.program.builtins, made)
	}
	for i, f := range plan.Funcs.Funcs {
		if err := a.function(f, &a.program.functions[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", a.program.functions[i].name, err)
		}
	}
	weights := make([]int, len(plan.Funcs.Funcs))
	for i := range a.program.functions {
		// The two documents, and one argument.
		a.program.functions[i].remembered = a.program.functions[i].params == 3 && a.weigh(i, weights) > heavy
	}
	for _, path := range entries {
		name := "data." + strings.ReplaceAll(path, "/", ".")
		found := false
		for i := range a.program.functions {
			if f := &a.program.functions[i]; f.name == name && f.params == 2 {
				f.entry, found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("the plan has no rule %s", name)
		}
	}
	a.program.index()
	return a.program, nil
}

// heavy is the weight from which remembering costs less than working it out again.
const heavy = 40

// weigh estimates what a function costs, in instructions: with what it calls, and as if each scan found a few
// members. weights holds the results.
func (a *assembler) weigh(number int, weights []int) int {
	if weights[number] > 0 {
		return weights[number]
	}
	weights[number] = 1
	sum := 1
	for _, b := range a.plan.Funcs.Funcs[number].Blocks {
		sum += a.weighBlock(b, weights)
	}
	weights[number] = sum
	return sum
}

func (a *assembler) weighBlock(b *ir.Block, weights []int) (sum int) {
	const members = 3 // of a collection
	for _, s := range b.Stmts {
		sum++
		switch s := s.(type) {
		case *ir.BlockStmt:
			for _, inner := range s.Blocks {
				sum += a.weighBlock(inner, weights)
			}
		case *ir.NotStmt:
			sum += a.weighBlock(s.Block, weights)
		case *ir.ScanStmt:
			sum += members * a.weighBlock(s.Block, weights)
		case *ir.CallStmt:
			if f, ok := a.functions[s.Func]; !ok {
				if sum += 5; strings.HasPrefix(s.Func, "regex.") {
					sum += heavy
				}
			} else if a.program.functions[f].params > 2 {
				sum += a.weigh(f, weights)
			}
		}
	}
	return sum
}

type constantKey struct {
	kind int
	text string
}

type assembler struct {
	plan                *ir.Policy
	program             *Program
	constants           map[constantKey]uint32
	functions, builtins map[string]int

	// Of the function at hand:

	locals map[ir.Local]uint32
	read   map[ir.Local]bool
	scans  int
	// labels are the places that a break can lead to, the innermost last.
	labels []*label
	err    error
}

// label is a place in the code that may not be known yet.
type label struct {
	at    uint32
	known bool
	// waiting are the words to write it to.
	waiting []int
}

func (a *assembler) function(f *ir.Func, made *function) error {
	a.locals, a.read, a.scans, a.labels, a.err = map[ir.Local]uint32{}, map[ir.Local]bool{}, 0, nil, nil
	for _, p := range f.Params {
		a.local(p)
	}
	for _, b := range f.Blocks {
		a.noteReads(b)
	}
	made.start = len(a.program.code)
	for _, b := range f.Blocks {
		a.enclosed(b)
	}
	// Without a return the function is undefined.
	a.emit(opReset, a.local(f.Return))
	a.emit(opReturn, a.local(f.Return))
	made.locals, made.scans = len(a.locals), a.scans
	return a.err
}

// noteReads finds the locals that are read as values: the keys of most scans aren't.
func (a *assembler) noteReads(b *ir.Block) {
	operand := func(o ir.Operand) {
		if l, ok := plain(o.Value).(ir.Local); ok {
			a.read[l] = true
		}
	}
	for _, s := range b.Stmts {
		switch s := s.(type) {
		case *ir.ReturnLocalStmt:
			a.read[s.Source] = true
		case *ir.CallStmt:
			for _, arg := range s.Args {
				operand(arg)
			}
		case *ir.BlockStmt:
			for _, inner := range s.Blocks {
				a.noteReads(inner)
			}
		case *ir.NotStmt:
			a.noteReads(s.Block)
		case *ir.ScanStmt:
			a.read[s.Source] = true
			a.noteReads(s.Block)
		case *ir.DotStmt:
			operand(s.Source)
			operand(s.Key)
		case *ir.LenStmt:
			operand(s.Source)
		case *ir.AssignVarStmt:
			operand(s.Source)
		case *ir.AssignVarOnceStmt:
			operand(s.Source)
		case *ir.EqualStmt:
			operand(s.A)
			operand(s.B)
		case *ir.NotEqualStmt:
			operand(s.A)
			operand(s.B)
		case *ir.IsArrayStmt:
			operand(s.Source)
		case *ir.IsObjectStmt:
			operand(s.Source)
		case *ir.IsSetStmt:
			operand(s.Source)
		case *ir.IsDefinedStmt:
			a.read[s.Source] = true
		case *ir.IsUndefinedStmt:
			a.read[s.Source] = true
		case *ir.ArrayAppendStmt:
			operand(s.Value)
		case *ir.ObjectInsertStmt:
			operand(s.Key)
			operand(s.Value)
		case *ir.ObjectInsertOnceStmt:
			operand(s.Key)
			operand(s.Value)
		case *ir.ObjectMergeStmt:
			a.read[s.A], a.read[s.B] = true, true
		case *ir.SetAddStmt:
			operand(s.Value)
		}
	}
}

// enclosed assembles a block that a break or an undefined statement leaves at its end.
func (a *assembler) enclosed(b *ir.Block) {
	end := new(label)
	a.labels = append(a.labels, end)
	a.block(b)
	a.labels = a.labels[:len(a.labels)-1]
	a.place(end)
}

func (a *assembler) block(b *ir.Block) {
	for _, s := range b.Stmts {
		a.statement(s)
	}
}

func (a *assembler) statement(s ir.Stmt) {
	switch s := s.(type) {
	case *ir.NopStmt:
	case *ir.ReturnLocalStmt:
		a.emit(opReturn, a.local(s.Source))
	case *ir.BlockStmt:
		for _, b := range s.Blocks {
			a.enclosed(b)
		}
	case *ir.BreakStmt:
		a.emit(opJump)
		a.target(int(s.Index))
	case *ir.CallStmt:
		a.call(s)
	case *ir.NotStmt:
		undefined := new(label)
		a.labels = append(a.labels, undefined)
		a.block(s.Block)
		a.labels = a.labels[:len(a.labels)-1]
		a.emit(opJump)
		a.target(0)
		a.place(undefined)
	case *ir.ScanStmt:
		a.scan(s)
	case *ir.AssignVarStmt:
		a.emit(opMove, a.operand(s.Source), a.local(s.Target))
	case *ir.AssignVarOnceStmt:
		a.emit(opMoveOnce, a.operand(s.Source), a.local(s.Target))
	case *ir.AssignIntStmt:
		a.emit(opMove, a.constant(constNumber, fmt.Sprint(s.Value)), a.local(s.Target))
	case *ir.MakeNumberIntStmt:
		a.emit(opMove, a.constant(constNumber, fmt.Sprint(s.Value)), a.local(s.Target))
	case *ir.MakeNumberRefStmt:
		a.emit(opMove, a.constant(constNumber, a.plan.Static.Strings[s.Index].Value), a.local(s.Target))
	case *ir.MakeNullStmt:
		a.emit(opMove, a.constant(constNull, ""), a.local(s.Target))
	case *ir.ResetLocalStmt:
		a.emit(opReset, a.local(s.Target))
	case *ir.IsDefinedStmt:
		a.emitOr(opDefined, a.local(s.Source))
	case *ir.IsUndefinedStmt:
		a.emitOr(opUndefined, a.local(s.Source))
	case *ir.DotStmt:
		a.emitOr(opDot, a.operand(s.Source), a.operand(s.Key), a.local(s.Target))
	case *ir.EqualStmt:
		a.emitOr(opEqual, a.operand(s.A), a.operand(s.B))
	case *ir.NotEqualStmt:
		a.emitOr(opNotEqual, a.operand(s.A), a.operand(s.B))
	case *ir.LenStmt:
		a.emit(opLength, a.operand(s.Source), a.local(s.Target))
	case *ir.MakeArrayStmt:
		a.emit(opArray, a.local(s.Target))
	case *ir.MakeObjectStmt:
		a.emit(opObject, a.local(s.Target))
	case *ir.MakeSetStmt:
		a.emit(opSet, a.local(s.Target))
	case *ir.ArrayAppendStmt:
		a.emit(opAppend, a.operand(s.Value), a.local(s.Array))
	case *ir.ObjectInsertStmt:
		a.emit(opInsert, a.operand(s.Key), a.operand(s.Value), a.local(s.Object))
	case *ir.ObjectInsertOnceStmt:
		a.emit(opInsertOnce, a.operand(s.Key), a.operand(s.Value), a.local(s.Object))
	case *ir.SetAddStmt:
		a.emit(opAdd, a.operand(s.Value), a.local(s.Set))
	case *ir.ObjectMergeStmt:
		a.emit(opMerge, a.local(s.A), a.local(s.B), a.local(s.Target))
	case *ir.IsArrayStmt:
		a.emitOr(opIs, a.operand(s.Source), rankArray)
	case *ir.IsObjectStmt:
		a.emitOr(opIs, a.operand(s.Source), rankObject)
	case *ir.IsSetStmt:
		a.emitOr(opIs, a.operand(s.Source), rankSet)
	default:
		a.fail(s, "akscan can't run a %T", s)
	}
}

func (a *assembler) call(s *ir.CallStmt) {
	if f, ok := a.functions[s.Func]; ok {
		if params := a.program.functions[f].params; params != len(s.Args) {
			a.fail(s, "%s is called with %d of %d arguments", s.Func, len(s.Args), params)
			return
		}
		a.emit(opCall, uint32(f), a.local(s.Result))
	} else {
		b, ok := a.builtins[s.Func]
		if !ok {
			a.fail(s, "there is no function %s", s.Func)
			return
		}
		a.emit(opBuiltin, uint32(b), a.local(s.Result))
	}
	a.target(0)
	if _, ok := a.functions[s.Func]; !ok {
		a.emit(uint32(len(s.Args)))
	}
	for _, arg := range s.Args {
		a.emit(a.operand(arg))
	}
}

// scan has two labels: a break out of its block goes on with the next member, one
// further out ends the scan.
func (a *assembler) scan(s *ir.ScanStmt) {
	number := uint32(a.scans)
	a.scans++
	key := uint32(unused)
	if a.read[s.Key] {
		key = a.local(s.Key)
	}
	a.emit(opScan, a.local(s.Source), number)
	end, next := new(label), new(label)
	a.place(next)
	a.emit(opNext, number, key, a.local(s.Value))
	a.labels = append(a.labels, end)
	a.target(0)
	a.labels = append(a.labels, next)
	a.block(s.Block)
	a.emit(opJump)
	a.target(0)
	a.labels = a.labels[:len(a.labels)-2]
	a.place(end)
}

func (a *assembler) fail(s ir.Stmt, format string, args ...any) {
	if a.err == nil {
		at := s.GetLocation()
		a.err = fmt.Errorf("line %d: %s", at.Row, fmt.Sprintf(format, args...))
	}
}

func (a *assembler) emit(words ...uint32) { a.program.code = append(a.program.code, words...) }

// emitOr emits a statement that, where it is undefined, leaves the innermost block.
func (a *assembler) emitOr(words ...uint32) {
	a.emit(words...)
	a.target(0)
}

// place says that a label is here.
func (a *assembler) place(l *label) {
	l.at, l.known = uint32(len(a.program.code)), true
	for _, i := range l.waiting {
		a.program.code[i] = l.at
	}
}

// target emits the label that lies this many blocks out.
func (a *assembler) target(out int) {
	l := a.labels[len(a.labels)-1-out]
	if !l.known {
		l.waiting = append(l.waiting, len(a.program.code))
	}
	a.emit(l.at)
}

func (a *assembler) local(l ir.Local) uint32 {
	n, ok := a.locals[l]
	if !ok {
		n = uint32(len(a.locals))
		a.locals[l] = n
	}
	return n
}

func (a *assembler) operand(o ir.Operand) uint32 {
	switch v := plain(o.Value).(type) {
	case ir.Local:
		return a.local(v)
	case ir.StringIndex:
		return a.constant(constString, a.plan.Static.Strings[v].Value)
	case ir.Bool:
		if v {
			return a.constant(constTrue, "")
		}
		return a.constant(constFalse, "")
	}
	panic(fmt.Sprintf("an operand of type %T", o.Value))
}

// plain is the value itself: plans read from JSON hold pointers.
func plain(v ir.Val) ir.Val {
	switch v := v.(type) {
	case *ir.Local:
		return *v
	case *ir.StringIndex:
		return *v
	case *ir.Bool:
		return *v
	}
	return v
}

func (a *assembler) constant(kind int, text string) uint32 {
	key := constantKey{kind, text}
	n, ok := a.constants[key]
	if !ok {
		n = uint32(len(a.program.constants)) | constant
		a.constants[key] = n
		a.program.constants = append(a.program.constants, constantOf(kind, text))
	}
	return n
}
