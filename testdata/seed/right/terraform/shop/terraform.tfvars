subscription_id = "11111111-1111-1111-1111-111111111111"
prefix          = "contoso-shop"

pools = {
  web    = { vm_size = "Standard_D8ds_v5" }
  orders = { vm_size = "Standard_E8ds_v5", node_count = 2 }
}
