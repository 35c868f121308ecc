import { images } from "../../components/kubernetes/images.ts";
import { accessLabels } from "../../components/kubernetes/labels.ts";
import { restrictedContainer, restrictedPod } from "../../components/kubernetes/podSecurity.ts";
import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { waitFor } from "../../local/support/wait.ts";
import { api, kubectl } from "./clusterApi.ts";
import { containerLog, findPod, isReady, pod } from "./clusterPods.ts";
import { ethereum } from "./clusterStack.ts";

/** A program of a user's in a pod that may ask the RPC, until it is disposed of. */
export interface UserPod<T> extends AsyncDisposable {
  /** What it counted up to a second ago. @throws where it was never answered: it would prove nothing */
  readonly counts: () => Promise<T>;
}

/** What such a program is. */
export interface UserProgram<T> {
  /** Name of the pod. One that is left of an earlier run is taken away first. */
  readonly name: string;
  /** JavaScript for Node that prints what it counted, as JSON, a line a second. */
  readonly program: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The access label of its pod. Default: that of the RPC. */
  readonly access?: string;
  /** How many of its requests were answered. */
  readonly answered: (counts: T) => number;
}

/** Starts it, and waits until it was answered. */
export async function startUserPod<T>(user: UserProgram<T>): Promise<UserPod<T>> {
  const { name, program, env = {}, access = accessLabels.rpc, answered } = user;
  const container = "user";
  const stop = async (): Promise<void> => {
    await kubectl(
      ...["delete", "pod", name, `--namespace=${ethereum}`],
      ...["--ignore-not-found", "--timeout=30s"],
    );
  };
  await stop();
  const body = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: ethereum, labels: { [access]: "true" } },
    spec: {
      enableServiceLinks: false,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: restrictedPod(10001),
      containers: [
        {
          name: container,
          image: images.peerMonitor,
          command: ["node", "--eval", program],
          env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
          securityContext: restrictedContainer,
        },
      ],
    },
  } as unknown as PropertyMap;
  await api().send({ method: "POST", path: `/api/v1/namespaces/${ethereum}/pods`, body });
  const counts = async (): Promise<T> => {
    const lines = (await containerLog(await pod(ethereum, name), container)).trim().split("\n");
    const text = lines.at(-1) ?? "";
    const last = JSON.parse(text) as T;
    if (answered(last) === 0) throw new Error(`${name} was never answered: ${text}`);
    return last;
  };
  await waitFor(
    `${name} to be answered`,
    async () => {
      const found = await findPod(ethereum, name);
      return found !== undefined && isReady(found) && (await counts());
    },
    { timeout: 60_000, interval: 500 },
  );
  return { counts, [Symbol.asyncDispose]: stop };
}
