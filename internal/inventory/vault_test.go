package inventory

import "testing"

// TestAbsentRBAC shows what a vault that says nothing of roles goes by, by the version that it is deployed with.
func TestAbsentRBAC(t *testing.T) {
	for name, test := range map[string]struct {
		view View
		want State
	}{
		"an old version":     {written{format: ARM, version: "2023-07-01"}, Default},
		"a preview":          {written{format: ARM, version: "2025-05-01-preview"}, Default},
		"a new version":      {written{format: ARM, version: "2026-02-01"}, Unknown},
		"no version":         {written{format: ARM}, Unknown},
		"what runs already":  {shown{written{format: Azure}}, Default},
		"an azurerm version": {written{format: Terraform}, Default},
	} {
		if v := New(KeyVault, test.view).Property("rbac"); v.State != test.want {
			t.Errorf("%s: rbac is %s, want %s", name, v.State, test.want)
		}
	}
}

// TestConvertInteger shows what is taken for a whole number.
func TestConvertInteger(t *testing.T) {
	for raw, want := range map[any]string{int64(7): "", "7": "", 7.0: "", "seven": `a whole number was expected, not "seven"`, true: "a whole number was expected, not true"} {
		v := convert(Integer, SetValue(raw, 1))
		if why := v.Symbol; want == "" && v.Value != int64(7) || want != "" && (why == nil || why.Why != want) {
			t.Errorf("%v becomes %v (%+v), want 7 or %q", raw, v.Value, why, want)
		}
	}
}
