import { waitFor } from "../../local/support/wait.ts";
import { api, kubectl } from "./clusterApi.ts";

/** Makes an empty namespace, in place of what an interrupted test may have left under its name. */
export async function createNamespace(
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  await deleteNamespaces(name);
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: { ...labels } } };
  await api().send({ method: "POST", path: "/api/v1/namespaces", body });
  // Pods are refused until the controller has made it.
  await waitFor(
    `the service account of ${name}`,
    () => api().get(`/api/v1/namespaces/${name}/serviceaccounts/default`),
    { timeout: 30_000 },
  );
}

/** Deletes namespaces and all that is in them, and waits until they are gone. */
export async function deleteNamespaces(...names: string[]): Promise<void> {
  await kubectl("delete", "namespace", ...names, "--ignore-not-found", "--timeout=100s");
}
