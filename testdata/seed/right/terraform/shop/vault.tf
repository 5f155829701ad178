module "vault" {
  source = "./modules/vault"

  name                = "${var.prefix}-kv"
  location            = azurerm_resource_group.shop.location
  resource_group_name = azurerm_resource_group.shop.name
  tenant_id           = data.azurerm_client_config.current.tenant_id

  # One key for each layer, allowed only what that layer does with it.
  keys = {
    etcd  = { operations = ["decrypt", "encrypt"] }
    disks = { operations = ["unwrapKey", "wrapKey"], rotate_after = "P1Y" }
  }
}

# KMS encrypts and decrypts as the cluster's identity.
resource "azurerm_role_assignment" "cluster_key" {
  scope                = module.vault.id
  role_definition_name = "Key Vault Crypto User"
  principal_id         = azurerm_user_assigned_identity.cluster.principal_id
}

# It also makes the private link to the vault.
resource "azurerm_role_assignment" "cluster_vault" {
  scope                = module.vault.id
  role_definition_name = "Key Vault Contributor"
  principal_id         = azurerm_user_assigned_identity.cluster.principal_id
}
