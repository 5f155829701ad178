# What Azure/avm-res-containerservice-managedcluster/azurerm 0.4 and later, made with
# azapi, makes of the inputs that akscan judges. Names and defaults: azure-facts 5.4.

variable "name" {
  type = string
}
variable "location" {
  type    = string
  default = null
}
variable "parent_id" {
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
variable "security_profile" {
  type = object({
    azure_key_vault_kms = optional(object({
      enabled                  = optional(bool)
      key_id                   = optional(string)
      key_vault_network_access = optional(string)
      key_vault_resource_id    = optional(string)
    }))
  })
  default = null
}
variable "api_server_access_profile" {
  type = object({
    enable_vnet_integration = optional(bool)
  })
  default = null
}
variable "default_agent_pool" {
  type = object({
    name                      = optional(string, "systempool")
    vm_size                   = optional(string)
    os_disk_type              = optional(string)
    enable_encryption_at_host = optional(bool)
  })
  default = {}
}
variable "agent_pools" {
  type = map(object({
    name                      = optional(string)
    vm_size                   = optional(string)
    os_disk_type              = optional(string)
    enable_encryption_at_host = optional(bool)
  }))
  default = {}
}

resource "azapi_resource" "this" {
  type      = "Microsoft.ContainerService/managedClusters@2026-03-01"
  name      = var.name
  location  = var.location
  parent_id = var.parent_id
  identity {
    type         = length(var.managed_identities.user_assigned_resource_ids) > 0 ? "UserAssigned" : "SystemAssigned"
    identity_ids = var.managed_identities.user_assigned_resource_ids
  }
  body = {
    properties = {
      kubernetesVersion   = var.kubernetes_version
      diskEncryptionSetID = var.disk_encryption_set_id
      agentPoolProfiles = [{
        name                   = var.default_agent_pool.name
        vmSize                 = var.default_agent_pool.vm_size
        osDiskType             = var.default_agent_pool.os_disk_type
        enableEncryptionAtHost = var.default_agent_pool.enable_encryption_at_host
      }]
      apiServerAccessProfile = var.api_server_access_profile == null ? null : {
        enableVnetIntegration = var.api_server_access_profile.enable_vnet_integration
      }
      securityProfile = var.security_profile == null ? null : {
        azureKeyVaultKms = var.security_profile.azure_key_vault_kms == null ? null : {
          enabled               = var.security_profile.azure_key_vault_kms.enabled
          keyId                 = var.security_profile.azure_key_vault_kms.key_id
          keyVaultNetworkAccess = var.security_profile.azure_key_vault_kms.key_vault_network_access
          keyVaultResourceId    = var.security_profile.azure_key_vault_kms.key_vault_resource_id
        }
      }
    }
  }
}

resource "azapi_resource" "agent_pool" {
  for_each  = var.agent_pools
  type      = "Microsoft.ContainerService/managedClusters/agentPools@2026-03-01"
  name      = coalesce(each.value.name, each.key)
  parent_id = azapi_resource.this.id
  body = {
    properties = {
      vmSize                 = each.value.vm_size
      osDiskType             = each.value.os_disk_type
      enableEncryptionAtHost = each.value.enable_encryption_at_host
    }
  }
}

output "resource_id" {
  value = azapi_resource.this.id
}
output "name" {
  value = azapi_resource.this.name
}
