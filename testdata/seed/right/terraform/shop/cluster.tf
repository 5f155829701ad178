resource "azurerm_kubernetes_cluster" "shop" {
  name                   = "${var.prefix}-aks"
  location               = azurerm_resource_group.shop.location
  resource_group_name    = azurerm_resource_group.shop.name
  dns_prefix             = var.prefix
  kubernetes_version     = var.kubernetes_version
  disk_encryption_set_id = module.disks.id

  default_node_pool {
    name                         = "system"
    vm_size                      = "Standard_D4ds_v5"
    node_count                   = 3
    vnet_subnet_id               = azurerm_subnet.nodes.id
    only_critical_addons_enabled = true
    host_encryption_enabled      = true
    temporary_name_for_rotation  = "systemtmp"
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.cluster.id]
  }

  key_management_service {
    key_vault_key_id         = module.vault.key_ids["etcd"]
    key_vault_network_access = "Private"
  }

  api_server_access_profile {
    virtual_network_integration_enabled = true
    subnet_id                           = azurerm_subnet.api_server.id
  }

  lifecycle {
    # The key is rotated with `az aks update`. Nothing else of the block is ignored.
    ignore_changes = [key_management_service[0].key_vault_key_id]
  }

  depends_on = [
    azurerm_role_assignment.cluster_key,
    azurerm_role_assignment.cluster_vault,
    azurerm_role_assignment.cluster_disks,
  ]
}

resource "azurerm_kubernetes_cluster_node_pool" "this" {
  for_each = var.pools

  name                    = each.key
  kubernetes_cluster_id   = azurerm_kubernetes_cluster.shop.id
  vm_size                 = each.value.vm_size
  node_count              = each.value.node_count
  vnet_subnet_id          = azurerm_subnet.nodes.id
  host_encryption_enabled = each.value.host_encryption
}
