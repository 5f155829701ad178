resource "azurerm_user_assigned_identity" "disks" {
  name                = "${local.name}-des-id"
  location            = local.location
  resource_group_name = local.group
}

# Wrong: Reader on a resource group opens no key. The set's identity needs get, wrapKey and unwrapKey in the vault.
resource "azurerm_role_assignment" "disks" {
  scope                = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/${local.group}"
  role_definition_name = "Reader"
  principal_id         = azurerm_user_assigned_identity.disks.principal_id
}

resource "azurerm_disk_encryption_set" "web" {
  name                = "${local.name}-des"
  location            = local.location
  resource_group_name = local.group

  # Wrong: without auto_key_rotation_enabled the set stays on this version for ever.
  key_vault_key_id = azurerm_key_vault_key.web["disks"].id

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.disks.id]
  }
}
