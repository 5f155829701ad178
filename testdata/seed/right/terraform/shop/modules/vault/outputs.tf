output "id" {
  value = azurerm_key_vault.this.id
}

output "key_ids" {
  description = "The ids of the keys' newest versions."
  value       = { for name, key in azurerm_key_vault_key.this : name => key.id }
}

output "versionless_key_ids" {
  description = "The ids of the keys, for what follows their rotation by itself."
  value       = { for name, key in azurerm_key_vault_key.this : name => key.versionless_id }
}
