# What Azure/aks/azurerm 11 and later makes of the inputs that akscan judges.
# Names and defaults: azure-facts 5.4.

variable "prefix" {
  type    = string
  default = ""
}
variable "cluster_name" {
  type    = string
  default = null
}
variable "location" {
  type    = string
  default = null
}
variable "kubernetes_version" {
  type    = string
  default = null
}
variable "agents_pool_name" {
  type    = string
  default = "nodepool"
}
variable "agents_size" {
  type    = string
  default = "Standard_D2s_v3"
}
variable "os_disk_type" {
  type    = string
  default = "Managed"
}
variable "client_id" {
  type    = string
  default = ""
}
variable "identity_type" {
  type    = string
  default = "SystemAssigned"
}
variable "identity_ids" {
  type    = list(string)
  default = null
}
variable "disk_encryption_set_id" {
  type    = string
  default = null
}
variable "host_encryption_enabled" {
  type    = bool
  default = false
}
variable "node_pools" {
  type = map(object({
    name                    = string
    vm_size                 = optional(string)
    os_disk_type            = optional(string, "Managed")
    host_encryption_enabled = optional(bool)
    create_before_destroy   = optional(bool, true)
  }))
  default = {}
}
variable "kms_enabled" {
  type    = bool
  default = false
}
variable "kms_key_vault_key_id" {
  type    = string
  default = null
}
variable "kms_key_vault_network_access" {
  type    = string
  default = "Public"
}
variable "api_server_vnet_integration_enabled" {
  type    = bool
  default = false
}

resource "azurerm_kubernetes_cluster" "main" {
  name                   = try(coalesce(var.cluster_name, trim("${var.prefix}-aks", "-")), "aks")
  location               = var.location
  kubernetes_version     = var.kubernetes_version
  disk_encryption_set_id = var.disk_encryption_set_id

  default_node_pool {
    name                    = var.agents_pool_name
    vm_size                 = var.agents_size
    os_disk_type            = var.os_disk_type
    host_encryption_enabled = var.host_encryption_enabled
  }
  dynamic "identity" {
    for_each = var.client_id == "" ? ["identity"] : []
    content {
      type         = var.identity_type
      identity_ids = var.identity_ids
    }
  }
  dynamic "service_principal" {
    for_each = var.client_id == "" ? [] : ["service_principal"]
    content {
      client_id = var.client_id
    }
  }
  dynamic "key_management_service" {
    for_each = var.kms_enabled ? ["key_management_service"] : []
    content {
      key_vault_key_id         = var.kms_key_vault_key_id
      key_vault_network_access = var.kms_key_vault_network_access
    }
  }
  dynamic "api_server_access_profile" {
    for_each = var.api_server_vnet_integration_enabled ? ["api_server_access_profile"] : []
    content {
      virtual_network_integration_enabled = true
    }
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "node_pool_create_before_destroy" {
  for_each                = { for key, pool in var.node_pools : key => pool if pool.create_before_destroy == true }
  name                    = each.value.name
  kubernetes_cluster_id   = azurerm_kubernetes_cluster.main.id
  vm_size                 = each.value.vm_size
  os_disk_type            = each.value.os_disk_type
  host_encryption_enabled = each.value.host_encryption_enabled
}

resource "azurerm_kubernetes_cluster_node_pool" "node_pool_create_after_destroy" {
  for_each                = { for key, pool in var.node_pools : key => pool if pool.create_before_destroy != true }
  name                    = each.value.name
  kubernetes_cluster_id   = azurerm_kubernetes_cluster.main.id
  vm_size                 = each.value.vm_size
  os_disk_type            = each.value.os_disk_type
  host_encryption_enabled = each.value.host_encryption_enabled
}

output "aks_id" {
  value = azurerm_kubernetes_cluster.main.id
}
output "aks_name" {
  value = azurerm_kubernetes_cluster.main.name
}
output "cluster_identity" {
  value = azurerm_kubernetes_cluster.main.identity[0]
}
output "kubelet_identity" {
  value = azurerm_kubernetes_cluster.main.kubelet_identity
}
output "location" {
  value = azurerm_kubernetes_cluster.main.location
}
output "node_resource_group" {
  value = azurerm_kubernetes_cluster.main.node_resource_group
}
