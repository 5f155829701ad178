# What Azure/avm-res-keyvault-vault/azurerm makes of the inputs that akscan judges.
# Names and defaults: azure-facts 5.4.

variable "name" {
  type = string
}
variable "location" {
  type    = string
  default = null
}
variable "resource_group_name" {
  type    = string
  default = null
}
variable "purge_protection_enabled" {
  type    = bool
  default = true
}
variable "soft_delete_retention_days" {
  type    = number
  default = null
}
variable "legacy_access_policies_enabled" {
  type    = bool
  default = false
}
variable "enabled_for_disk_encryption" {
  type    = bool
  default = false
}
variable "public_network_access_enabled" {
  type    = bool
  default = true
}
variable "network_acls" {
  type = object({
    bypass         = optional(string, "None")
    default_action = optional(string, "Deny")
  })
  default = {}
}
variable "keys" {
  type = map(object({
    name            = string
    key_type        = string
    key_opts        = optional(list(string), ["sign", "verify"])
    key_size        = optional(number)
    expiration_date = optional(string)
    not_before_date = optional(string)
    rotation_policy = optional(object({
      automatic = optional(object({
        time_after_creation = optional(string)
        time_before_expiry  = optional(string)
      }))
      expire_after = optional(string)
    }))
  }))
  default = {}
}
variable "role_assignments" {
  type = map(object({
    role_definition_id_or_name = string
    principal_id               = string
    principal_type             = optional(string)
    condition                  = optional(string)
  }))
  default = {}
}

resource "azurerm_key_vault" "this" {
  name                          = var.name
  location                      = var.location
  resource_group_name           = var.resource_group_name
  purge_protection_enabled      = var.purge_protection_enabled
  soft_delete_retention_days    = var.soft_delete_retention_days
  rbac_authorization_enabled    = !var.legacy_access_policies_enabled
  enabled_for_disk_encryption   = var.enabled_for_disk_encryption
  public_network_access_enabled = var.public_network_access_enabled
  dynamic "network_acls" {
    for_each = var.network_acls == null ? [] : [var.network_acls]
    content {
      bypass         = network_acls.value.bypass
      default_action = network_acls.value.default_action
    }
  }
}

resource "azurerm_role_assignment" "this" {
  for_each             = var.role_assignments
  scope                = azurerm_key_vault.this.id
  principal_id         = each.value.principal_id
  principal_type       = each.value.principal_type
  condition            = each.value.condition
  role_definition_id   = strcontains(lower(each.value.role_definition_id_or_name), "/roledefinitions/") ? each.value.role_definition_id_or_name : null
  role_definition_name = strcontains(lower(each.value.role_definition_id_or_name), "/roledefinitions/") ? null : each.value.role_definition_id_or_name
}

module "keys" {
  source   = "./key"
  for_each = var.keys
  vault    = azurerm_key_vault.this.id
  spec     = each.value
}

output "resource_id" {
  value = azurerm_key_vault.this.id
}
output "name" {
  value = azurerm_key_vault.this.name
}
output "uri" {
  value = azurerm_key_vault.this.vault_uri
}
output "keys" {
  value = { for name, made in module.keys : name => made }
}
output "keys_resource_ids" {
  value = { for name, made in module.keys : name => made }
}
