terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0.1" # Wrong: these versions drop a default pool's host_encryption_enabled.
    }
    azapi = {
      source  = "Azure/azapi"
      version = "~> 2.6"
    }
  }
}

provider "azurerm" {
  subscription_id = "22222222-2222-2222-2222-222222222222"
  features {}
}

locals {
  name     = "fabrikam-analytics"
  location = "francecentral"
  group    = "fabrikam-analytics-rg"
}

data "azurerm_client_config" "current" {}

resource "azurerm_user_assigned_identity" "analytics" {
  for_each = toset(["aks", "des"])

  name                = "${local.name}-${each.key}-id"
  location            = local.location
  resource_group_name = local.group
}

resource "azurerm_key_vault" "analytics" {
  name                       = "${local.name}-kv"
  location                   = local.location
  resource_group_name        = local.group
  tenant_id                  = data.azurerm_client_config.current.tenant_id
  sku_name                   = "premium"
  enable_rbac_authorization  = false
  purge_protection_enabled   = true
  soft_delete_retention_days = 90

  # Wrong: each apply takes this policy away, or the two below, since they are written in another place.
  access_policy {
    tenant_id       = data.azurerm_client_config.current.tenant_id
    object_id       = data.azurerm_client_config.current.object_id
    key_permissions = ["Create", "Delete", "Get", "GetRotationPolicy", "List", "SetRotationPolicy"]
  }
}

resource "azurerm_key_vault_access_policy" "cluster" {
  key_vault_id    = azurerm_key_vault.analytics.id
  tenant_id       = data.azurerm_client_config.current.tenant_id
  object_id       = azurerm_user_assigned_identity.analytics["aks"].principal_id
  key_permissions = ["Decrypt", "Encrypt"]
}

# Wrong: a set that can't unwrap its key gives back no disk.
resource "azurerm_key_vault_access_policy" "disks" {
  key_vault_id    = azurerm_key_vault.analytics.id
  tenant_id       = data.azurerm_client_config.current.tenant_id
  object_id       = azurerm_user_assigned_identity.analytics["des"].principal_id
  key_permissions = ["Get", "WrapKey"]
}

resource "azurerm_key_vault_key" "analytics" {
  for_each = toset(["etcd", "disks"])

  name         = each.key
  key_vault_id = azurerm_key_vault.analytics.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["unwrapKey", "wrapKey"] # Wrong: KMS encrypts and decrypts with the key for etcd.
}

resource "azurerm_disk_encryption_set" "analytics" {
  name                      = "${local.name}-des"
  location                  = local.location
  resource_group_name       = local.group
  auto_key_rotation_enabled = true

  # Wrong: with rotation azurerm takes an id without a version only, the versionless_id.
  key_vault_key_id = azurerm_key_vault_key.analytics["disks"].id

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.analytics["des"].id]
  }
}

resource "azurerm_kubernetes_cluster" "analytics" {
  name                = "${local.name}-aks"
  location            = local.location
  resource_group_name = local.group
  dns_prefix          = local.name
  kubernetes_version  = "1.32"

  # Wrong: nobody filled it in.
  disk_encryption_set_id = "/subscriptions/<subscription>/resourceGroups/${local.group}/providers/Microsoft.Compute/diskEncryptionSets/${local.name}-des"

  default_node_pool {
    name                    = "system"
    vm_size                 = "Standard_D4s_v3"
    node_count              = 3
    host_encryption_enabled = true
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.analytics["aks"].id]
  }

  # Wrong: azurerm finds KMS on where it has no block for it, and turns it off again.
}

resource "azapi_update_resource" "kms" {
  type        = "Microsoft.ContainerService/managedClusters@2025-05-01"
  resource_id = azurerm_kubernetes_cluster.analytics.id

  # Wrong: azapi 2 takes an object, and no text.
  body = jsonencode({
    properties = {
      securityProfile = {
        azureKeyVaultKms = {
          enabled = true
          keyId   = azurerm_key_vault_key.analytics["etcd"].id
        }
      }
    }
  })
}
