variable "name" {
  type = string
}

variable "location" {
  type = string
}

variable "resource_group_name" {
  type = string
}

variable "key_vault_id" {
  type = string
}

variable "key_id" {
  description = "The key's id without a version, since the set follows its rotation."
  type        = string
}
