module "disks" {
  source = "./modules/disk-encryption"

  name                = "${var.prefix}-des"
  location            = azurerm_resource_group.shop.location
  resource_group_name = azurerm_resource_group.shop.name
  key_vault_id        = module.vault.id
  key_id              = module.vault.versionless_key_ids["disks"]
}

# Whoever attaches a disk has to be able to read the set.
resource "azurerm_role_assignment" "cluster_disks" {
  scope                = module.disks.id
  role_definition_name = "Reader"
  principal_id         = azurerm_user_assigned_identity.cluster.principal_id
}
