resource "azurerm_resource_group" "pay" {
  name     = "${var.name}-rg"
  location = var.location
}

resource "azurerm_virtual_network" "pay" {
  name                = "${var.name}-vnet"
  location            = azurerm_resource_group.pay.location
  resource_group_name = azurerm_resource_group.pay.name
  address_space       = ["10.60.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = azurerm_resource_group.pay.name
  virtual_network_name = azurerm_virtual_network.pay.name
  address_prefixes     = ["10.60.0.0/20"]
}

resource "azurerm_subnet" "api_server" {
  name                 = "api-server"
  resource_group_name  = azurerm_resource_group.pay.name
  virtual_network_name = azurerm_virtual_network.pay.name
  address_prefixes     = ["10.60.16.0/28"]

  delegation {
    name = "aks"
    service_delegation {
      name = "Microsoft.ContainerService/managedClusters"
    }
  }
}

# The security team's vault and its keys: ../vault makes them.
data "azurerm_key_vault" "pay" {
  name                = "${var.name}-kv"
  resource_group_name = "northwind-security-rg"
}

data "azurerm_key_vault_key" "disks" {
  name         = "disks"
  key_vault_id = data.azurerm_key_vault.pay.id
}

module "disks" {
  source = "./modules/disk-encryption"

  name                = "${var.name}-des"
  location            = azurerm_resource_group.pay.location
  resource_group_name = azurerm_resource_group.pay.name
  key_vault_id        = data.azurerm_key_vault.pay.id
  key_id              = data.azurerm_key_vault_key.disks.versionless_id
}

module "cluster" {
  source = "./modules/cluster"

  name                   = "${var.name}-aks"
  location               = azurerm_resource_group.pay.location
  resource_group_name    = azurerm_resource_group.pay.name
  node_subnet_id         = azurerm_subnet.nodes.id
  api_server_subnet_id   = azurerm_subnet.api_server.id
  key_vault_id           = data.azurerm_key_vault.pay.id
  kms_key_id             = var.etcd_key_id
  disk_encryption_set_id = module.disks.id
  pools                  = var.pools
}
