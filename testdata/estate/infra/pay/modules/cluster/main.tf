resource "azurerm_user_assigned_identity" "this" {
  name                = "${var.name}-id"
  location            = var.location
  resource_group_name = var.resource_group_name
}

# KMS encrypts and decrypts as the cluster's identity, which also makes the private link to the vault.
resource "azurerm_role_assignment" "vault" {
  for_each = toset(["Key Vault Crypto User", "Key Vault Contributor"])

  scope                = var.key_vault_id
  role_definition_name = each.key
  principal_id         = azurerm_user_assigned_identity.this.principal_id
}

resource "azurerm_role_assignment" "disks" {
  scope                = var.disk_encryption_set_id
  role_definition_name = "Reader"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
}

resource "azurerm_kubernetes_cluster" "this" {
  name                   = var.name
  location               = var.location
  resource_group_name    = var.resource_group_name
  dns_prefix             = var.name
  kubernetes_version     = var.kubernetes_version
  node_resource_group    = "${var.name}-nodes-rg"
  disk_encryption_set_id = var.disk_encryption_set_id

  default_node_pool {
    name                         = "system"
    vm_size                      = "Standard_D4ds_v5"
    node_count                   = 3
    vnet_subnet_id               = var.node_subnet_id
    only_critical_addons_enabled = true
    host_encryption_enabled      = true
    temporary_name_for_rotation  = "systemtmp"
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.this.id]
  }

  key_management_service {
    key_vault_key_id         = var.kms_key_id
    key_vault_network_access = "Private"
  }

  api_server_access_profile {
    virtual_network_integration_enabled = true
    subnet_id                           = var.api_server_subnet_id
  }

  depends_on = [azurerm_role_assignment.vault, azurerm_role_assignment.disks]
}

resource "azurerm_kubernetes_cluster_node_pool" "this" {
  for_each = var.pools

  name                    = each.key
  kubernetes_cluster_id   = azurerm_kubernetes_cluster.this.id
  vm_size                 = each.value
  node_count              = 3
  vnet_subnet_id          = var.node_subnet_id
  host_encryption_enabled = true
}

output "id" {
  value = azurerm_kubernetes_cluster.this.id
}
