import { apiGet } from "../../local/cluster/api.ts";
import { waitFor } from "../../local/support/wait.ts";
import { api, list } from "./clusterApi.ts";

/** A container of a pod as the cluster tells of it. */
export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  /** `containerd://<id>` */
  readonly containerID?: string;
  readonly state: { readonly running?: { readonly startedAt: string } };
  readonly lastState: {
    readonly terminated?: {
      readonly exitCode: number;
      readonly reason: string;
      readonly startedAt: string;
      readonly finishedAt: string;
    };
  };
}

/** What the tests read of a pod. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly containers: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
    readonly volumes?: readonly {
      readonly name: string;
      readonly projected?: {
        readonly sources: readonly {
          readonly secret?: {
            readonly name: string;
            readonly items?: readonly { readonly key: string; readonly path: string }[];
          };
        }[];
      };
    }[];
  };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

const podsPath = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;

/** The pods of a namespace; those with a label only, where one is given (`key=value`). */
export function pods(namespace: string, selector?: string): Promise<Pod[]> {
  const query = selector === undefined ? "" : `?labelSelector=${encodeURIComponent(selector)}`;
  return list<Pod>(podsPath(namespace) + query);
}

/** A pod, or undefined where there is none of that name. */
export async function findPod(namespace: string, name: string): Promise<Pod | undefined> {
  return (await api().get(`${podsPath(namespace)}/${name}`)) as Pod | undefined;
}

/** Waits until there is no pod of that name. @param timeout milliseconds */
export const podGone = (namespace: string, name: string, timeout: number): Promise<boolean> =>
  waitFor(
    `the pod ${name} to be gone`,
    async () => (await findPod(namespace, name)) === undefined,
    { timeout },
  );

/** A pod. @throws where there is none of that name */
export async function pod(namespace: string, name: string): Promise<Pod> {
  const found = await findPod(namespace, name);
  if (found === undefined) throw new Error(`no pod ${namespace}/${name}`);
  return found;
}

/** The pod's container of that name. @throws where there is none */
export function container({ metadata, status }: Pod, name: string): ContainerStatus {
  const found = status.containerStatuses?.find((each) => each.name === name);
  if (found === undefined) throw new Error(`pod ${metadata.name} has no container ${name} yet`);
  return found;
}

/** Whether a pod is ready and stays. */
export function isReady({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp === undefined &&
    status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true
  );
}

/** Deletes a pod as `kubectl delete` does, with its own grace period, and does not wait. */
export async function deletePod(namespace: string, name: string): Promise<void> {
  await api().send({ method: "DELETE", path: `${podsPath(namespace)}/${name}` });
}

/** Waits until exactly so many pods with a label are there, all of them ready and none of them one of `gone`. */
export function waitForReady(
  namespace: string,
  selector: string,
  gone: readonly string[] = [],
  timeout = 180_000,
): Promise<Pod> {
  return waitFor(
    `a ready pod ${selector} in ${namespace}`,
    async () => {
      const [found, ...more] = await pods(namespace, selector);
      return (
        found !== undefined &&
        more.length === 0 &&
        isReady(found) &&
        !gone.includes(found.metadata.uid) &&
        found
      );
    },
    { timeout, interval: 500 },
  );
}

/** The whole log of a container; empty where it has not started. `previous` is the one before its last restart. */
export function containerLog(
  { metadata }: Pick<Pod, "metadata">,
  name: string,
  previous = false,
): Promise<string> {
  const path = `${podsPath(metadata.namespace)}/${metadata.name}/log`;
  return apiGet(`${path}?container=${name}${previous ? "&previous=true" : ""}`, 60_000);
}
