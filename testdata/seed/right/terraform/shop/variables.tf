variable "subscription_id" {
  type = string
}

variable "prefix" {
  description = "What every name begins with."
  type        = string
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "kubernetes_version" {
  type    = string
  default = "1.33"
}

variable "pools" {
  description = "The pools for workloads, by name."
  type = map(object({
    vm_size         = string
    node_count      = optional(number, 3)
    host_encryption = optional(bool, true)
  }))
}
