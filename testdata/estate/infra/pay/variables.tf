variable "subscription_id" {
  type = string
}

variable "name" {
  description = "What every name begins with."
  type        = string
}

variable "location" {
  type = string
}

variable "etcd_key_id" {
  description = "The version of the key etcd that KMS is pinned to. Move it with every rotation."
  type        = string
}

variable "pools" {
  description = "The VM size of each pool for workloads, by the pool's name."
  type        = map(string)
}
