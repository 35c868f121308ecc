import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Where client libraries look for a pod's token, and how they know that they are in a cluster. */
const tokenFolder = "/var/run/secrets/kubernetes.io/serviceaccount";
const tokenVolume = "api-token";

/** What a pod has to have to ask the Kubernetes API in the name of an account. */
export interface ApiAccess {
  readonly spec: Pick<k8s.types.input.core.v1.PodSpec, "serviceAccountName">;
  readonly volumes: k8s.types.input.core.v1.Volume[];
  readonly volumeMounts: k8s.types.input.core.v1.VolumeMount[];
}

/**
 * The token of an account, for one pod, good for an hour and changed before that. It is mounted by name and not by
 * `automountServiceAccountToken`, which would give it to every container of the pod, also to one that somebody adds.
 *
 * @param name undefined: no token
 */
export const apiAccess = (name: pulumi.Input<string> | undefined): ApiAccess =>
  name === undefined
    ? { spec: {}, volumes: [], volumeMounts: [] }
    : {
        spec: { serviceAccountName: name },
        volumes: [
          {
            name: tokenVolume,
            projected: {
              sources: [
                { serviceAccountToken: { path: "token", expirationSeconds: 3600 } },
                // Made in every namespace by Kubernetes itself.
                {
                  configMap: {
                    name: "kube-root-ca.crt",
                    items: [{ key: "ca.crt", path: "ca.crt" }],
                  },
                },
                {
                  downwardAPI: {
                    items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }],
                  },
                },
              ],
            },
          },
        ],
        volumeMounts: [{ name: tokenVolume, mountPath: tokenFolder, readOnly: true }],
      };
