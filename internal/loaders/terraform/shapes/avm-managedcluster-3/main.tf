# What Azure/avm-res-containerservice-managedcluster/azurerm up to 0.3, made with
# azurerm, makes of the inputs that akscan judges. Names and defaults: azure-facts 5.4.

variable "name" {
  type = string
}
variable "location" {
  type    = string
  default = null
}
variable "kubernetes_version" {
  type    = string
  default = null
}
variable "disk_encryption_set_id" {
  type    = string
  default = null
}
variable "managed_identities" {
  type = object({
    system_assigned            = optional(bool, false)
    user_assigned_resource_ids = optional(set(string), [])
  })
  default = {}
}
variable "key_management_service" {
  type = object({
    key_vault_key_id         = string
    key_vault_network_access = optional(string)
  })
  default = null
}
variable "default_node_pool" {
  type = object({
    name                    = optional(string, "systempool")
    vm_size                 = optional(string)
    os_disk_type            = optional(string)
    host_encryption_enabled = optional(bool)
  })
  default = {}
}
variable "node_pools" {
  type = map(object({
    name                    = string
    vm_size                 = optional(string)
    os_disk_type            = optional(string)
    host_encryption_enabled = optional(bool)
  }))
  default = {}
}

resource "azurerm_kubernetes_cluster" "this" {
  name                   = var.name
  location               = var.location
  kubernetes_version     = var.kubernetes_version
  disk_encryption_set_id = var.disk_encryption_set_id

  default_node_pool {
    name                    = var.default_node_pool.name
    vm_size                 = var.default_node_pool.vm_size
    os_disk_type            = var.default_node_pool.os_disk_type
    host_encryption_enabled = var.default_node_pool.host_encryption_enabled
  }
  identity {
    type         = length(var.managed_identities.user_assigned_resource_ids) > 0 ? "UserAssigned" : "SystemAssigned"
    identity_ids = var.managed_identities.user_assigned_resource_ids
  }
  dynamic "key_management_service" {
    for_each = var.key_management_service == null ? [] : [var.key_management_service]
    content {
      key_vault_key_id         = key_management_service.value.key_vault_key_id
      key_vault_network_access = key_management_service.value.key_vault_network_access
    }
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "this" {
  for_each                = var.node_pools
  name                    = each.value.name
  kubernetes_cluster_id   = azurerm_kubernetes_cluster.this.id
  vm_size                 = each.value.vm_size
  os_disk_type            = each.value.os_disk_type
  host_encryption_enabled = each.value.host_encryption_enabled
}

output "resource_id" {
  value = azurerm_kubernetes_cluster.this.id
}
output "name" {
  value = azurerm_kubernetes_cluster.this.name
}
