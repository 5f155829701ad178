package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// exportShape is how a list of clusters is written.
type exportShape int

const (
	azList       exportShape = iota // az aks list: an array, indented
	azMinified                      // the same on one line
	restList                        // REST: {"value": [...], "nextLink": ...}
	graphQuery                      // az graph query: {"count", "data": [...], "skip_token", "total_records"}
	jsonLines                       // an object a line
	exportShapes                    // how many there are
)

func (s exportShape) String() string {
	return [...]string{"az", "minified", "rest", "graph", "lines"}[s]
}

// writeExport writes the clusters of an estate as az and REST print them, about 5 KB each.
func writeExport(w io.Writer, shape exportShape, clusters int) error {
	out := bufio.NewWriterSize(w, 1<<20)
	begin, between, end := "[\n", ",\n", "\n]\n"
	switch shape {
	case azMinified:
		begin, between, end = "[", ",", "]"
	case restList:
		begin, end = "{\n\"value\": [\n", "\n],\n\"nextLink\": \"\"\n}\n"
	case graphQuery:
		begin, end = fmt.Sprintf("{\n\"count\": %d,\n\"data\": [\n", clusters), "\n],\n\"skip_token\": null\n}\n"
	case jsonLines:
		begin, between, end = "", "\n", "\n"
	}
	out.WriteString(begin)
	for i := range clusters {
		if i > 0 {
			out.WriteString(between)
		}
		text := clusterText(i, shape == restList || shape == graphQuery)
		if shape == azMinified || shape == jsonLines {
			text = minified(text)
		}
		out.WriteString(text)
	}
	out.WriteString(end)
	return out.Flush()
}

// minified takes the white space between JSON's tokens out.
func minified(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimSpace(line))
	}
	return b.String()
}

func exportID(i int) string {
	return fmt.Sprintf("/subscriptions/%08x-0000-4000-8000-000000000000/resourcegroups/rg-%d/providers/Microsoft.ContainerService/managedClusters/aks-%d", i/200, i%200, i)
}

// clusterText is cluster i of the estate. One in two has KMS with a key that a few
// share, one in three a disk encryption set; a third of the pools host encryption.
func clusterText(i int, nested bool) string {
	kms, des := `null`, `null`
	if i%2 == 0 {
		kms = fmt.Sprintf(`{
        "enabled": true,
        "keyId": "https://kv-%d.vault.azure.net/keys/etcd/%032x",
        "keyVaultNetworkAccess": "Public",
        "keyVaultResourceId": null
      }`, i%500, i%500)
	}
	if i%3 == 0 {
		des = fmt.Sprintf(`"/subscriptions/%08x-0000-4000-8000-000000000000/resourceGroups/rg-keys/providers/Microsoft.Compute/diskEncryptionSets/des-%d"`, i/200, i%50)
	}
	var pools strings.Builder
	for p := range 2 {
		if p > 0 {
			pools.WriteString(",")
		}
		fmt.Fprintf(&pools, `
      {
        "availabilityZones": ["1", "2", "3"],
        "count": %d,
        "currentOrchestratorVersion": "1.34.2",
        "eTag": "%032x",
        "enableAutoScaling": true,
        "enableEncryptionAtHost": %t,
        "enableFips": false,
        "enableUltraSsd": false,
        "kubeletDiskType": "OS",
        "maxCount": 9,
        "maxPods": 110,
        "minCount": 3,
        "mode": "%s",
        "name": "pool%d",
        "nodeImageVersion": "AKSUbuntu-2204gen2containerd-202610.06.0",
        "nodeLabels": {"team": "team-%d", "tier": "standard"},
        "nodeTaints": null,
        "orchestratorVersion": "1.34",
        "osDiskSizeGb": 128,
        "osDiskType": "Managed",
        "osSku": "Ubuntu",
        "osType": "Linux",
        "podSubnetId": null,
        "powerState": {"code": "Running"},
        "provisioningState": "Succeeded",
        "proximityPlacementGroupId": null,
        "scaleDownMode": "Delete",
        "spotMaxPrice": null,
        "tags": null,
        "type": "VirtualMachineScaleSets",
        "upgradeSettings": {"drainTimeoutInMinutes": null, "maxSurge": "10%%", "nodeSoakDurationInMinutes": null},
        "vmSize": "Standard_D%ds_v5",
        "vnetSubnetId": "/subscriptions/%08x-0000-4000-8000-000000000000/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet-%d/subnets/nodes",
        "workloadRuntime": "OCIContainer"
      }`, 3+p, i*2+p, (i+p)%3 == 0, []string{"System", "User"}[p], p, i%40, 4<<p, i/200, i%200)
	}
	properties := fmt.Sprintf(`
      "aadProfile": {"adminGroupObjectIDs": ["%08x-1111-4000-8000-000000000000"], "enableAzureRbac": true, "managed": true, "tenantId": "99999999-0000-4000-8000-000000000000"},
      "addonProfiles": {"azurepolicy": {"config": null, "enabled": true, "identity": null}, "omsagent": {"config": {"useAADAuth": "true"}, "enabled": true}},
      "agentPoolProfiles": [%s
      ],
      "apiServerAccessProfile": null,
      "autoUpgradeProfile": {"nodeOsUpgradeChannel": "NodeImage", "upgradeChannel": "patch"},
      "azurePortalFqdn": "aks-%d-1a2b3c4d.portal.hcp.westeurope.azmk8s.io",
      "currentKubernetesVersion": "1.34.2",
      "disableLocalAccounts": true,
      "diskEncryptionSetId": %s,
      "dnsPrefix": "aks-%d",
      "enableRbac": true,
      "fqdn": "aks-%d-1a2b3c4d.hcp.westeurope.azmk8s.io",
      "identityProfile": {
        "kubeletidentity": {
          "clientId": "%08x-2222-4000-8000-000000000000",
          "objectId": "%08x-3333-4000-8000-000000000000",
          "resourceId": "/subscriptions/%08x-0000-4000-8000-000000000000/resourcegroups/rg-%d-nodes/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks-%d-agentpool"
        }
      },
      "kubernetesVersion": "1.34",
      "maxAgentPools": 100,
      "networkProfile": {
        "advancedNetworking": null, "dnsServiceIp": "10.0.0.10", "ipFamilies": ["IPv4"],
        "loadBalancerProfile": {"effectiveOutboundIPs": [{"id": "/subscriptions/%08x-0000-4000-8000-000000000000/resourceGroups/rg-%d-nodes/providers/Microsoft.Network/publicIPAddresses/out", "resourceGroup": "rg-%d-nodes"}], "managedOutboundIPs": {"count": 1}},
        "loadBalancerSku": "standard", "networkDataplane": "azure", "networkPlugin": "azure", "networkPolicy": "azure",
        "outboundType": "loadBalancer", "podCidr": null, "serviceCidr": "10.0.0.0/16"
      },
      "nodeResourceGroup": "rg-%d-nodes",
      "oidcIssuerProfile": {"enabled": true, "issuerUrl": "https://westeurope.oic.prod-aks.azure.com/99999999/%08x/"},
      "powerState": {"code": "Running"},
      "provisioningState": "Succeeded",
      "securityProfile": {
        "azureKeyVaultKms": %s,
        "defender": null, "imageCleaner": {"enabled": true, "intervalHours": 168}, "workloadIdentity": {"enabled": true}
      },
      "servicePrincipalProfile": {"clientId": "msi", "secret": null},
      "storageProfile": {"blobCsiDriver": null, "diskCsiDriver": {"enabled": true}, "fileCsiDriver": {"enabled": true}, "snapshotController": {"enabled": true}},
      "supportPlan": "KubernetesOfficial",
      "windowsProfile": null`,
		i, pools.String(), i, des, i, i, i, i, i/200, i%200, i, i/200, i%200, i%200, i%200, i, kms)
	if nested {
		properties = "\n      \"properties\": {" + properties + "\n      }"
	}
	return fmt.Sprintf(`    {
      "id": "%s",
      "identity": {"principalId": "%08x-4444-4000-8000-000000000000", "tenantId": "99999999-0000-4000-8000-000000000000", "type": "SystemAssigned"},
      "location": "westeurope",
      "name": "aks-%d",
      "resourceGroup": "rg-%d",
      "sku": {"name": "Base", "tier": "Standard"},
      "systemData": null,
      "tags": {"costcenter": "%d", "environment": "production"},
      "type": "Microsoft.ContainerService/ManagedClusters",%s
    }`, exportID(i), i, i, i%200, i%997, properties)
}
