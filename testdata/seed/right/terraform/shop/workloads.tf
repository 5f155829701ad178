# Claims that name no class get this one.
resource "kubernetes_storage_class_v1" "encrypted" {
  metadata {
    name = "shop-encrypted"
    annotations = {
      "storageclass.kubernetes.io/is-default-class" = "true"
    }
  }

  storage_provisioner    = "disk.csi.azure.com"
  volume_binding_mode    = "WaitForFirstConsumer"
  allow_volume_expansion = true

  parameters = {
    skuName             = "Premium_LRS"
    diskEncryptionSetID = module.disks.id
    diskEncryptionType  = module.disks.encryption_type
  }
}

resource "kubernetes_persistent_volume_claim_v1" "orders" {
  metadata {
    name      = "orders-data"
    namespace = "shop"
  }

  spec {
    access_modes       = ["ReadWriteOnce"]
    storage_class_name = kubernetes_storage_class_v1.encrypted.metadata[0].name
    resources {
      requests = {
        storage = "64Gi"
      }
    }
  }
}
