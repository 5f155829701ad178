package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"scan": func() {
			os.Exit(run(context.Background(), streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}, filepath.Base(os.Args[0]), os.Args[1:]))
		},
	})
}

// TestScripts runs the scripts of testdata with the program itself.
func TestScripts(t *testing.T) {
	schema, err := filepath.Abs("../../docs/output.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("AKSCAN_OUTPUT_SCHEMA", schema)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":  exits,
			"utf16":  toUTF16,
			"crlf":   toCRLF,
			"repeat": repeat,
			"valid":  validJSON,
		},
	})
}

// exits CODE COMMAND...: runs a command that must end with the code. What it wrote
// is in the files stdout and stderr of the working folder.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	args = args[1:]
	var input string
	if strings.HasPrefix(args[0], "<") {
		input, args = ts.ReadFile(args[0][1:]), args[1:]
	}
	path, err := exec.LookPath(args[0])
	ts.Check(err)
	cmd := exec.Command(path, args[1:]...)
	cmd.Dir = ts.Getenv("PWD")
	if cmd.Dir == "" {
		cmd.Dir = ts.MkAbs(".")
	}
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	cmd.Stdin = strings.NewReader(input)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	got := 0
	if exit, ok := err.(*exec.ExitError); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	ts.Check(os.WriteFile(ts.MkAbs("stdout.txt"), []byte(stdout.String()), 0o644))
	ts.Check(os.WriteFile(ts.MkAbs("stderr.txt"), []byte(stderr.String()), 0o644))
	if got != want {
		ts.Fatalf("exit %d, want %d\n%s%s", got, want, stdout.String(), stderr.String())
	}
}

// utf16 FILE: writes the file anew as PowerShell's > does, in UTF-16 with a mark.
func toUTF16(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		var out []byte
		for _, unit := range utf16.Encode([]rune("\uFEFF" + ts.ReadFile(name))) {
			out = append(out, byte(unit), byte(unit>>8))
		}
		ts.Check(os.WriteFile(ts.MkAbs(name), out, 0o644))
	}
}

// crlf FILE: writes the file anew with Windows' line ends and a byte order mark.
func toCRLF(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte("\uFEFF"+strings.ReplaceAll(ts.ReadFile(name), "\n", "\r\n")), 0o644))
	}
}

// repeat FILE TEXT COUNT: writes a file that holds the text so many times.
func repeat(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: repeat FILE TEXT COUNT")
	}
	count, err := strconv.Atoi(args[2])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(args[1], count)), 0o644))
}

// valid FILE: holds a JSON report against its schema.
func validJSON(ts *testscript.TestScript, _ bool, args []string) {
	schema, err := jsonschema.NewCompiler().Compile(ts.Getenv("AKSCAN_OUTPUT_SCHEMA"))
	ts.Check(err)
	for _, name := range args {
		var document any
		ts.Check(json.Unmarshal([]byte(ts.ReadFile(name)), &document))
		ts.Check(schema.Validate(document))
	}
}
