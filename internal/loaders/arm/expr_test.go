package arm

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/source"
)

// lisp writes a parsed expression in prefix form.
func lisp(x *expr) string {
	var args []string
	for _, arg := range x.args {
		args = append(args, lisp(arg))
	}
	switch x.op {
	case literalOp:
		if x.value.Kind == source.String {
			return fmt.Sprintf("%q", x.value.Text)
		}
		return orElse(x.value.Text, "null")
	case memberOp:
		return "(." + x.name + " " + args[0] + ")"
	case indexOp:
		return "(index " + strings.Join(args, " ") + ")"
	}
	return "(" + strings.Join(append([]string{x.name}, args...), " ") + ")"
}

func TestParseExpression(t *testing.T) {
	for in, want := range map[string]string{
		`[parameters('x')]`:                      `(parameters "x")`,
		`[ concat( 'it''s' , '' , 1,-2, 3.5 ) ]`: `(concat "it's" "" 1 -2 3.5)`,
		`[true]`:                                 `true`,
		`[null]`:                                 `null`,
		`[a().b.C[0]['d'].e]`:                    `(.e (index (index (.C (.b (a))) 0) "d"))`,
		`[ns.fn(1)]`:                             `(ns.fn 1)`,
		`['x']`:                                  `"x"`,
		"[concat(\r\n\t'a',\n 'b')]":             `(concat "a" "b")`,
		`[variables('a')[variables('b')]]`:       `(index (variables "a") (variables "b"))`,
		`[f(]`:                                   `expected a value, found the end of the expression (character 4)`,
		`[f('x]`:                                 `this text is never closed (character 4)`,
		`[f() g()]`:                              `expected the end of the expression, found 'g' (character 6)`,
		`[f]`:                                    `expected '(' after f, found the end of the expression (character 3)`,
		`[f(,)]`:                                 `expected a name, found ',' (character 4)`,
		`[f(1 2)]`:                               `expected ',' or ')', found '2' (character 6)`,
		`[f().]`:                                 `expected a name, found the end of the expression (character 6)`,
		`[f()[1]`:                                `expected ']', found the end of the expression (character 7)`,
		`[1.2.3]`:                                `not a number (character 2)`,
		`[-]`:                                    `not a number (character 2)`,
		`[é()]`:                                  `expected a name, found 'é' (character 2)`,
		`[ ]`:                                    `expected a value, found the end of the expression (character 3)`,
		"[" + strings.Repeat("f(", 300) + "]":    `nested deeper than 250 levels (character 504)`,
		"['" + strings.Repeat("x", 1<<20) + "']": `the expression is longer than 24576 characters, which is Azure's limit (character 1)`,
		"[f()" + strings.Repeat(".a", 5000) + "]": "",
	} {
		x, err := parseExpression(in)
		got := ""
		switch {
		case err != nil:
			got = err.Error()
		case want != "":
			got = lisp(x)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%.60s: %s", in, diff)
		}
	}
}

func TestIsExpression(t *testing.T) {
	for in, want := range map[string]bool{"[x]": true, "[[x]": false, "[x": false, "x]": false, "": false, "[": false, "[]": true, " [x]": false} {
		if got := isExpression(in); got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
	for in, want := range map[string]string{"[[x]": "[x]", "[[x": "[[x", "x": "x"} {
		if got := unescape(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// FuzzExpression evaluates any expression in a small template.
func FuzzExpression(f *testing.F) {
	for _, seed := range []string{
		"concat(parameters('known'), '-', parameters('unknown'))", "map(range(0, 3), lambda('i', add(lambdaVariables('i'), 1)))",
		"reference(resourceId('Microsoft.KeyVault/vaults/keys', 'v', 'k')).keyUri", "format('{0:D2}{{}}', 3)", "union(createObject('a', 1), parameters('object'))",
		"split(substring('a,b', 0, 2), ',')[0]", "if(parameters('unknown'), createObject('a', 1), createObject('a', 2)).a", "json('{\"a\": [1]}').a[0]",
		"variables('self')", "take(skip('abc', 1), 5)", "padLeft('1', 3, '0')", "items(parameters('object'))[0].value", "toObject(createArray('a'), lambda('x', lambdaVariables('x')))",
		"sort(createArray(2, 1), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))", "my.fn('x')", "deployment().properties.x", "div(mul(1, 2), 0)",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 || !isExpression("["+text+"]") {
			return
		}
		quoted := jsonText(stringNode("[" + text + "]"))
		checked(t, `{"parameters": {"known": {"defaultValue": "x"}, "unknown": {"type": "string"}, "object": {"defaultValue": {"a": {"b": 1}, "c": null}}},
			"variables": {"self": "[variables('self')]"},
			"functions": [{"namespace": "my", "members": {"fn": {"parameters": [{"name": "p"}], "output": {"value": "[parameters('p')]"}}}}],
			"resources": [{"type": "Microsoft.KeyVault/vaults", "name": "v", "properties": {"x": `+quoted+`}}, {"type": "Microsoft.KeyVault/vaults", "name": `+quoted+`}]}`)
	})
}

// FuzzTemplate evaluates any template.
func FuzzTemplate(f *testing.F) {
	f.Add(`{"resources": [{"type": "Microsoft.KeyVault/vaults", "name": "a", "copy": {"name": "c", "count": 2}, "resources": [{"type": "keys", "name": "[copyIndex()]"}]}]}`)
	f.Add(`{"variables": {"copy": [{"name": "v", "count": 3, "input": "[copyIndex('v')]"}]}, "resources": {"s": {"existing": true, "type": "Microsoft.KeyVault/vaults", "name": "[string(variables('v'))]"}}}`)
	f.Add(`{"resources": [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"template": {"resources": [{"type": "Microsoft.Compute/disks", "name": "[parameters('x')]"}]}}}]}`)
	f.Add(`{"variables": {"t": {"resources": [{"type": "Microsoft.KeyVault/vaults", "name": "[[parameters('n')]"}]}}, "resources": [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"parameters": "[createObject('n', createObject('value', 'x'))]", "parametersLink": {"uri": "x.json"}, "template": "[variables('t')]"}}]}`)
	f.Add(`{"resources": [{"condition": "[parameters('c')]", "type": "Microsoft.Resources/deployments", "name": "d", "properties": {"template": {"parameters": {"n": {"defaultValue": "y"}}, "resources": [{"type": "Microsoft.KeyVault/vaults", "name": "[[parameters('n')]", "properties": {"x": "[[concat(parameters('n'), copyIndex())]"}}]}}}]}`)
	f.Add(`{"resources": [{"condition": "", "type": "Microsoft.KeyVault/vaults", "name": "v"}, {"condition": "[parameters('c')]", "type": "Microsoft.Authorization/roleAssignments", "name": "g", "properties": {"roleDefinitionId": "r"}}, {"condition": "[and(parameters('c'), true())]", "type": "Microsoft.KeyVault/vaults/accessPolicies", "name": "v/add", "properties": {"accessPolicies": [{"objectId": "o", "permissions": {}}]}}, {"type": "Microsoft.ContainerService/managedClusters", "name": "c", "properties": "[union(subscription(), createObject(newGuid(), 1))]"}]}`)
	f.Add(`{"resources": {"k": {"extension": "k8s", "type": "core/PersistentVolumeClaim@v1", "properties": "[createObject('metadata', createObject('name', 'x'))]"}}}`)
	f.Fuzz(func(t *testing.T, text string) { checked(t, text) })
}

// checked evaluates a template and fails on what no template may cause.
func checked(t *testing.T, text string) {
	file := source.NewSet().Add("t.json", []byte(text), false)
	loaded := Evaluation{Template: file}.Load()
	for _, e := range loaded.Embedded {
		left := 10 * maxValueSize
		placed(t, e.Node, &left)
	}
	for _, d := range loaded.Diagnostics {
		if !d.Pos.IsValid() || d.Message == "" {
			t.Fatalf("a diagnostic without a place: %+v", d)
		}
	}
}

// placed fails when a node has no place, or isn't known without a reason.
func placed(t *testing.T, n *source.Node, left *int) {
	if *left--; *left < 0 {
		t.Fatal("the tree is too large")
	}
	if !n.Pos.IsValid() {
		t.Fatalf("a node has no place: %+v", n)
	}
	if n.Kind == source.Unknown && (n.Symbol == nil || n.Symbol.Why == "" || n.Symbol.Expr == "") {
		t.Fatalf("an unknown value has no reason or identity: %+v", n.Symbol)
	}
	for _, item := range n.Items {
		placed(t, item, left)
	}
	for _, m := range n.Members {
		if !m.Pos.IsValid() {
			t.Fatalf("a member has no place: %s", m.Key)
		}
		placed(t, m.Value, left)
	}
}
