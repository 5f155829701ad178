locals {
  name     = "fabrikam-web"
  location = "francecentral"
  group    = "fabrikam-web-rg"
}

data "azurerm_client_config" "current" {}

# Wrong: no disk_encryption_set_id, although there is a set in disks.tf. Only a new cluster takes it.
resource "azurerm_kubernetes_cluster" "web" {
  name                = "${local.name}-aks"
  location            = local.location
  resource_group_name = local.group
  dns_prefix          = local.name
  kubernetes_version  = "1.32"

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4s_v3"
    node_count = 3

    # Wrong: the name that it had before azurerm 4.0.
    enable_host_encryption = true
  }

  identity {
    # Wrong: this identity is there only once the cluster is, and KMS needs it before.
    type = "SystemAssigned"
  }

  key_management_service {
    # Wrong: the legacy mode of KMS is pinned to a version, and this id has none.
    key_vault_key_id = azurerm_key_vault_key.web["etcd"].versionless_id
  }
}

# Wrong: host encryption isn't taken over from the first pool, and can't be added later.
resource "azurerm_kubernetes_cluster_node_pool" "jobs" {
  name                  = "jobs"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.web.id
  vm_size               = "Standard_D8ds_v5"
  node_count            = 2
}
