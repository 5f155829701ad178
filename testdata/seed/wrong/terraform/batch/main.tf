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
  subscription_id = "22222222-2222-2222-2222-222222222222"
  features {}
}

# Wrong: nobody gives it a value, so nobody can say whether the nodes' disks have a customer key.
variable "disk_encryption_set_id" {
  type = string
}

data "azurerm_client_config" "current" {}

resource "azurerm_key_vault" "batch" {
  name                       = "fabrikam-batch-kv"
  location                   = "francecentral"
  resource_group_name        = "fabrikam-batch-rg"
  tenant_id                  = data.azurerm_client_config.current.tenant_id
  sku_name                   = "premium"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true

  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
  }
}

# Wrong: made for KMS, and used by nobody.
resource "azurerm_key_vault_key" "kms" {
  name         = "kms"
  key_vault_id = azurerm_key_vault.batch.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["decrypt", "encrypt"]
}

# Wrong: the module can turn KMS on, but this call doesn't give it the key.
module "cluster" {
  source = "./modules/cluster"

  name                   = "fabrikam-batch-aks"
  location               = "francecentral"
  resource_group_name    = "fabrikam-batch-rg"
  disk_encryption_set_id = var.disk_encryption_set_id
}

# Wrong: a stable API version doesn't have this property, so Azure turns nothing on.
resource "azapi_update_resource" "kms" {
  type        = "Microsoft.ContainerService/managedClusters@2025-05-01"
  resource_id = module.cluster.id

  body = {
    properties = {
      securityProfile = {
        kubernetesResourceObjectEncryptionProfile = {
          infrastructureEncryption = "Enabled"
        }
      }
    }
  }
}
