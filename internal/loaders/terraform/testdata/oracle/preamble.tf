# What the expressions beside this file may refer to. The test adds an output for each of them.

variable "name" {
  type    = string
  default = "orchard"
}

variable "count_text" {
  default = "7"
}

variable "nothing" {
  type    = string
  default = null
}

variable "pools" {
  type = map(object({
    size     = string
    count    = optional(number, 3)
    labels   = optional(map(string), {})
    spot     = optional(bool)
    disk     = optional(object({ gb = optional(number, 128), kind = optional(string, "Managed") }), {})
    zones    = optional(list(string), ["1", "2"])
    nullable = optional(string)
  }))
  default = {
    system = { size = "D4s_v5" }
    batch  = { size = "E8s_v5", count = "5", labels = { team = "data" }, spot = true, disk = { gb = 256 }, zones = [3] }
    plain  = { size = "B2ms", disk = null, labels = null }
  }
}

variable "names" {
  type    = set(string)
  default = ["pear", "apple", "fig", "apple"]
}

variable "matrix" {
  type    = list(list(number))
  default = [[1, 2], [3], []]
}

variable "strict" {
  type     = string
  nullable = false
  default  = "kept"
}

variable "pair" {
  type    = tuple([string, number, bool])
  default = ["a", "2", "true"]
}

variable "anything" {
  type    = any
  default = { a = [1, "two", null], b = { c = true } }
}

variable "list_of_any" {
  type    = list(any)
  default = [1, "two", true]
}

variable "flags" {
  type    = map(bool)
  default = { on = "true", off = false }
}

variable "secret" {
  type      = string
  sensitive = true
  default   = "hush"
}

locals {
  text    = "Straße 🔒 e\u0301"
  fruits  = ["apple", "fig", "pear"]
  numbers = [3, 1, 2]
  people = [
    { name = "ada", age = 36, langs = ["en"] },
    { name = "bob", age = 17, langs = ["de", "fr"] },
    { name = "cy", age = 64, langs = [] },
  ]
  by_name   = { for p in local.people : p.name => p }
  nested    = { a = { b = { c = [10, 20, { d = "deep" }] } } }
  mixed     = [1, "a", true, null, [2], { k = "v" }]
  heredoc   = <<-EOT
    first ${var.name}
      second
    third
  EOT
  template  = "Hello, $${name}!"
  null_list = null
  empty     = []
  object    = { "with space" = 1, dotted_key = 2, "3" = "three" }
}
