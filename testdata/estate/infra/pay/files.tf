# The shares that several pods write to. The driver can't give an account a customer key, so it is made here.
resource "azurerm_storage_account" "files" {
  name                              = "northwindpayfiles"
  location                          = azurerm_resource_group.pay.location
  resource_group_name               = azurerm_resource_group.pay.name
  account_kind                      = "FileStorage"
  account_tier                      = "Premium"
  account_replication_type          = "ZRS"
  infrastructure_encryption_enabled = true

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.files.id]
  }

  customer_managed_key {
    key_vault_key_id          = azurerm_key_vault_key.files.versionless_id
    user_assigned_identity_id = azurerm_user_assigned_identity.files.id
  }

  depends_on = [azurerm_role_assignment.files_key]
}

resource "azurerm_key_vault_key" "files" {
  name         = "files"
  key_vault_id = data.azurerm_key_vault.pay.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["unwrapKey", "wrapKey"]

  rotation_policy {
    automatic {
      time_after_creation = "P1Y"
    }
  }

  lifecycle {
    # The vault rotates it.
    ignore_changes = [expiration_date, not_before_date]
  }
}

resource "azurerm_user_assigned_identity" "files" {
  name                = "${var.name}-files-id"
  location            = azurerm_resource_group.pay.location
  resource_group_name = azurerm_resource_group.pay.name
}

resource "azurerm_role_assignment" "files_key" {
  scope                = data.azurerm_key_vault.pay.id
  role_definition_name = "Key Vault Crypto Service Encryption User"
  principal_id         = azurerm_user_assigned_identity.files.principal_id
}
