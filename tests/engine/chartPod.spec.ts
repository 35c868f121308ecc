import assert from "node:assert/strict";

import { restrictedNamespaceLabels } from "../../components/kubernetes/podSecurity.ts";
import { sharedApiServer } from "../support/apiServer.ts";
import type { ApiServer } from "../support/apiServer.ts";

const namespace = "restricted";

/**
 * A pod as the best known chart for Geth makes it by default: root in a container before the others gives the folder away,
 * and nothing is said of the rest. Source: ethereum-helm-charts 5d6d456, written out by hand.
 */
const chartPod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "geth" },
  spec: {
    securityContext: { fsGroup: 10001, runAsUser: 10001, runAsGroup: 10001, runAsNonRoot: true },
    initContainers: [
      {
        name: "init-chown-data",
        image: "busybox:1.34.0",
        securityContext: { runAsNonRoot: false, runAsUser: 0 },
        command: ["chown", "-R", "10001:10001", "/data"],
      },
    ],
    containers: [{ name: "geth", image: "ethereum/client-go:stable" }],
  },
};

/** By the names that Pod Security gives them. */
const reasons = [
  "allowPrivilegeEscalation != false",
  "unrestricted capabilities",
  "runAsNonRoot != true",
  "runAsUser=0",
  "seccompProfile",
];

describe("a namespace of this program", () => {
  let api: ApiServer;
  before(async () => {
    api = await sharedApiServer();
    const metadata = { name: namespace, labels: { ...restrictedNamespaceLabels } };
    const body = { apiVersion: "v1", kind: "Namespace", metadata };
    await api.client.send({ method: "POST", path: "/api/v1/namespaces", body });
  });
  after(() => api.client.send({ method: "DELETE", path: `/api/v1/namespaces/${namespace}` }));

  it("refuses a pod as charts make it, for its five reasons and no other", async () => {
    const path = `/api/v1/namespaces/${namespace}/pods`;
    const query = { dryRun: "All" };
    await assert.rejects(
      api.client.send({ method: "POST", path, query, body: chartPod }),
      ({ message }: Error) => {
        const [, said = ""] =
          /violates PodSecurity "restricted:[\w.]+": (.*)$/s.exec(message) ?? [];
        const found = [...said.matchAll(/(?:^|\), )([^(]+?) \(/g)].map(([, reason]) => reason);
        assert.deepEqual(found, reasons, message);
        return true;
      },
    );
  });
});
