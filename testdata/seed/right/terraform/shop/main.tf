data "azurerm_client_config" "current" {}

resource "azurerm_resource_group" "shop" {
  name     = "${var.prefix}-rg"
  location = var.location
}

resource "azurerm_virtual_network" "shop" {
  name                = "${var.prefix}-vnet"
  location            = azurerm_resource_group.shop.location
  resource_group_name = azurerm_resource_group.shop.name
  address_space       = ["10.40.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = azurerm_resource_group.shop.name
  virtual_network_name = azurerm_virtual_network.shop.name
  address_prefixes     = ["10.40.0.0/20"]
}

# The API server sits in this subnet, so that it reaches a vault without a public address.
resource "azurerm_subnet" "api_server" {
  name                 = "api-server"
  resource_group_name  = azurerm_resource_group.shop.name
  virtual_network_name = azurerm_virtual_network.shop.name
  address_prefixes     = ["10.40.16.0/28"]

  delegation {
    name = "aks"
    service_delegation {
      name = "Microsoft.ContainerService/managedClusters"
    }
  }
}

# Made before the cluster, so that it can be granted the key before the cluster asks for it.
resource "azurerm_user_assigned_identity" "cluster" {
  name                = "${var.prefix}-aks-id"
  location            = azurerm_resource_group.shop.location
  resource_group_name = azurerm_resource_group.shop.name
}
