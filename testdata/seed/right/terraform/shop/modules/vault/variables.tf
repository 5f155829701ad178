variable "name" {
  type = string
}

variable "location" {
  type = string
}

variable "resource_group_name" {
  type = string
}

variable "tenant_id" {
  type = string
}

variable "keys" {
  description = "What each key may be used for, and when it gets a new version (an ISO 8601 duration)."
  type = map(object({
    operations   = list(string)
    rotate_after = optional(string)
  }))
}
