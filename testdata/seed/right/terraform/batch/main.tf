# azurerm has no argument for the newer KMS mode, so azapi sets it.
terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.48"
    }
    azapi = {
      source  = "Azure/azapi"
      version = "~> 2.6"
    }
  }
}

provider "azurerm" {
  subscription_id = "11111111-1111-1111-1111-111111111111"
  features {}
}

locals {
  name = "contoso-batch"
  zone = {
    location            = "westeurope"
    resource_group_name = "contoso-batch-rg"
  }
}

data "azurerm_client_config" "current" {}

resource "azurerm_key_vault" "batch" {
  name                = "${local.name}-kv"
  location            = local.zone.location
  resource_group_name = local.zone.resource_group_name
  tenant_id           = data.azurerm_client_config.current.tenant_id
  sku_name            = "premium"

  purge_protection_enabled    = true
  rbac_authorization_enabled  = true
  enabled_for_disk_encryption = true

  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
  }
}

resource "azurerm_key_vault_key" "batch" {
  for_each = {
    etcd  = ["decrypt", "encrypt"]
    disks = ["unwrapKey", "wrapKey"]
  }

  name         = each.key
  key_vault_id = azurerm_key_vault.batch.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = each.value

  rotation_policy {
    automatic {
      time_after_creation = "P1Y"
    }
  }
}

resource "azurerm_user_assigned_identity" "batch" {
  for_each = toset(["aks", "des"])

  name                = "${local.name}-${each.key}-id"
  location            = local.zone.location
  resource_group_name = local.zone.resource_group_name
}

resource "azurerm_role_assignment" "key" {
  for_each = {
    aks = "Key Vault Crypto User"
    des = "Key Vault Crypto Service Encryption User"
  }

  scope                = azurerm_key_vault.batch.id
  role_definition_name = each.value
  principal_id         = azurerm_user_assigned_identity.batch[each.key].principal_id
}

resource "azurerm_role_assignment" "disks" {
  scope                = azurerm_disk_encryption_set.batch.id
  role_definition_name = "Reader"
  principal_id         = azurerm_user_assigned_identity.batch["aks"].principal_id
}

resource "azurerm_disk_encryption_set" "batch" {
  name                      = "${local.name}-des"
  location                  = local.zone.location
  resource_group_name       = local.zone.resource_group_name
  key_vault_key_id          = azurerm_key_vault_key.batch["disks"].versionless_id
  auto_key_rotation_enabled = true
  encryption_type           = "EncryptionAtRestWithPlatformAndCustomerKeys"

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.batch["des"].id]
  }

  depends_on = [azurerm_role_assignment.key]
}

resource "azurerm_kubernetes_cluster" "batch" {
  name                   = "${local.name}-aks"
  location               = local.zone.location
  resource_group_name    = local.zone.resource_group_name
  dns_prefix             = local.name
  kubernetes_version     = "1.34"
  disk_encryption_set_id = azurerm_disk_encryption_set.batch.id

  default_node_pool {
    name                    = "system"
    vm_size                 = "Standard_D4ds_v5"
    node_count              = 3
    host_encryption_enabled = true
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.batch["aks"].id]
  }

  lifecycle {
    # Otherwise azurerm, which doesn't know of azapi's change, would undo it.
    ignore_changes = [key_management_service]
  }

  depends_on = [azurerm_role_assignment.key, azurerm_role_assignment.disks]
}

resource "azapi_update_resource" "kms" {
  type        = "Microsoft.ContainerService/managedClusters@2025-06-02-preview"
  resource_id = azurerm_kubernetes_cluster.batch.id

  body = {
    properties = {
      securityProfile = {
        kubernetesResourceObjectEncryptionProfile = {
          infrastructureEncryption = "Enabled"
        }
        azureKeyVaultKms = {
          enabled               = true
          keyId                 = azurerm_key_vault_key.batch["etcd"].versionless_id
          keyVaultNetworkAccess = "Private"
          keyVaultResourceId    = azurerm_key_vault.batch.id
        }
      }
    }
  }
}
