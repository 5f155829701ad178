variable "name" {
  type = string
}

variable "location" {
  type = string
}

variable "resource_group_name" {
  type = string
}

variable "kubernetes_version" {
  type    = string
  default = "1.34"
}

variable "node_subnet_id" {
  type = string
}

variable "api_server_subnet_id" {
  type = string
}

variable "key_vault_id" {
  type = string
}

variable "kms_key_id" {
  description = "The key for etcd, with its version."
  type        = string
}

variable "disk_encryption_set_id" {
  type = string
}

variable "pools" {
  type = map(string)
}
