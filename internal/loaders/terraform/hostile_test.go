package terraform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/akscan/akscan/internal/source"
)

// TestHostile loads input that is meant to do harm. Each is refused, or bounded,
// with a message of its own, and what else is in the file is still judged where the
// file itself can be read.
func TestHostile(t *testing.T) {
	const vault = "resource \"azurerm_key_vault\" \"kv\" {\n  name = \"kv\"\n}\n"
	many := func(text string, n int) string { return strings.Repeat(text, n) }
	chain := func(n int) string {
		var b strings.Builder
		b.WriteString("locals {\n  v0 = \"x\"\n")
		for i := range n {
			fmt.Fprintf(&b, "  v%d = local.v%d\n", i+1, i)
		}
		fmt.Fprintf(&b, "}\nresource \"azurerm_key_vault\" \"kv\" {\n  name = local.v%d\n}\n", n)
		return b.String()
	}
	for name, c := range map[string]struct {
		text string
		// message is part of the one diagnostic; "" when there is none.
		message string
		// resources is how many there are all the same.
		resources int
	}{
		"brackets":         {"locals {\n  x = " + many("[", 100_000) + "\n}\n" + vault, "nested deeper than 500", 0},
		"parentheses":      {"locals {\n  x = " + many("(", 100_000) + "1" + many(")", 100_000) + "\n}\n" + vault, "nested deeper than 500", 0},
		"hidden brackets":  {"locals {\n  x = " + many("[ # ]\n", 100_000) + "\n}\n" + vault, "nested deeper than 500", 0},
		"interpolations":   {"locals {\n  x = " + many(`"${`, 50_000) + "\n}\n", "nested deeper than 500", 0},
		"blocks":           {many("a {\n", 200_000), "nested deeper than 500", 0},
		"signs":            {"locals {\n  x = " + many("-", 100_000) + "1\n}\n", "nested deeper than 500", 0},
		"spaced signs":     {"locals {\n  x = " + many("! ", 100_000) + "true\n}\n", "nested deeper than 500", 0},
		"conditions":       {"locals {\n  x = " + many("true ? 1 : ", 100_000) + "2\n}\n", "nested deeper than 500", 0},
		"split conditions": {"locals {\n  x = (" + many("true ? 1 :\n", 100_000) + "2)\n}\n", "nested deeper than 500", 0},
		"splats":           {"locals {\n  x = a" + many("[*]", 100_000) + "\n}\n", "nested deeper than 500", 0},
		"directives":       {"locals {\n  x = \"" + many("%{ if true }", 50_000) + "\"\n}\n", "nested deeper than 500", 0},
		"long sum":         {"locals {\n  x = 1" + many(" + 1", 100_000) + "\n}\nresource \"azurerm_key_vault\" \"kv\" {\n  name = local.x\n}\n", "nested deeper than 4000 expressions", 1},
		"long list":        {"locals {\n  x = [" + many("1, ", 100_000) + "]\n}\nresource \"azurerm_key_vault\" \"kv\" {\n  name = \"n${length(local.x)}\"\n}\n", "", 1},
		"long chain":       {chain(20_000), "nested deeper than 4000 expressions", 1},
		"nested loops": {"locals {\n  r = range(1000)\n  x = [for a in local.r : [for b in local.r : [for c in local.r : c]]]\n}\n" +
			"resource \"azurerm_key_vault\" \"kv\" {\n  name = local.x[0][0][0]\n}\n", "takes more than", 1},
		"wide format": {"resource \"azurerm_key_vault\" \"kv\" {\n  name = format(\"%999999999d\", 1)\n}\n", "longer than 16 MiB", 1},
		"product": {"locals {\n  r = range(1000)\n}\nresource \"azurerm_key_vault\" \"kv\" {\n  name = length(setproduct(local.r, local.r, local.r))\n}\n",
			"longer than 16 MiB", 1},
		"replace": {"locals {\n  a = join(\"\", [for i in range(1000) : \"aaaaaaaaaa\"])\n}\nresource \"azurerm_key_vault\" \"kv\" {\n" +
			"  name = replace(replace(local.a, \"a\", local.a), \"a\", local.a)\n}\n", "", 1},
		"instances of instances": {"resource \"azurerm_key_vault\" \"kv\" {\n  count = 99999\n  name = \"kv\"\n}\nresource \"azurerm_key_vault\" \"more\" {\n  count = 99999\n  name = \"kv\"\n}\n",
			"more than 100000 instances", 100_000},
		"null everywhere": {"resource \"azurerm_kubernetes_cluster\" \"c\" {\n  name = null\n  count = null\n  default_node_pool {\n    name = null\n    host_encryption_enabled = null\n  }\n  key_management_service {\n    key_vault_key_id = null\n  }\n}\n", "", 2},
		"self":            {"variable \"x\" {\n  default = var.x\n}\nresource \"azurerm_key_vault\" \"kv\" {\n  name = var.x\n}\n", "var.x refers to itself", 1},
		"empty labels":    {"resource \"azurerm_key_vault\" {\n}\nmodule {\n}\nvariable {\n}\n" + vault, "", 1},
		"odd bytes":       {"resource \"azurerm_key_vault\" \"kv\" {\n  name = \"\x00\"\n}\n", "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			set := source.NewSet()
			loaded := LoadFile(set, set.Add("main.tf", []byte(c.text), false), Options{})
			if count := counted(loaded); count != c.resources {
				t.Errorf("%d resources, want %d", count, c.resources)
			}
			var messages []string
			for _, d := range loaded.Diagnostics {
				messages = append(messages, d.Message)
			}
			switch {
			case c.message == "" && len(messages) > 0:
				t.Errorf("unexpected: %q", messages)
			case c.message != "" && (len(messages) != 1 || !strings.Contains(messages[0], c.message)):
				t.Errorf("got %.300q, want one that says %q", messages, c.message)
			}
		})
	}
}
