# Wrong: no diskEncryptionSetID, so its volumes are born with Microsoft's key.
resource "kubernetes_storage_class_v1" "web" {
  metadata {
    name = "web-disks"
  }

  storage_provisioner = "disk.csi.azure.com"
  volume_binding_mode = "WaitForFirstConsumer"

  parameters = {
    skuName = "Premium_LRS"
  }
}

# Wrong: the class is the one above.
resource "kubernetes_persistent_volume_claim_v1" "uploads" {
  metadata {
    name      = "uploads"
    namespace = "web"
  }

  spec {
    access_modes       = ["ReadWriteOnce"]
    storage_class_name = kubernetes_storage_class_v1.web.metadata[0].name
    resources {
      requests = {
        storage = "64Gi"
      }
    }
  }
}
