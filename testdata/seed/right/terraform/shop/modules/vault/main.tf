resource "azurerm_key_vault" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  tenant_id           = var.tenant_id
  sku_name            = "premium"

  purge_protection_enabled    = true
  soft_delete_retention_days  = 90
  rbac_authorization_enabled  = true
  enabled_for_disk_encryption = true

  # The disk encryption set comes in as a trusted service, the API server over a private link.
  public_network_access_enabled = false
  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
  }
}

resource "azurerm_key_vault_key" "this" {
  for_each = var.keys

  name         = each.key
  key_vault_id = azurerm_key_vault.this.id
  key_type     = "RSA-HSM"
  key_size     = 4096
  key_opts     = each.value.operations

  # A key that KMS is pinned to must not expire: it would take the Secrets with it.
  dynamic "rotation_policy" {
    for_each = each.value.rotate_after == null ? [] : [each.value.rotate_after]
    content {
      automatic {
        time_after_creation = rotation_policy.value
      }
    }
  }
}
