package kubernetes

import (
	"encoding/csv"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// show writes what was loaded, a resource a line, with the properties that the input sets.
func show(set *source.Set, l inventory.Loaded) string {
	var b strings.Builder
	for _, r := range l.Resources {
		fmt.Fprintf(&b, "%s %s", r.Kind, r.Address)
		if r.Mode == inventory.Live {
			b.WriteString(" live")
		}
		if r.Existing {
			b.WriteString(" existing")
		}
		fmt.Fprintf(&b, " @%s\n", place(set, r.Pos))
		for _, p := range r.Info().Properties {
			v := r.Property(p.Name)
			switch {
			case v.State == inventory.Unknown:
				fmt.Fprintf(&b, "  %s unknown: %s @%s\n", p.Name, v.Symbol.Why, place(set, v.Pos))
			case p.Type == inventory.References && v.State == inventory.Set:
				for _, item := range v.Items {
					fmt.Fprintf(&b, "  %s -> %v @%s\n", p.Name, item.Value, place(set, item.Pos))
				}
			case v.State == inventory.Set && !(p.Type == inventory.List && len(v.Value.([]string)) == 0):
				fmt.Fprintf(&b, "  %s %v @%s\n", p.Name, v.Value, place(set, v.Pos))
			}
		}
	}
	for _, d := range l.Diagnostics {
		fmt.Fprintf(&b, "%s @%s: %s\n", d.Level, place(set, d.Pos), d.Message)
	}
	return b.String()
}

func place(set *source.Set, p source.Pos) string {
	r := set.Region(p)
	if r.File == "" {
		return "nowhere"
	}
	return fmt.Sprintf("%d:%d", r.StartLine, r.StartColumn)
}

func load(name, text string) (*source.Set, inventory.Loaded) {
	set := source.NewSet()
	return set, Load(set.Add(name, []byte(text), false))
}

func TestLoad(t *testing.T) {
	for _, c := range []struct{ name, file, in, want string }{
		{"class", "a.yaml", `# a class
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: fast
  annotations:
    storageclass.kubernetes.io/is-default-class: "true"
provisioner: disk.csi.azure.com
parameters:
  SkuName: Premium_LRS
  DISKENCRYPTIONSETID: /subscriptions/0/resourceGroups/r/providers/Microsoft.Compute/diskEncryptionSets/d
  diskEncryptionType: EncryptionAtRestWithCustomerKey
`, `storage_class StorageClass/fast @3:1
  provisioner disk.csi.azure.com @9:1
  disk_encryption_set /subscriptions/0/resourceGroups/r/providers/Microsoft.Compute/diskEncryptionSets/d @12:3
  disk_encryption_set_spellings [DISKENCRYPTIONSETID] @12:3
  disk_encryption_type EncryptionAtRestWithCustomerKey @13:3
  sku Premium_LRS @11:3
  is_default true @8:5
`},
		{"class in two spellings", "a.yaml", `kind: StorageClass
apiVersion: storage.k8s.io/v1
metadata: {name: a}
provisioner: disk.csi.azure.com
parameters: {diskEncryptionSetID: x, diskEncryptionSetId: z}
`, `storage_class StorageClass/a @1:1
  provisioner disk.csi.azure.com @4:1
  disk_encryption_set z @5:38
  disk_encryption_set_spellings [diskEncryptionSetID diskEncryptionSetId] @5:38
`},
		{"claim and volume", "a.yaml", `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
  namespace: shop
spec:
  storageClassName: fast
  volumeName: pv
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: pv
spec:
  storageClassName: ""
  csi:
    driver: disk.csi.azure.com
    volumeHandle: /subscriptions/0/resourceGroups/r/providers/Microsoft.Compute/disks/d
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: old
spec:
  claimRef: {name: data}
  azureDisk:
    diskName: d
    diskURI: /x/d
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: legacy
  annotations:
    volume.beta.kubernetes.io/storage-class: slow
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: both
  annotations:
    volume.beta.kubernetes.io/storage-class: slow
spec:
  storageClassName: fast
`, `persistent_volume_claim shop/PersistentVolumeClaim/data @1:1
  class fast @7:3
  volume pv @8:3
persistent_volume PersistentVolume/pv @10:1
  driver disk.csi.azure.com @17:5
  disk /subscriptions/0/resourceGroups/r/providers/Microsoft.Compute/disks/d @18:5
  class  @15:3
persistent_volume PersistentVolume/old @20:1
  driver disk.csi.azure.com @26:3
  disk /x/d @28:5
  kept_for default/data @25:14
persistent_volume_claim PersistentVolumeClaim/legacy @30:1
  class slow @35:5
persistent_volume_claim PersistentVolumeClaim/both @37:1
  class slow @42:5
`},
		{"workloads", "a.yaml", `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      volumes:
      - name: a
        persistentVolumeClaim:
          claimName: data
      - name: b
        ephemeral:
          volumeClaimTemplate:
            spec:
              storageClassName: fast
      - name: c
        azureDisk: {diskName: d, diskURI: /x/d}
      - name: d
        azureFile: {shareName: s, secretName: t}
      - name: e
        csi:
          driver: file.csi.azure.com
      - name: f
        csi: {driver: secrets-store.csi.k8s.io}
      - name: g
        emptyDir: {}
  volumeClaimTemplates:
  - metadata:
      name: logs
    spec:
      storageClassName: slow
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  jobTemplate:
    spec:
      template:
        spec:
          volumes:
          - persistentVolumeClaim: {claimName: data}
---
apiVersion: v1
kind: Pod
metadata:
  generateName: run-
  ownerReferences:
  - kind: ReplicaSet
    name: run
spec: {}
`, `persistent_volume_claim shop/StatefulSet/web/volumeClaimTemplates/logs existing @30:5
  class slow @33:7
persistent_volume_claim shop/StatefulSet/web/volumes/b existing @16:13
  class fast @17:15
persistent_volume shop/StatefulSet/web/volumes/c existing @18:9
  driver disk.csi.azure.com @19:9
  disk /x/d @19:34
persistent_volume shop/StatefulSet/web/volumes/d existing @20:9
  driver file.csi.azure.com @21:9
persistent_volume shop/StatefulSet/web/volumes/e existing @22:9
  driver file.csi.azure.com @24:11
workload shop/StatefulSet/web @1:1
  volumes -> logs @30:5
  volumes -> data @12:11
  volumes -> b @16:13
  volumes -> c @18:9
  volumes -> d @20:9
  volumes -> e @22:9
workload CronJob/nightly @35:1
  volumes -> data @45:37
workload Pod/run- @47:1
  owner ReplicaSet/run @53:5
`},
		{"lists", "a.json", `{
  "apiVersion": "v1",
  "kind": "List",
  "items": [
    {"apiVersion": "v1", "kind": "PersistentVolumeClaim",
     "metadata": {"name": "a", "uid": "0", "creationTimestamp": "2026-01-01T00:00:00Z"}, "spec": {"storageClassName": "x"}},
    {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClassList", "items": [{"metadata": {"name": "b", "creationTimestamp": null}, "provisioner": "disk.csi.azure.com"}]},
    {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"a": "eA=="}}
  ]
}
{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "resourceVersion": "5"}}
`, `persistent_volume_claim PersistentVolumeClaim/a live @5:5
  class x @6:99
storage_class StorageClass/b @7:79
  provisioner disk.csi.azure.com @7:134
secret Secret/s @8:5
workload Pod/p live @11:1
`},
		{"node class", "a.yaml", `apiVersion: karpenter.azure.com/v1beta1
kind: AKSNodeClass
metadata:
  name: default
spec:
  security:
    encryptionAtHost: yes
`, "node_class AKSNodeClass/default @1:1\n  host_encryption true @7:5\n"},
		{"not ours", "a.yaml", `apiVersion: example.com/v1
kind: StorageClass
metadata:
  name: a
---
kind: Deployment
metadata:
  name: b
---
apiVersion: v2
kind: pod
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: c}
---
- kind
---
kind: [Pod]
apiVersion: v1
---
apiVersion: v1
kind: PodList
items: x
`, "warning @6:1: passed over: a Deployment without apiVersion is no Kubernetes object\n"},
		{"anchors", "a.yaml", `apiVersion: v1
kind: List
items:
- &base
  apiVersion: storage.k8s.io/v1
  kind: StorageClass
  metadata: {name: a}
  provisioner: disk.csi.azure.com
  parameters: &p
    diskEncryptionSetID: &des /x/d
- <<: *base
  metadata: {name: b}
- <<: *base
  metadata: {name: c}
  parameters:
    diskEncryptionSetID: *des
`, `storage_class StorageClass/a @5:3
  provisioner disk.csi.azure.com @8:3
  disk_encryption_set /x/d @10:5
  disk_encryption_set_spellings [diskEncryptionSetID] @10:5
storage_class StorageClass/b @11:3
  provisioner disk.csi.azure.com @8:3
  disk_encryption_set /x/d @10:5
  disk_encryption_set_spellings [diskEncryptionSetID] @10:5
storage_class StorageClass/c @13:3
  provisioner disk.csi.azure.com @8:3
  disk_encryption_set /x/d @16:5
  disk_encryption_set_spellings [diskEncryptionSetID] @16:5
`},
		{"other provisioners", "a.yaml", `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: a
provisioner: csi.trident.netapp.io
`, `storage_class StorageClass/a @1:1
  provisioner csi.trident.netapp.io @5:1
`},
		{"a Secret, without what it holds", "a.json", `{"apiVersion": "v1", "kind": "Secret", "metadata": {
  "name": "db", "namespace": "shop", "uid": "u", "creationTimestamp": "2026-01-02T03:04:05Z", "resourceVersion": "4711"},
 "data": {"password": "c2VjcmV0"}}
`, `secret shop/Secret/db live @1:1
  created 2026-01-02T03:04:05Z @2:50
  resource_version 4711 @2:95
`},
		{"wrong types", "a.yaml", `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: 5
  annotations:
    storageclass.kubernetes.io/is-default-class: yes
provisioner: [a]
parameters:
  diskEncryptionSetID: {a: b}
  skuName: null
---
apiVersion: v1
kind: Pod
metadata: x
spec:
  volumes: {a: b}
---
apiVersion: v1
kind: Pod
spec:
  volumes: [a, {persistentVolumeClaim: {claimName: 5}}, {ephemeral: x}, {csi: x}, null]
`, `storage_class StorageClass/5 @1:1
  provisioner unknown: text was expected, not a list @7:1
  disk_encryption_set unknown: an id was expected, not an object @9:3
  disk_encryption_set_spellings [diskEncryptionSetID] @9:3
  is_default true @6:5
workload Pod @12:1
workload Pod @18:1
  volumes -> 5 @21:41
`},
		{"broken", "a.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Pod\nspec: ]\n",
			"workload Pod/a @1:1\nerror @8:7: invalid YAML: a value can't begin with ']'; put it in quotes\n"},
		{"templated", "a.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ x }}\n",
			"note @4:10: passed over: this document holds template actions ({{ }}), so it isn't YAML yet\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			set, l := load(c.file, c.in)
			if diff := cmp.Diff(c.want, show(set, l)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestInlineReferences checks that a workload leads to its own inline volumes and
// to no others, be they written alike.
func TestInlineReferences(t *testing.T) {
	const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {volumes: [{name: v, azureDisk: {}}, {name: v, azureDisk: {}}]}\n"
	_, l := load("a.yaml", pod+"---\n"+pod)
	seen := map[string]int{}
	for _, r := range l.Resources {
		for _, id := range r.Identities {
			seen[id]++
		}
	}
	referred := 0
	for _, r := range l.Resources {
		r.References(func(p *inventory.Property, v *inventory.Value) {
			if p.Name == "volumes" {
				referred++
				if seen[v.Identity()] != 1 {
					t.Errorf("%q leads to %d resources", v.Identity(), seen[v.Identity()])
				}
			}
		})
	}
	if referred != 4 {
		t.Errorf("%d references", referred)
	}
}

func TestLoadEmbedded(t *testing.T) {
	set := source.NewSet()
	f := set.Add("main.tf", []byte("resource header\nmanifest\n"), false)
	node := func(text string) *source.Node {
		n, _ := source.ParseJSON(set.Add("tree.json", []byte(text), false))
		return n
	}(`{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "n"}, "spec": {"template": {"spec": {"volumes": [{"name": "v", "azureDisk": {}}]}}}}`)
	node.Members[2].Value.Members = append(node.Members[2].Value.Members, source.Member{
		Key: "name", Value: &source.Node{Kind: source.Unknown, Symbol: &source.Symbol{Why: "var.name has no default"}},
	})
	host := inventory.Host{
		Format: inventory.Terraform, Mode: inventory.Declared, Type: "kubernetes_manifest", Address: "kubernetes_manifest.a",
		Scope: "root", Pos: f.Span(0, 15), Name: "var.name", Identities: []string{"root\x00kubernetes_manifest.a"},
	}
	l := LoadEmbedded(inventory.Embedded{Format: inventory.Kubernetes, Node: node, Host: host})
	want := `persistent_volume kubernetes_manifest.a/volumes/v existing @1:124
  driver disk.csi.azure.com @1:138
workload kubernetes_manifest.a @1:1
  volumes -> v @1:124
`
	if diff := cmp.Diff(want, show(set, l)); diff != "" {
		t.Error(diff)
	}
	r := l.Resources[1]
	if r.Format != inventory.Terraform || r.Scope != "root" || r.Name != "var.name" || r.Namespace != "n" || len(r.Identities) != 1 {
		t.Errorf("got %+v", r)
	}
	unknown := &source.Node{Kind: source.Unknown, Symbol: &source.Symbol{Why: "var.x has no default"}}
	if l := LoadEmbedded(inventory.Embedded{Node: unknown, Host: host}); len(l.Resources) > 0 {
		t.Errorf("something was made of nothing: %v", l.Resources)
	}
	class := &source.Node{Kind: source.Object, Members: []source.Member{
		{Key: "apiVersion", Value: &source.Node{Kind: source.String, Text: "storage.k8s.io/v1"}},
		{Key: "kind", Value: &source.Node{Kind: source.String, Text: "StorageClass"}},
		{Key: "parameters", Value: unknown},
	}}
	l = LoadEmbedded(inventory.Embedded{Node: class, Host: host})
	if got := l.Resources[0].Property("disk_encryption_set"); got.State != inventory.Unknown || got.Symbol.Why != "var.x has no default" {
		t.Errorf("got %+v", got)
	}
}

func TestLoadEmbeddedUnknownVolumes(t *testing.T) {
	unknown := func(why string) *source.Node {
		return &source.Node{Kind: source.Unknown, Symbol: &source.Symbol{Why: why}}
	}
	object := func(pairs ...any) *source.Node {
		n := &source.Node{Kind: source.Object}
		for i := 0; i < len(pairs); i += 2 {
			value, ok := pairs[i+1].(*source.Node)
			if !ok {
				value = &source.Node{Kind: source.String, Text: pairs[i+1].(string)}
			}
			n.Members = append(n.Members, source.Member{Key: pairs[i].(string), Value: value})
		}
		return n
	}
	list := func(items ...*source.Node) *source.Node { return &source.Node{Kind: source.Array, Items: items} }
	set := func(spec *source.Node) *source.Node {
		return object("apiVersion", "apps/v1", "kind", "StatefulSet", "spec", spec)
	}
	pod := func(volumes *source.Node) *source.Node {
		return set(object("template", object("spec", object("volumes", volumes))))
	}
	for name, c := range map[string]struct {
		node *source.Node
		want string
	}{
		"spec":      {set(unknown("a")), "unknown a"},
		"template":  {set(object("template", unknown("b"))), "unknown b"},
		"volumes":   {pod(unknown("c")), "unknown c"},
		"volume":    {pod(list(unknown("d"), object("name", "x", "persistentVolumeClaim", object("claimName", unknown("e"))))), "set: unknown d, unknown e"},
		"driver":    {pod(list(object("name", "x", "csi", object("driver", unknown("f"))))), "set: set x"},
		"templates": {set(object("volumeClaimTemplates", unknown("g"))), "unknown g"},
		"claim":     {set(object("volumeClaimTemplates", list(unknown("h")))), "set: unknown h"},
	} {
		l := LoadEmbedded(inventory.Embedded{Node: c.node})
		got := ""
		for _, r := range l.Resources {
			if r.Kind != inventory.Workload {
				continue
			}
			v := r.Property("volumes")
			got = string(v.State)
			if v.State == inventory.Unknown {
				got += " " + v.Symbol.Why
			}
			for i, item := range v.Items {
				got += map[bool]string{true: ": ", false: ", "}[i == 0] + string(item.State) + " "
				if item.State == inventory.Unknown {
					got += item.Symbol.Why
				} else {
					got += item.Text()
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestLoadEmbeddedList(t *testing.T) {
	set := source.NewSet()
	docs, _ := source.ParseYAML(set.Add("a.yaml", []byte("kind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n"), false))
	l := LoadEmbedded(inventory.Embedded{Node: docs[0], Host: inventory.Host{Identities: []string{"x"}}})
	for _, r := range l.Resources {
		if len(r.Identities) > 0 {
			t.Errorf("%s is taken for the list", r.Name)
		}
	}
	if len(l.Resources) != 2 {
		t.Errorf("%d resources", len(l.Resources))
	}
}

// TestKindsAreFound checks that no kind that is read here is passed over when files are looked for.
func TestKindsAreFound(t *testing.T) {
	var kinds []string
	for kind := range objectKinds {
		kinds = append(kinds, kind, kind+"List")
	}
	for kind := range asoKinds {
		kinds = append(kinds, path.Base(kind))
	}
	for kind := range crossplaneKinds {
		kinds = append(kinds, kind)
	}
	for _, kind := range []string{capzCluster, capzPool, "AzureASOManagedControlPlane", "AzureASOManagedMachinePool"} {
		kinds = append(kinds, kind, kind+"Template")
	}
	for _, kind := range kinds {
		if !source.IsKubernetesKind(kind) {
			t.Errorf("%s is passed over", kind)
		}
	}
}

// TestCorpus holds the storage classes of the corpus against the right answers.
func TestCorpus(t *testing.T) {
	corpus := os.Getenv("AKSCAN_CORPUS")
	if corpus == "" {
		t.Skip("AKSCAN_CORPUS isn't set")
	}
	f, err := os.Open(filepath.Join(corpus, "truth.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, row := range rows {
		file, control, resource, value := row[0], row[1], row[2], row[3]
		if !strings.HasPrefix(file, "kubernetes/") || control != "SCDES" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(corpus, file))
		if err != nil {
			t.Fatal(err)
		}
		got := "na"
		_, l := load(file, string(text))
		for _, r := range l.Resources {
			if r.Kind == inventory.StorageClass && r.Address == resource && r.Property("provisioner").Text() == "disk.csi.azure.com" {
				got = "fail"
				if r.Property("disk_encryption_set").Text() != "" {
					got = "pass"
				}
			}
		}
		if got != value || len(l.Diagnostics) > 0 {
			t.Errorf("%s %s: %s, want %s; %v", file, resource, got, value, l.Diagnostics)
		}
		checked++
	}
	if checked == 0 {
		t.Error("no row was checked")
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("a.yaml", []byte("apiVersion: v1\nkind: Pod\nspec: &x {volumes: [*x, {azureDisk: {}}]}\n"))
	f.Add("a.json", []byte(`{"apiVersion":"v1","kind":"List","items":[{"kind":"PodList","items":[{}]}]}`))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		set := source.NewSet()
		l := Load(set.Add(name, data, false))
		show(set, l)
		for _, d := range l.Diagnostics {
			if d.Path != name || d.Message == "" {
				t.Errorf("%+v", d)
			}
		}
	})
}

func TestDefaultClass(t *testing.T) {
	const ga, beta = "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"
	for annotations, want := range map[string]bool{
		"{}": false, ga + `: "true"`: true, beta + `: "true"`: true, ga + `: "false"`: false, ga + `: "True"`: false, ga + `: "yes"`: false,
		ga + `: "false", ` + beta + `: "true"`: true, ga + `: "true", ` + beta + `: "false"`: true,
	} {
		_, l := load("a.yaml", "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a, annotations: {"+strings.Trim(annotations, "{}")+"}}\n")
		v := l.Resources[0].Property("is_default")
		if v.Bool() != want || v.State == inventory.Unknown {
			t.Errorf("%s: %v %v", annotations, v.State, v.Value)
		}
	}
}
