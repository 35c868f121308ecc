import type { KubernetesClient } from "../../local/plugins/kubernetes/client.ts";

const path = "/apis/storage.k8s.io/v1/storageclasses";

/** Gives a cluster a default StorageClass as most have it: it binds a volume when a pod first uses it. */
export async function ensureStorageClass(client: KubernetesClient): Promise<void> {
  if ((await client.get(`${path}/standard`)) !== undefined) return;
  await client.send({
    method: "POST",
    path,
    body: {
      metadata: {
        name: "standard",
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner: "example.com/none",
      volumeBindingMode: "WaitForFirstConsumer",
    },
  });
}
