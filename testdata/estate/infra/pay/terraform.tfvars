subscription_id = "3f0c9a52-6f1e-4a57-9c1d-0b6a4e2d7c11"
name            = "northwind-pay"
location        = "westeurope"
etcd_key_id     = "https://northwind-pay-kv.vault.azure.net/keys/etcd/6b2d90f1c47e4a5d8f3e0a9b7c1d2e34"

pools = {
  api    = "Standard_D8ds_v5"
  ledger = "Standard_E8ds_v5"
}
