import { setTimeout as sleep } from "node:timers/promises";

import { waitFor } from "../../local/support/wait.ts";
import { restrictedContainer, restrictedPod } from "../../components/kubernetes/podSecurity.ts";
import { images } from "../../components/kubernetes/images.ts";
import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { api } from "./clusterApi.ts";
import { container, containerLog, findPod } from "./clusterPods.ts";
import type { Pod } from "./clusterPods.ts";
import { containerProcess } from "./clusterProcesses.ts";

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
 * Every target is tried several times, and reached is what was reached more than once: what a policy opens is open each time.
 * Once, while pods came and went, one connection of thousands got through to a port that is closed. kube-router fills its
 * sets of addresses one after the other by way of one temporary set, so a packet under way may meet another set's addresses.
 */
const rounds = 4;
const timesReached = 2;
const connectTimeoutMs = 2000;
const uid = 10001;

/**
 * The program of a probe. It waits for a signal, so that all of them ask when none of them comes or goes any more; prints
 * how often it reached what, as JSON; and stays until it is deleted.
 */
const ready = "ready";
const program = `
const { connect } = require("node:net");
const targets = Object.entries(JSON.parse(process.env.TARGETS));
const reached = {};
const attempt = ([name, { host, port }]) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ${connectTimeoutMs} });
    socket.once("connect", () => { reached[name] = (reached[name] ?? 0) + 1; socket.destroy(); });
    socket.once("timeout", () => socket.destroy());
    socket.once("error", () => undefined);
    socket.once("close", resolve);
  });
const pause = () => new Promise((resolve) => setTimeout(resolve, ${connectTimeoutMs}));
process.once("SIGUSR1", async () => {
  for (let round = 0; round < ${rounds}; round++) {
    await Promise.all([pause(), ...targets.map(attempt)]);
  }
  console.log(JSON.stringify(reached));
});
setInterval(() => undefined, 60000);
console.log("${ready}");
`;

/** How long kube-router may take to know the last of the probes, milliseconds. */
const settleMs = 5000;

/**
 * Lets every pod try every target by a real TCP connection.
 * @returns what each pod reached, by the pod's name
 */
export async function probe(
  pods: readonly ProbePod[],
  targets: ProbeTargets,
): Promise<Map<string, ReadonlySet<string>>> {
  await Promise.all(pods.map((pod) => start(pod, targets)));
  const started = await Promise.all(
    pods.map((pod) => line(pod, "start", (text) => text === ready)),
  );
  await sleep(settleMs);
  for (const { pod } of started) {
    process.kill(containerProcess(pod, container(pod, "probe")), "SIGUSR1");
  }
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

async function result(pod: ProbePod): Promise<ReadonlySet<string>> {
  const { text } = await line(pod, "end", (found) => found.startsWith("{"));
  const times = Object.entries(JSON.parse(text) as Record<string, number>);
  return new Set(times.filter(([, count]) => count >= timesReached).map(([name]) => name));
}

/** Waits for a line of a probe's log. */
function line(
  { name, namespace }: ProbePod,
  event: string,
  wanted: (line: string) => boolean,
): Promise<{ pod: Pod; text: string }> {
  return waitFor(
    `probe ${name} to ${event}`,
    async () => {
      const pod = await findPod(namespace, name);
      if (pod === undefined || pod.status.phase === "Pending") return false;
      const log = await containerLog(pod, "probe");
      if (pod.status.phase !== "Running") throw new Error(`probe ${name} ended:\n${log}`);
      const text = log.split("\n").find(wanted);
      return text !== undefined && { pod, text };
    },
    { timeout: 180_000, interval: 1000 },
  );
}
