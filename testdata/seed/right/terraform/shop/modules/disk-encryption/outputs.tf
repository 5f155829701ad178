output "id" {
  value = azurerm_disk_encryption_set.this.id
}

output "encryption_type" {
  value = azurerm_disk_encryption_set.this.encryption_type
}
