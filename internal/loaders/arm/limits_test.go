package arm

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// chain writes variables v0 to vn, each made of the one before it.
func chain(n int, first, next string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `"v0": %s`, first)
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, `, "v%d": %s`, i, strings.ReplaceAll(next, "PREV", fmt.Sprintf("variables('v%d')", i-1)))
	}
	return b.String()
}

// members writes an object of n lists of numbers.
func members(n, numbers int) string {
	list := "[" + strings.TrimSuffix(strings.Repeat("1,", numbers), ",") + "]"
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `, "m%d": %s`, i, list)
	}
	return "{" + strings.TrimPrefix(b.String(), ", ") + "}"
}

// TestLimits evaluates templates that would take for ever, or all memory.
func TestLimits(t *testing.T) {
	vault := func(properties string) string {
		return `{"type": "Microsoft.KeyVault/vaults", "name": "kv", "properties": ` + properties + `}`
	}
	rest := vault(`{"x": "[toLower('REST')]"}`)
	withVariables := func(variables, properties string) string {
		return `{"variables": {` + variables + `}, "resources": [` + vault(properties) + `, ` + rest + `]}`
	}
	deployments := func(depth int, inner string) string {
		for i := range depth {
			inner = fmt.Sprintf(`{"type": "Microsoft.Resources/deployments", "name": "d%d", "copy": {"name": "c", "count": 300}, "properties": {"template": {"resources": [%s]}}}`, i, inner)
		}
		return `{"resources": [` + inner + `]}`
	}
	for name, c := range map[string]struct{ in, want string }{
		"text that doubles":        {withVariables(chain(60, `"xxxxxxxxxx"`, `"[concat(PREV, PREV)]"`), `{"x": "[variables('v60')]"}`), "longer than 1048576 bytes"},
		"unknown text that grows":  {withVariables(chain(60, `"[resourceGroup().name]"`, `"[concat(PREV, PREV)]"`), `{"x": "[variables('v60')]"}`), "longer than 1048576 bytes"},
		"lists that double":        {withVariables(chain(60, `[1]`, `"[createArray(PREV, PREV)]"`), `{"x": "[variables('v60')]"}`), "larger than akscan evaluates"},
		"literals that double":     {withVariables(chain(60, `[1]`, `["[PREV]", "[PREV]"]`), `{"x": "[variables('v60')]"}`), "larger than akscan evaluates"},
		"lists that join":          {withVariables(chain(60, `[1]`, `"[concat(PREV, PREV)]"`), `{"x": "[variables('v60')]"}`), "longer than 200000"},
		"depth":                    {withVariables(chain(900, `1`, `"[createArray(PREV)]"`), `{"x": "[variables('v900')]"}`), "larger than akscan evaluates"},
		"a long chain":             {withVariables(chain(20000, `true`, `"[PREV]"`), `{"x": "[variables('v20000')]"}`), "refer to one another in a row"},
		"a variable of itself":     {withVariables(`"a": "[variables('b')]", "b": {"c": "[variables('a')]"}`, `{"x": "[variables('a')]"}`), "refers to itself"},
		"a parameter of itself":    {`{"parameters": {"a": {"defaultValue": "[parameters('a')]"}}, "resources": [` + vault(`{"x": "[parameters('a')]"}`) + `]}`, "refers to itself"},
		"lambdas in lambdas":       {`{"resources": [` + vault(`{"x": "[map(range(0,9999), lambda('a', map(range(0,9999), lambda('b', 1))))]"}`) + `]}`, "too many steps"},
		"a sum of lists":           {`{"resources": [` + vault(`{"x": "[reduce(range(0,9999), createArray(), lambda('s', 'x', concat(lambdaVariables('s'), range(0,9999))))]"}`) + `]}`, "steps"},
		"a function of itself":     {`{"functions": [{"namespace": "n", "members": {"f": {"output": {"value": "[n.f()]"}}}}], "resources": [` + vault(`{"x": "[n.f()]"}`) + `]}`, "refer to one another in a row"},
		"two functions of itself":  {`{"functions": [{"namespace": "n", "members": {"f": {"output": {"value": "[concat(n.f(), n.f())]"}}}}], "resources": [` + vault(`{"x": "[n.f()]"}`) + `]}`, "steps"},
		"copies in deployments":    {deployments(4, vault(`{}`)), "more than 100000 resources"},
		"padding":                  {`{"resources": [` + vault(`{"x": "[padLeft('a', 999999999)]"}`) + `]}`, "longer than"},
		"a range":                  {`{"resources": [` + vault(`{"x": "[range(0, 999999999)]"}`) + `]}`, "at most 10000"},
		"replacing":                {withVariables(chain(12, `"aaaaaaaaaa"`, `"[replace(PREV, 'a', 'aaaaaaaaaa')]"`), `{"x": "[variables('v12')]"}`), "longer than"},
		"an output of itself":      {`{"resources": [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"template": {"resources": [], "outputs": {"o": {"value": "[reference('d').outputs.o.value]"}}}}},` + vault(`{"x": "[reference('d').outputs.o.value]"}`) + `]}`, "refers to itself"},
		"a name that needs a name": {`{"resources": [{"type": "Microsoft.KeyVault/vaults", "name": "[reference('x').name]", "properties": {}}, {"type": "Microsoft.KeyVault/vaults", "name": "[resourceInfo('x').name]", "properties": {}}]}`, "no resource of this template has the symbolic name 'x'"},
		"objects that grow":        {withVariables(`"o": `+members(100, 1000), `{"x": "[reduce(range(0, 9999), variables('o'), lambda('s', 'n', union(lambdaVariables('s'), createObject(concat(resourceGroup().name, string(lambdaVariables('n'))), 1))))]"}`), "takes too many steps"},
		"objects in objects":       {`{"parameters": {"o": {"type": "object"}}, "resources": [` + vault(`{"x": "[reduce(range(0, 9999), parameters('o'), lambda('s', 'n', union(parameters('o'), createObject('a', lambdaVariables('s')))))]"}`) + `]}`, "takes too many steps"},
		"choices of large objects": {withVariables(`"o": `+members(100, 1000), `{"x": "[reduce(range(0, 9999), variables('o'), lambda('s', 'n', if(equals(resourceGroup().name, string(lambdaVariables('n'))), lambdaVariables('s'), variables('o'))))]"}`), "takes too many steps"},
		"names of large objects":   {withVariables(`"o": `+members(100, 1000), `{"x": "[reduce(range(0, 9999), 1, lambda('s', 'n', contains(variables('o'), resourceGroup().name)))]"}`), "takes too many steps"},
		"deep":                     {`{"resources": [` + vault(strings.Repeat(`{"x":`, 480)+"1"+strings.Repeat("}", 480)) + `]}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			file := source.NewSet().Add("t.json", []byte(c.in), false)
			loaded := Evaluation{Template: file}.Load()
			if len(loaded.Embedded) == 0 {
				t.Error("the vault is lost")
			}
			for _, e := range loaded.Embedded[:min(len(loaded.Embedded), 3)] {
				left := 10 * maxValueSize
				placed(t, e.Node, &left)
				for _, m := range e.Node.Members {
					inventory.NodeValue(m.Value, m.Pos)
				}
			}
			var all []string
			for _, d := range loaded.Diagnostics {
				all = append(all, d.Message)
			}
			got := strings.Join(all, "\n")
			if last := loaded.Embedded[len(loaded.Embedded)-1].Node; strings.Contains(c.in, rest) && last.At("properties", "x").Str() != "rest" {
				t.Error("what is beyond isn't evaluated")
			}
			if !strings.Contains(got, c.want) || c.want == "" && got != "" {
				t.Errorf("got %.500q, want %q", got, c.want)
			}
			if len(all) > 20 {
				t.Errorf("%d diagnostics", len(all))
			}
			t.Log(time.Since(start), len(loaded.Embedded))
		})
	}
}

func TestNotTemplates(t *testing.T) {
	for in, want := range map[string]string{
		"":                                 "",
		"[]":                               "not a deployment template: an object was expected",
		`{"$schema": "x"}`:                 "not a deployment template: it has no resources",
		`{"resources": 3}`:                 "not a deployment template: resources must be a list or an object",
		`{"resources": [`:                  "invalid JSON: the file ends before the '[' of line 1 is closed",
		`{"resources": [null, 1, [], {}]}`: "a resource must be an object",
		`{"resources": null}`:              "not a deployment template: resources must be a list or an object",
		`{"parameters": [], "variables": "x", "functions": {}, "outputs": 1, "resources": [{"type": 1, "name": {}, "copy": "x", "condition": []}]}`: "the resource has no type",
		`{"resources": [{"type": "Microsoft.Storage/storageAccounts/x"}]}`:                                                                          "",
		`{"resources": [{"name": "x"}]}`: "the resource has no type",
	} {
		file := source.NewSet().Add("t.json", []byte(in), false)
		loaded := Evaluation{Template: file}.Load()
		got := ""
		if len(loaded.Diagnostics) > 0 {
			got = loaded.Diagnostics[0].Message
		}
		if got != want || len(loaded.Embedded) > 0 {
			t.Errorf("%s: %q, %d resources", in, got, len(loaded.Embedded))
		}
	}
}

// large writes a template of n clusters as copy loops can't: each with expressions of its own.
func large(n int) string {
	var b strings.Builder
	b.WriteString(`{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "parameters": {"prefix": {"type": "string", "defaultValue": "prod"}, "des": {"type": "string"}, "host": {"type": "bool", "defaultValue": true}},
  "variables": {"desId": "[resourceId('Microsoft.Compute/diskEncryptionSets', parameters('des'))]"},
  "resources": [`)
	for i := range n {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `
    {
      "type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2024-05-01", "name": "[format('{0}-aks-{1}', parameters('prefix'), %[1]d)]",
      "location": "[resourceGroup().location]",
      "properties": {
        "dnsPrefix": "[concat(parameters('prefix'), '-', uniqueString(resourceGroup().id), '-%[1]d')]",
        "agentPoolProfiles": [{"name": "system", "count": 3, "vmSize": "Standard_D4s_v5", "enableEncryptionAtHost": "[parameters('host')]"}],
        "diskEncryptionSetID": "[variables('desId')]",
        "securityProfile": {"azureKeyVaultKms": {"enabled": "[and(parameters('host'), not(empty(parameters('prefix'))))]", "keyId": "[reference(resourceId('Microsoft.KeyVault/vaults/keys', 'kv', 'k%[1]d')).keyUriWithVersion]"}}
      }
    }`, i)
	}
	b.WriteString("]}")
	return b.String()
}

func BenchmarkLoad(b *testing.B) {
	text := large(10_000)
	file := source.NewSet().Add("t.json", []byte(text), false)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if loaded := (Evaluation{Template: file}).Load(); len(loaded.Embedded) != 10_000 || len(loaded.Diagnostics) > 0 {
			b.Fatal(len(loaded.Embedded), loaded.Diagnostics)
		}
	}
}
