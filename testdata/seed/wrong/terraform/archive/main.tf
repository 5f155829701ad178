terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 2.40.0"
    }
  }
}

provider "azurerm" {
  features {}
}

data "azurerm_client_config" "current" {}

resource "azurerm_key_vault" "archive" {
  name                     = "fabrikam-archive-kv"
  location                 = "francecentral"
  resource_group_name      = "fabrikam-archive-rg"
  tenant_id                = data.azurerm_client_config.current.tenant_id
  sku_name                 = "standard"
  purge_protection_enabled = true

  # Wrong: a key that is deleted by mistake would be gone at once, and purge protection needs soft delete.
  soft_delete_enabled = false
}
