terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.48"
    }
  }
}

provider "azurerm" {
  subscription_id = "22222222-2222-2222-2222-222222222222"
  features {}
}

locals {
  name     = "fabrikam-reports"
  location = "francecentral"
  group    = "fabrikam-reports-rg"
}

data "azurerm_client_config" "current" {}

resource "azurerm_user_assigned_identity" "reports" {
  name                = "${local.name}-aks-id"
  location            = local.location
  resource_group_name = local.group
}

resource "azurerm_key_vault" "reports" {
  name                       = "${local.name}-kv"
  location                   = local.location
  resource_group_name        = local.group
  tenant_id                  = data.azurerm_client_config.current.tenant_id
  sku_name                   = "premium"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
}

resource "azurerm_key_vault_key" "etcd" {
  name         = "etcd"
  key_vault_id = azurerm_key_vault.reports.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["decrypt", "encrypt"]
}

resource "azurerm_role_assignment" "etcd" {
  scope                = azurerm_key_vault.reports.id
  role_definition_name = "Key Vault Crypto User"
  principal_id         = azurerm_user_assigned_identity.reports.principal_id
}

# Wrong: nothing makes Terraform wait for the grant (depends_on), and KMS asks for the key at once.
resource "azurerm_kubernetes_cluster" "reports" {
  name                = "${local.name}-aks"
  location            = local.location
  resource_group_name = local.group
  dns_prefix          = local.name
  kubernetes_version  = "1.33"

  # Wrong: the resource group is missing.
  disk_encryption_set_id = "/subscriptions/22222222-2222-2222-2222-222222222222/providers/Microsoft.Compute/diskEncryptionSets/${local.name}-des"

  default_node_pool {
    name                    = "system"
    vm_size                 = "Standard_D4ds_v5"
    node_count              = 3
    host_encryption_enabled = true
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.reports.id]
  }

  key_management_service {
    key_vault_key_id = azurerm_key_vault_key.etcd.id
  }
}
