import { images } from "../../components/kubernetes/images.ts";
import { restrictedContainer, restrictedPod } from "../../components/kubernetes/podSecurity.ts";
import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { waitFor } from "../../local/support/wait.ts";
import { api } from "./clusterApi.ts";
import { createNamespace, deleteNamespaces } from "./clusterNamespaces.ts";
import { containerLog, findPod, isReady, pod } from "./clusterPods.ts";

/** One alert of a message that Alertmanager sent. */
export interface Heard {
  /** When it arrived, milliseconds since 1970. */
  readonly at: number;
  readonly status: "firing" | "resolved";
  readonly labels: Readonly<Record<string, string>>;
}

const namespace = "ethnode-test-webhook";
const name = "webhook";
const port = 8080;

/** Prints each alert of each message, a line each. */
const program = `
require("node:http").createServer((request, response) => {
  let text = "";
  request.on("data", (piece) => (text += piece));
  request.on("end", () => {
    for (const { status, labels } of JSON.parse(text).alerts)
      console.log(JSON.stringify({ at: Date.now(), status, labels }));
    response.end();
  });
}).listen(${port});
process.once("SIGTERM", () => process.exit(0));
`;

/** A pod that takes Alertmanager's messages, in a namespace of its own, until it is disposed of. */
export interface Webhook extends AsyncDisposable {
  readonly url: string;
  /** Everything that arrived, oldest first. */
  readonly heard: () => Promise<Heard[]>;
}

export async function startWebhook(): Promise<Webhook> {
  await createNamespace(namespace);
  const labels = { app: name };
  const send = (kind: "pods" | "services", metadata: object, spec: object): Promise<unknown> =>
    api().send({
      method: "POST",
      path: `/api/v1/namespaces/${namespace}/${kind}`,
      body: {
        apiVersion: "v1",
        kind: kind === "pods" ? "Pod" : "Service",
        metadata: { name, namespace, ...metadata },
        spec,
      } as unknown as PropertyMap,
    });
  await send("services", {}, { clusterIP: "None", selector: labels, ports: [{ port }] });
  await send(
    "pods",
    { labels },
    {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: restrictedPod(10001),
      containers: [
        {
          name,
          image: images.peerMonitor,
          command: ["node", "--eval", program],
          securityContext: restrictedContainer,
        },
      ],
    },
  );
  await waitFor(
    "the webhook's pod to run",
    async () => {
      const found = await findPod(namespace, name);
      return found !== undefined && isReady(found);
    },
    { timeout: 60_000 },
  );
  return {
    url: `http://${name}.${namespace}.svc:${port}/`,
    heard: async () =>
      (await containerLog(await pod(namespace, name), name))
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Heard),
    [Symbol.asyncDispose]: () => deleteNamespaces(namespace),
  };
}
