resource "azurerm_key_vault" "web" {
  name                       = "${local.name}-kv"
  location                   = local.location
  resource_group_name        = local.group
  tenant_id                  = data.azurerm_client_config.current.tenant_id
  sku_name                   = "standard"
  rbac_authorization_enabled = false

  # Wrong: whoever may purge this vault can destroy the keys below, and the Secrets and disks with them.
  purge_protection_enabled   = false
  soft_delete_retention_days = 7
}

resource "azurerm_key_vault_key" "web" {
  for_each = toset(["etcd", "disks"])

  name         = each.key
  key_vault_id = azurerm_key_vault.web.id
  key_type     = "RSA"
  key_size     = 2048
  key_opts     = ["decrypt", "encrypt", "sign", "unwrapKey", "verify", "wrapKey"]
}

# Wrong: KMS encrypts and decrypts, which these permissions don't allow.
resource "azurerm_key_vault_access_policy" "cluster" {
  key_vault_id    = azurerm_key_vault.web.id
  tenant_id       = data.azurerm_client_config.current.tenant_id
  object_id       = azurerm_kubernetes_cluster.web.identity[0].principal_id
  key_permissions = ["Get", "WrapKey", "UnwrapKey"]
}
