variable "vault" {}
variable "spec" {}

resource "azurerm_key_vault_key" "this" {
  name            = var.spec.name
  key_vault_id    = var.vault
  key_type        = var.spec.key_type
  key_size        = var.spec.key_size
  key_opts        = var.spec.key_opts
  expiration_date = var.spec.expiration_date
  not_before_date = var.spec.not_before_date
  dynamic "rotation_policy" {
    for_each = var.spec.rotation_policy == null ? [] : [var.spec.rotation_policy]
    content {
      expire_after = rotation_policy.value.expire_after
      dynamic "automatic" {
        for_each = rotation_policy.value.automatic == null ? [] : [rotation_policy.value.automatic]
        content {
          time_after_creation = automatic.value.time_after_creation
          time_before_expiry  = automatic.value.time_before_expiry
        }
      }
    }
  }
}

output "id" {
  value = azurerm_key_vault_key.this.id
}
output "versionless_id" {
  value = azurerm_key_vault_key.this.versionless_id
}
output "resource_id" {
  value = azurerm_key_vault_key.this.resource_id
}
output "resource_versionless_id" {
  value = azurerm_key_vault_key.this.resource_versionless_id
}
