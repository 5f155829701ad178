package kubernetes

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// showEmbedded writes what was handed on: each body in one line, without its name and location.
func showEmbedded(set *source.Set, l inventory.Loaded) string {
	var b strings.Builder
	for _, e := range l.Embedded {
		h := e.Host
		fmt.Fprintf(&b, "%s %s %q", h.Address, h.AzureType, h.Name)
		if h.Existing {
			b.WriteString(" existing")
		}
		if h.Parent.State != "" {
			fmt.Fprintf(&b, " in %s", clear(h.Parent.Identity()))
		}
		for _, id := range h.Identities[1:] {
			fmt.Fprintf(&b, " = %s", clear(id))
		}
		fmt.Fprintf(&b, "\n  %s\n", showBody(set, e.Node))
	}
	for _, d := range l.Diagnostics {
		fmt.Fprintf(&b, "%s @%s: %s\n", d.Level, place(set, d.Pos), d.Message)
	}
	return b.String()
}

func clear(id string) string {
	return strings.ReplaceAll(strings.TrimPrefix(id, "\x00name\x00"), "\x00", "|")
}

func showBody(set *source.Set, n *source.Node) string {
	switch n.Kind {
	case source.Object:
		var members []string
		for _, m := range n.Members {
			text := m.Key + ":" + showBody(set, m.Value)
			if m.Symbol != nil {
				text = "<" + clear(m.Key) + ">:" + showBody(set, m.Value)
			}
			if m.Value.Kind != source.Object && m.Value.Kind != source.Array {
				text += "@" + place(set, m.Pos)
			}
			members = append(members, text)
		}
		return "{" + strings.Join(members, " ") + "}"
	case source.Array:
		var items []string
		for _, item := range n.Items {
			items = append(items, showBody(set, item))
		}
		return "[" + strings.Join(items, " ") + "]"
	case source.Unknown:
		if n.Symbol.Ref != nil {
			return "<" + clear(n.Symbol.Ref.Target) + ">"
		}
		return "<" + n.Symbol.Why + ">"
	}
	return n.Text
}

func TestOperators(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"service operator", `apiVersion: containerservice.azure.com/v1api20240901
kind: ManagedCluster
metadata:
  name: c
  namespace: ns
spec:
  azureName: real
  location: westeurope
  owner:
    armId: /subscriptions/0/resourceGroups/r
  identity:
    type: UserAssigned
    userAssignedIdentities:
    - reference: {group: managedidentity.azure.com, kind: UserAssignedIdentity, name: i}
  diskEncryptionSetReference:
    group: compute.azure.com
    kind: DiskEncryptionSet
    name: d
  agentPoolProfiles:
  - name: p
    enableEncryptionAtHost: true
  securityProfile:
    azureKeyVaultKms:
      enabled: true
      keyId: https://v.vault.azure.net/keys/k/1
      keyVaultResourceReference:
        armId: /x/v
---
apiVersion: containerservice.azure.com/v20230202preview
kind: ManagedClustersAgentPool
metadata: {name: q, namespace: ns, annotations: {serviceoperator.azure.com/reconcile-policy: skip}}
spec:
  owner: {name: c}
  vmSize: s
---
apiVersion: compute.azure.com/v1beta20220702
kind: DiskEncryptionSet
metadata: {name: d, namespace: ns}
spec:
  owner: {name: r}
  activeKey:
    keyUrlFromConfig: {name: m, key: k}
    sourceVault:
      reference: {group: keyvault.azure.com, kind: Vault, name: v}
---
apiVersion: keyvault.azure.com/v1api20230701
kind: VaultsKey
metadata: {name: k}
spec:
  owner: {armId: /subscriptions/0/resourceGroups/r/providers/Microsoft.KeyVault/vaults/v/}
  properties: {kty: RSA}
`, `ns/ManagedCluster/c Microsoft.ContainerService/managedClusters@2024-09-01 "real" = .|containerservice.azure.com|ManagedCluster|ns|c = /subscriptions/0/resourcegroups/r/providers/microsoft.containerservice/managedclusters/real
  {location:westeurope@8:3 identity:{type:UserAssigned@12:5 userAssignedIdentities:{<.|managedidentity.azure.com|UserAssignedIdentity|ns|i>:{}}} properties:{diskEncryptionSetID:<.|compute.azure.com|DiskEncryptionSet|ns|d>@18:5 agentPoolProfiles:[{name:p@20:5 enableEncryptionAtHost:true@21:5}] securityProfile:{azureKeyVaultKms:{enabled:true@24:7 keyId:https://v.vault.azure.net/keys/k/1@25:7 keyVaultResourceID:/x/v@27:9}}}}
ns/ManagedClustersAgentPool/q Microsoft.ContainerService/managedClusters/agentPools@2023-02-02-preview "q" existing in .|containerservice.azure.com|ManagedCluster|ns|c = .|containerservice.azure.com|ManagedClustersAgentPool|ns|q
  {properties:{vmSize:s@34:3}}
ns/DiskEncryptionSet/d Microsoft.Compute/diskEncryptionSets@2022-07-02 "d" = .|compute.azure.com|DiskEncryptionSet|ns|d
  {properties:{activeKey:{keyUrl:<keyUrl comes from the ConfigMap m>@42:5 sourceVault:{id:<.|keyvault.azure.com|Vault|ns|v>@44:59}}}}
VaultsKey/k Microsoft.KeyVault/vaults/keys@2023-07-01 "k" in /subscriptions/0/resourcegroups/r/providers/microsoft.keyvault/vaults/v = .|keyvault.azure.com|VaultsKey|default|k = /subscriptions/0/resourcegroups/r/providers/microsoft.keyvault/vaults/v/keys/k
  {properties:{kty:RSA@51:16}}
`},
		{"Cluster API", `apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedControlPlane
metadata: {name: c}
spec:
  location: l
  identity: {type: UserAssigned, userAssignedIdentityResourceID: /x/i}
  version: v1.31.0
  securityProfile:
    azureKeyVaultKms: {enabled: false, keyID: x}
  asoManagedClusterPatches:
  - '{"spec": {"diskEncryptionSetReference": {"armId": "/x/d"}, "securityProfile": {"azureKeyVaultKms": {"enabled": true, "keyID": null}}}}'
  - '{'
---
apiVersion: exp.infrastructure.cluster.x-k8s.io/v1alpha3
kind: AzureManagedMachinePool
metadata: {name: p, labels: {cluster.x-k8s.io/cluster-name: c}}
spec: {sku: s, enableEncryptionAtHost: true, name: pool0}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
kind: AzureASOManagedControlPlane
metadata: {name: a, namespace: ns}
spec:
  resources:
  - apiVersion: containerservice.azure.com/v1api20231001
    kind: ManagedCluster
    metadata: {name: "${CLUSTER_NAME}"}
    spec: {dnsPrefix: x}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedControlPlaneTemplate
metadata: {name: t}
spec: {template: {spec: {enablePreviewFeatures: true, location: l}}}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AzureManagedControlPlaneTemplate
metadata: {name: patched}
spec: {identityRef: {name: i}}
`, `AzureManagedControlPlane/c Microsoft.ContainerService/managedClusters@2024-09-01 "c" = .|infrastructure.cluster.x-k8s.io|AzureManagedControlPlane|default|c
  {location:l@5:3 identity:{type:UserAssigned@6:14 userAssignedIdentities:{/x/i:{}}} properties:{securityProfile:{azureKeyVaultKms:{enabled:true@11:5}} kubernetesVersion:1.31.0@7:3 diskEncryptionSetID:/x/d@11:5}}
AzureManagedMachinePool/p Microsoft.ContainerService/managedClusters/agentPools@2024-09-01 "pool0" in .|infrastructure.cluster.x-k8s.io|AzureManagedControlPlane|default|c = .|infrastructure.cluster.x-k8s.io|AzureManagedMachinePool|default|p
  {properties:{enableEncryptionAtHost:true@17:16 vmSize:s@17:8}}
ns/ManagedCluster/${CLUSTER_NAME} Microsoft.ContainerService/managedClusters@2023-10-01 "${CLUSTER_NAME}" = .|containerservice.azure.com|ManagedCluster|ns|${CLUSTER_NAME}
  {properties:{dnsPrefix:x@27:12}}
AzureManagedControlPlaneTemplate/t Microsoft.ContainerService/managedClusters@2024-04-02-preview "t" = .|infrastructure.cluster.x-k8s.io|AzureManagedControlPlaneTemplate|default|t
  {location:l@32:55 properties:{}}
warning @12:5: a patch of AzureManagedControlPlane/c is no JSON, so what it changes isn't judged
`},
		{"Crossplane", `apiVersion: containerservice.azure.upbound.io/v1beta1
kind: KubernetesCluster
metadata: {name: c}
spec:
  initProvider: {kubernetesVersion: "1.30", location: old}
  forProvider:
    location: l
    identity: [{type: UserAssigned}]
    defaultNodePool: [{name: p, vmSize: s, hostEncryptionEnabled: true}]
    keyManagementService: [{keyVaultKeyIdRef: {name: k}, keyVaultNetworkAccess: Private}]
    diskEncryptionSetIdSelector: {matchLabels: {a: b}}
---
apiVersion: containerservice.azure.m.upbound.io/v1beta1
kind: KubernetesClusterNodePool
metadata: {name: q, namespace: ns}
spec: {managementPolicies: [Observe], forProvider: {kubernetesClusterIdRef: {name: c}, enableHostEncryption: false}}
---
apiVersion: keyvault.azure.upbound.io/v1beta2
kind: Vault
metadata: {name: v, annotations: {crossplane.io/external-name: real}}
spec: {forProvider: {purgeProtectionEnabled: true}}
---
apiVersion: keyvault.azure.upbound.io/v1beta1
kind: Key
metadata: {name: k}
spec: {forProvider: {keyVaultId: /x/v, keyType: RSA, keyOpts: [wrapKey]}}
---
apiVersion: compute.azure.upbound.io/v1beta2
kind: DiskEncryptionSet
metadata: {name: d}
spec: {forProvider: {keyVaultKeyId: https://v.vault.azure.net/keys/k, autoKeyRotationEnabled: true, identity: {type: SystemAssigned}}}
---
apiVersion: compute.azure.upbound.io/v1beta1
kind: ManagedDisk
metadata: {name: m}
spec: {forProvider: {diskEncryptionSetIdRef: {name: d}}}
`, `KubernetesCluster/c Microsoft.ContainerService/managedClusters "c" = .|containerservice.azure.upbound.io|KubernetesCluster|default|c
  {location:l@7:5 identity:{type:UserAssigned@8:17} properties:{kubernetesVersion:1.30@5:18 diskEncryptionSetID:<a selector chooses the DiskEncryptionSet>@11:5 securityProfile:{azureKeyVaultKms:{enabled:true@10:5 keyVaultNetworkAccess:Private@10:58 keyId:<.|keyvault.azure.upbound.io|Key|default|k>@10:29}} agentPoolProfiles:[{name:p@9:24 vmSize:s@9:33 enableEncryptionAtHost:true@9:44}]}}
ns/KubernetesClusterNodePool/q Microsoft.ContainerService/managedClusters/agentPools "q" existing in .|containerservice.azure.m.upbound.io|KubernetesCluster|ns|c = .|containerservice.azure.m.upbound.io|KubernetesClusterNodePool|ns|q
  {properties:{enableEncryptionAtHost:false@16:88}}
Vault/v Microsoft.KeyVault/vaults "real" = .|keyvault.azure.upbound.io|Vault|default|v
  {properties:{enablePurgeProtection:true@21:22}}
Key/k Microsoft.KeyVault/vaults/keys "k" in /x/v = .|keyvault.azure.upbound.io|Key|default|k
  {properties:{kty:RSA@26:40 keyOps:[wrapKey]}}
DiskEncryptionSet/d Microsoft.Compute/diskEncryptionSets "d" = .|compute.azure.upbound.io|DiskEncryptionSet|default|d
  {identity:{type:SystemAssigned@31:112} properties:{rotationToLatestKeyVersionEnabled:true@31:71 activeKey:{keyUrl:https://v.vault.azure.net/keys/k@31:22}}}
ManagedDisk/m Microsoft.Compute/disks "m" = .|compute.azure.upbound.io|ManagedDisk|default|m
  {properties:{encryption:{diskEncryptionSetId:<.|compute.azure.upbound.io|DiskEncryptionSet|default|d>@36:22}}}
`},
		{"Crossplane's networks, policies and rotation", `apiVersion: containerservice.azure.upbound.io/v1beta1
kind: KubernetesCluster
metadata: {name: c}
spec:
  initProvider:
    identity: {type: UserAssigned, identityIds: [/x/i]}
    apiServerAccessProfile: [{vnetIntegrationEnabled: true, subnetId: /x/s}]
---
apiVersion: keyvault.azure.upbound.io/v1beta1
kind: Vault
metadata: {name: v}
spec:
  forProvider:
    publicNetworkAccessEnabled: false
    networkAcls: [{defaultAction: Deny, bypass: None, ipRules: [1.2.3.4]}]
    accessPolicy: [{objectId: o, keyPermissions: [Get]}]
---
apiVersion: keyvault.azure.upbound.io/v1beta2
kind: Key
metadata: {name: k}
spec:
  forProvider:
    expirationDate: "2030-01-01T00:00:00Z"
    rotationPolicy: {automatic: {timeBeforeExpiry: P30D}, expireAfter: P90D}
---
apiVersion: compute.azure.upbound.io/v1beta1
kind: ManagedDisk
metadata: {name: m}
spec:
  forProvider:
    encryptionSettings: [{diskEncryptionKey: [{}]}]
`, `KubernetesCluster/c Microsoft.ContainerService/managedClusters "c" = .|containerservice.azure.upbound.io|KubernetesCluster|default|c
  {identity:{type:UserAssigned@6:16 userAssignedIdentities:{/x/i:{}}} properties:{apiServerAccessProfile:{enableVnetIntegration:true@7:31 subnetId:/x/s@7:61}}}
Vault/v Microsoft.KeyVault/vaults "v" = .|keyvault.azure.upbound.io|Vault|default|v
  {properties:{networkAcls:{defaultAction:Deny@15:20 bypass:None@15:41} publicNetworkAccess:Disabled@14:5 accessPolicies:[{objectId:o@16:21 permissions:{keys:[Get]}}]}}
Key/k Microsoft.KeyVault/vaults/keys "k" = .|keyvault.azure.upbound.io|Key|default|k
  {properties:{attributes:{expires:2030-01-01T00:00:00Z@23:5} rotationPolicy:{attributes:{expiryTime:P90D@24:59} lifetimeActions:[{action:{type:rotate@24:22} trigger:{timeBeforeExpiry:P30D@24:34}}]}}}
ManagedDisk/m Microsoft.Compute/disks "m" = .|compute.azure.upbound.io|ManagedDisk|default|m
  {properties:{encryptionSettingsCollection:{enabled:true@31:5}}}
`},
		{"others of those names", "apiVersion: example.com/v1\nkind: Vault\n---\napiVersion: containerservice.azure.com/v1\nkind: Fleet\n---\napiVersion: storage.azure.upbound.io/v1\nkind: Vault\n---\napiVersion: infrastructure.cluster.x-k8s.io/v1\nkind: AzureCluster\n", ""},
		{"empty ones", "apiVersion: compute.azure.com/v1\nkind: Disk\n---\napiVersion: compute.azure.upbound.io/v1\nkind: ManagedDisk\nspec: x\n---\napiVersion: infrastructure.cluster.x-k8s.io/v1\nkind: AzureManagedMachinePool\nspec: [a]\n",
			`Disk Microsoft.Compute/disks "" = .|compute.azure.com|Disk|default|
  {properties:{}}
ManagedDisk Microsoft.Compute/disks "" = .|compute.azure.upbound.io|ManagedDisk|default|
  {properties:{}}
AzureManagedMachinePool Microsoft.ContainerService/managedClusters/agentPools@2024-09-01 "" = .|infrastructure.cluster.x-k8s.io|AzureManagedMachinePool|default|
  {properties:{}}
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			set, l := load("a.yaml", c.in)
			if diff := cmp.Diff(c.want, showEmbedded(set, l)); diff != "" {
				t.Error(diff)
			}
			for _, e := range l.Embedded {
				if e.Format != inventory.ARM || e.Host.Mode != inventory.Declared || e.Host.Scope != "a.yaml" || !e.Host.Pos.IsValid() {
					t.Errorf("%s: %+v", e.Host.Address, e.Host)
				}
			}
		})
	}
}

// TestOperatorNamesByFolder checks that objects of one name in several files and folders stay apart.
func TestOperatorNamesByFolder(t *testing.T) {
	const vault = "apiVersion: keyvault.azure.com/v1api20230701\nkind: Vault\nmetadata: {name: v}\n"
	set := source.NewSet()
	first, names := map[string]bool{}, map[string]bool{}
	for _, file := range []string{"a/x.yaml", "a/y.yaml", "b/x.yaml"} {
		for _, e := range Load(set.Add(file, []byte(vault), false)).Embedded {
			first[e.Host.Identities[0]], names[e.Host.Identities[1]] = true, true
		}
	}
	if len(first) != 3 || len(names) != 2 {
		t.Errorf("%d objects, %d names", len(first), len(names))
	}
}

func TestASOVersion(t *testing.T) {
	for version, want := range map[string]string{
		"v1api20240901": "2024-09-01", "v20240901": "2024-09-01", "v1api20230202preview": "2023-02-02-preview", "v1beta20210501": "2021-05-01",
		"v1alpha1api20210501": "2021-05-01", "v1api20240901storage": "2024-09-01", "v1": "", "": "", "x": "",
	} {
		if got := asoVersion(version); got != want {
			t.Errorf("%q is %q, want %q", version, got, want)
		}
	}
}

// TestOperatorPools checks that a pool beside its cluster is the one of its name in it, and no other.
func TestOperatorPools(t *testing.T) {
	_, l := load("a.yaml", `apiVersion: containerservice.azure.com/v1api20240901
kind: ManagedClustersAgentPool
metadata: {name: object}
spec: {azureName: Pool, owner: {name: c}}
---
apiVersion: containerservice.azure.com/v1api20240901
kind: ManagedCluster
metadata: {name: c}
spec: {agentPoolProfiles: [{name: pool}]}
---
apiVersion: containerservice.azure.com/v1api20240901
kind: ManagedClustersAgentPool
metadata: {name: pool}
spec: {owner: {name: elsewhere}}
`)
	cluster := l.Embedded[1].Host.Identities[0]
	if got := l.Embedded[0].Host.Identities[0]; got != cluster+"/agentpools/pool" {
		t.Errorf("the pool beside its cluster is %q", got)
	}
	if got := l.Embedded[2].Host.Identities[0]; strings.HasPrefix(got, cluster) {
		t.Errorf("the pool of another cluster is %q", got)
	}
}
