import { waitFor } from "../../local/support/wait.ts";
import { restrictedContainer, restrictedPod } from "../../components/kubernetes/podSecurity.ts";
import { images } from "../../components/kubernetes/images.ts";
import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { api } from "./clusterApi.ts";
import { containerLog, findPod } from "./clusterPods.ts";

/** A pod that tries to connect. */
export interface ProbePod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Finds every probe of a namespace. */
export const probeSelector = "ethnode.test/probe=true";

/** What it tries to connect to, by a name of the test's own. */
export type ProbeTargets = Readonly<
  Record<string, { readonly host: string; readonly port: number }>
>;

/**
 * Every target is tried several times: a new pod's address gets into the sets of the firewall a moment after the pod
 * starts, and what must stay closed has to be closed each time. Whoever connects in any round has reached the target.
 */
const rounds = 4;
const connectTimeoutMs = 2000;
const uid = 10001;

/** The program of a probe; it prints the names of what it reached, as JSON. */
const program = `
const { connect } = require("node:net");
const targets = Object.entries(JSON.parse(process.env.TARGETS));
const reached = new Set();
const attempt = ([name, { host, port }]) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ${connectTimeoutMs} });
    socket.once("connect", () => { reached.add(name); socket.destroy(); });
    socket.once("timeout", () => socket.destroy());
    socket.once("error", () => undefined);
    socket.once("close", resolve);
  });
const pause = () => new Promise((resolve) => setTimeout(resolve, ${connectTimeoutMs}));
(async () => {
  for (let round = 0; round < ${rounds}; round++) {
    await Promise.all([pause(), ...targets.map(attempt)]);
  }
  console.log(JSON.stringify([...reached]));
})();
`;

/**
 * Lets every pod try every target by a real TCP connection.
 * @returns what each pod reached, by the pod's name
 */
export async function probe(
  pods: readonly ProbePod[],
  targets: ProbeTargets,
): Promise<Map<string, ReadonlySet<string>>> {
  await Promise.all(pods.map((pod) => start(pod, targets)));
  const reached = await Promise.all(
    pods.map(async (pod) => [pod.name, await result(pod)] as const),
  );
  return new Map(reached);
}

async function start({ name, namespace, labels }: ProbePod, targets: ProbeTargets): Promise<void> {
  const body = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { ...labels, "ethnode.test/probe": "true" } },
    spec: {
      restartPolicy: "Never",
      enableServiceLinks: false,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: restrictedPod(uid),
      containers: [
        {
          name: "probe",
          image: images.peerMonitor,
          command: ["node", "--eval", program],
          env: [{ name: "TARGETS", value: JSON.stringify(targets) }],
          securityContext: restrictedContainer,
        },
      ],
    },
  } as unknown as PropertyMap;
  await api().send({ method: "POST", path: `/api/v1/namespaces/${namespace}/pods`, body });
}

async function result({ name, namespace }: ProbePod): Promise<ReadonlySet<string>> {
  const ended = await waitFor(
    `probe ${name} to end`,
    async () => {
      const pod = await findPod(namespace, name);
      return ["Succeeded", "Failed"].includes(pod?.status.phase ?? "") && pod;
    },
    { timeout: 120_000, interval: 500 },
  );
  const log = await containerLog(ended, "probe");
  if (ended.status.phase !== "Succeeded") throw new Error(`probe ${name} failed:\n${log}`);
  return new Set(JSON.parse(log) as string[]);
}
