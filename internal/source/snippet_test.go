package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLine(t *testing.T) {
	f := NewSet().Add("a", []byte("one\r\ntwo\r\rfour\n"), false)
	var got []string
	for n := range 7 {
		got = append(got, f.Line(n))
	}
	if diff := cmp.Diff([]string{"", "one", "two", "", "four", "", ""}, got); diff != "" {
		t.Error(diff)
	}
}

// shown is a file's text as it may be shown.
func shown(path, text string) string {
	f := NewSet().Add(path, []byte(text), false)
	return mask(text, f.Secrets())
}

func TestSecrets(t *testing.T) {
	const (
		jwt        = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJha3NjYW4ifQ.c2lnbmF0dXJl"
		storageKey = "AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDDEEEEEEEEEEFFFFFFFFFFGGGGGGGGGGHHHHHHHHHH+/zzzz=="
	)
	tests := []struct {
		name, path, text, want string
	}{
		// HCL
		{"hcl password", "a.tf", `admin_password = "hunter2" # why`, `admin_password = "***" # why`},
		{"hcl reference stays", "a.tf", "admin_password = var.pw\nclient_secret = \"${var.pw}\"\n", "admin_password = var.pw\nclient_secret = \"${var.pw}\"\n"},
		{"hcl template with a hole", "a.tf", `password = "pre-${lookup(var.m, "a")}-post"` + "\nx = \"y\"", `password = "***"` + "\nx = \"y\""},
		{"hcl conditional", "a.tf", `password = var.x ? "aaa" : "bbb"`, `password = var.x ? "***" : "***"`},
		{"hcl empty stays", "a.tf", `password = ""`, `password = ""`},
		{"hcl boolean stays", "a.tf", `disable_password = true`, `disable_password = true`},
		{"hcl key id stays", "a.tf", `key_vault_key_id = "https://kv.vault.azure.net/keys/etcd/1"`, `key_vault_key_id = "https://kv.vault.azure.net/keys/etcd/1"`},
		{"hcl variable", "a.tf", "variable \"db_password\" {\n  default = \"hunter2\"\n  description = \"said\"\n}\nvariable \"name\" {\n  default = \"aks\"\n}", "variable \"db_password\" {\n  default = \"***\"\n  description = \"said\"\n}\nvariable \"name\" {\n  default = \"aks\"\n}"},
		{"hcl helm set", "a.tf", "set_sensitive {\n  name  = \"auth.password\"\n  value = \"hunter2\"\n}", "set_sensitive {\n  name  = \"auth.password\"\n  value = \"***\"\n}"},
		{"hcl kubernetes_secret", "a.tf", "resource \"kubernetes_secret\" \"s\" {\n  metadata { name = \"s\" }\n  data = {\n    user = \"root\"\n    pin = 1234\n  }\n}", "resource \"kubernetes_secret\" \"s\" {\n  metadata { name = \"s\" }\n  data = {\n    user = \"***\"\n    pin = ***\n  }\n}"},
		{"hcl heredoc", "a.tf", "private_key = <<-EOT\n  abc\n  def\n  EOT\nname = \"x\"", "private_key = <<-EOT\n  ***\n  ***\n  EOT\nname = \"x\""},
		{"hcl comment's quotes", "a.tf", "# don't \"\npassword = \"a\"", "# don't \"\npassword = \"***\""},
		{"hcl call", "a.tf", "password = join(\"-\",\n  [\"hunter2\"])\nx = \"y\"", "password = join(\"***\",\n  [\"***\"])\nx = \"y\""},
		{"hcl map", "a.tf", `tags = { token = "t", owner = "me" }`, `tags = { token = "***", owner = "me" }`},
		{"tfvars", "a.tfvars", `client_secret = "x"`, `client_secret = "***"`},

		// JSON
		{"json", "a.json", `{"name": "aks", "adminPassword": "hunter2", "enabled": true}`, `{"name": "aks", "adminPassword": "***", "enabled": true}`},
		{"json number", "a.json", `{"password": 1234, "token": null}`, `{"password": ***, "token": null}`},
		{"json web key", "a.json", `{"kty":"RSA","n":"x","d":"y","k":null,"qi":"z"}`, `{"kty":"RSA","n":"x","d":"***","k":null,"qi":"***"}`},
		{"json letters stay", "a.json", `{"d":"y","k":"z"}`, `{"d":"y","k":"z"}`},
		{"json escapes", "a.json", `{"secret":"a\"b","x":"y"}`, `{"secret":"***","x":"y"}`},
		{"json parameter file", "a.json", "{\"parameters\": {\"adminPassword\": {\n\"value\": \"hunter2\"}, \"name\": {\"value\": \"aks\"}}}", "{\"parameters\": {\"adminPassword\": {\n\"value\": \"***\"}, \"name\": {\"value\": \"aks\"}}}"},
		{"json parameter reference stays", "a.json", `{"adminPassword": "[parameters('pw')]"}`, `{"adminPassword": "[parameters('pw')]"}`},
		{"json secure parameter", "a.json", `{"sqlPassword": {"type": "securestring", "defaultValue": "x"}}`, `{"sqlPassword": {"type": "securestring", "defaultValue": "***"}}`},
		{"json Secret", "a.json", `{"kind": "Secret", "data": {"a": "Yg==", "c": "ZA=="}, "metadata": {"name": "s"}}`, `{"kind": "Secret", "data": {"a": "***", "c": "***"}, "metadata": {"name": "s"}}`},
		{"json ConfigMap stays", "a.json", `{"kind": "ConfigMap", "data": {"a": "b"}}`, `{"kind": "ConfigMap", "data": {"a": "b"}}`},
		{"json array", "a.json", `{"password": ["a", "b"], "x": ["c"]}`, `{"password": ["***", "***"], "x": ["c"]}`},
		{"json environment", "a.json", `[{"name": "DB_PASSWORD", "value": "x"}, {"name": "HOST", "value": "y"}]`, `[{"name": "DB_PASSWORD", "value": "***"}, {"name": "HOST", "value": "y"}]`},
		{"json kubeconfig", "a.json", `{"kube_config_raw":"apiVersion: v1\n"}`, `{"kube_config_raw":"***"}`},

		// YAML
		{"yaml", "a.yaml", "password: hunter2 # c\nuser: root\n", "password: *** # c\nuser: root\n"},
		{"yaml quoted", "a.yaml", "password: \"hunter # 2\"\ntoken: 'x'\n", "password: \"***\"\ntoken: '***'\n"},
		{"yaml Secret", "a.yaml", "kind: Secret\nmetadata:\n  name: s\ndata:\n  a: Yg==\n  c: |\n    one\n\n    two\ntype: Opaque\n", "kind: Secret\nmetadata:\n  name: s\ndata:\n  a: ***\n  c: |\n    ***\n\n    ***\ntype: Opaque\n"},
		{"yaml stringData", "a.yaml", "stringData:\n  a: b\n", "stringData:\n  a: ***\n"},
		{"yaml flow Secret", "a.yaml", "kind: Secret\ndata: {a: b, c: 'd'}\nx: y\n", "kind: Secret\ndata: {a: ***, c: '***'}\nx: y\n"},
		{"yaml environment", "a.yaml", "env:\n- name: DB_PASSWORD\n  value: x\n- name: HOST\n  value: y\n", "env:\n- name: DB_PASSWORD\n  value: ***\n- name: HOST\n  value: y\n"},
		{"yaml reference stays", "a.yaml", "- name: TOKEN\n  valueFrom:\n    secretKeyRef: {name: a, key: b}\nsecret:\n  secretName: s\n", "- name: TOKEN\n  valueFrom:\n    secretKeyRef: {name: a, key: b}\nsecret:\n  secretName: s\n"},
		{"yaml last applied", "a.yaml", "kubectl.kubernetes.io/last-applied-configuration: |\n  {\"data\":{\"a\":\"b\"}}\nx: y\n", "kubectl.kubernetes.io/last-applied-configuration: |\n  ***\nx: y\n"},
		{"yaml folded plain", "a.yaml", "password: one\n  two\nx: y\n", "password: ***\n  ***\nx: y\n"},
		{"yaml class stays", "a.yaml", "kind: StorageClass\nparameters:\n  diskEncryptionSetID: /subscriptions/x\n  csi.storage.k8s.io/node-stage-secret-name: s\n", "kind: StorageClass\nparameters:\n  diskEncryptionSetID: /subscriptions/x\n  csi.storage.k8s.io/node-stage-secret-name: s\n"},
		{"yaml template", "a.yaml", "password: {{ .Values.pw }}\n", "password: {{ .Values.pw }}\n"},
		{"yaml documents", "a.yaml", "data:\n  kind: Secret\n  x: y\n---\nz: w\n", "data:\n  kind: ***\n  x: ***\n---\nz: w\n"},

		// By shape
		{"token", "a.txt", "Bearer " + jwt + ".", "Bearer ***."},
		{"signature", "a.tf", `url = "https://a.blob.core.windows.net/c?sv=1&sig=abc%3D&se=2"`, `url = "https://a.blob.core.windows.net/c?sv=1&sig=***&se=2"`},
		{"connection string", "a.tf", `x = "AccountName=a;AccountKey=abc==;EndpointSuffix=s"`, `x = "AccountName=a;AccountKey=***;EndpointSuffix=s"`},
		{"sql connection", "a.tf", `x = "Server=s;User=u;Password=hunter2;"`, `x = "Server=s;User=u;Password=***;"`},
		{"storage key", "a.json", `{"keyName": "key1", "value": "` + storageKey + `"}`, `{"keyName": "key1", "value": "***"}`},
		{"private key", "a.txt", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n  BBBB\n-----END RSA PRIVATE KEY-----\nx", "-----BEGIN RSA PRIVATE KEY-----\n***\n  ***\n-----END RSA PRIVATE KEY-----\nx"},
		{"private key in a string", "a.json", `{"pem": "-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n"}`, `{"pem": "-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----\n"}`},
		{"private key without an end", "a.txt", "-----BEGIN PRIVATE KEY-----\nAAAA\nBBBB", "-----BEGIN PRIVATE KEY-----\n***\n***"},
		{"public key stays", "a.txt", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, shown(test.path, test.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSecretsIn(t *testing.T) {
	f := NewSet().Add("a.yaml", []byte("x: y\npassword: hunter2\ntoken: abc\n"), false)
	line, _ := f.LineRange(2)
	if diff := cmp.Diff([]Range{{15, 22}}, f.SecretsIn(line)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Range{{17, 19}}, f.SecretsIn(Range{17, 19})); diff != "" {
		t.Error(diff)
	}
	if got := f.SecretsIn(Range{0, 15}); got != nil {
		t.Errorf("SecretsIn = %v", got)
	}
}

func TestRedact(t *testing.T) {
	tests := [][2]string{
		{"password: hunter2", "password: ***"},
		{`{"password":"hunter2"}`, `{"password":"***"}`},
		{`password = "hunter2"`, `password = "***"`},
		{`{"enableRbacAuthorization":"[parameters('x')]","authorization":"x"}`, `{"enableRbacAuthorization":"[parameters('x')]","authorization":"***"}`},
		{"the Secret 'default/db' was written before KMS was on", "the Secret 'default/db' was written before KMS was on"},
	}
	for _, test := range tests {
		if got := Redact(test[0]); got != test[1] {
			t.Errorf("Redact(%q) = %q, want %q", test[0], got, test[1])
		}
	}
}

func FuzzRedact(f *testing.F) {
	for _, seed := range []string{
		"password: hunter2\n  more\n", "kind: Secret\ndata: {a: b}\n", `{"token": ["a", {"value": "b"}]}`,
		"password = <<EOT\nx\nEOT\n", "-----BEGIN PRIVATE KEY-----\nA\n", "sig=abc&x", "- - name: token\n    value: [", "a: 'b\nc'", "\"a\" : \"${\"",
	} {
		f.Add("a.yaml", seed)
		f.Add("a.tf", seed)
		f.Add("a.json", seed)
	}
	f.Fuzz(func(t *testing.T, path, text string) {
		file := NewSet().Add(path, []byte(text), false)
		at := 0
		for _, s := range file.Secrets() {
			if s.Start < at || s.End <= s.Start || s.End > len(file.Data) {
				t.Fatalf("ranges out of order: %v", file.Secrets())
			}
			at = s.End
		}
		once := Redact(text)
		if twice := Redact(once); twice != once {
			t.Errorf("%q redacts to %q, then to %q", text, once, twice)
		}
	})
}

// Text made to be slow to search takes no longer than its size allows.
func TestSecretsInHostileText(t *testing.T) {
	for _, unit := range []string{
		"sig=", "eyJ", "eyJaaaaaaaaaaaaaaaa.", "==", "-----BEGIN PRIVATE KEY-----", "<<A\n", "password: '\n", "\"\n", "a: [", "{", "[{", "token = \"${", "kind: Secret\n", "stringData:\n ", "- ", "'\\", "/*", "password: |\n",
	} {
		text := []byte(strings.Repeat(unit, 1<<20/len(unit)))
		for _, path := range []string{"a.tf", "a.json", "a.yaml"} {
			findSecrets(text, syntaxOf(path, text))
		}
	}
}

func BenchmarkSecrets(b *testing.B) {
	for _, bench := range []struct{ path, unit string }{
		{"a.json", `{"name": "aks", "properties": {"keyId": "https://kv.vault.azure.net/keys/k", "enabled": true}},`},
		{"a.tf", "resource \"x\" \"y\" {\n  name = \"aks\"\n  enabled = var.enabled\n}\n"},
		{"a.yaml", "kind: StorageClass\nmetadata:\n  name: x\nparameters:\n  skuName: Premium_LRS\n---\n"},
	} {
		data := []byte(strings.Repeat(bench.unit, 1<<20/len(bench.unit)))
		b.Run(bench.path, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for range b.N {
				findSecrets(data, syntaxOf(bench.path, data))
			}
		})
	}
}
