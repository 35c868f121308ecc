import assert from "node:assert/strict";

import type { Snapshot } from "../../monitor/src/serve/snapshot.ts";
import { nodeIp } from "../../local/cluster/layout.ts";
import { waitFor } from "../../local/support/wait.ts";
import { toolPath } from "../../local/tools/ensure.ts";
import { clientVersion } from "../../settings/clients.ts";
import { parseEnode, parseNodeRecord } from "../../monitor/src/peers/nodeRecord.ts";
import { apiGet } from "../../local/cluster/api.ts";
import { getJson, kubectl, servicePath, tryKubectl } from "../support/clusterApi.ts";
import { note } from "../support/clusterReport.ts";
import { ensureStack } from "../support/clusterStack.ts";
import {
  deployExposedStack,
  exposedNamespace,
  exposedNodes,
  removeExposedStack,
  wrongAddress,
  type ExposedNode,
} from "../support/exposedStack.ts";
import type { EngineFixture } from "../support/engine.ts";
import { StrangerNetwork } from "../support/strangerNetwork.ts";
import { settingsOf } from "../unit/settings/support.ts";

/** What `p2p-probe` prints. */
interface Answer {
  readonly address: string;
  readonly client?: string;
}

describe("nodes that are exposed, met by a stranger in a network namespace of its own", () => {
  let engine: EngineFixture | undefined;
  let stranger: StrangerNetwork;
  let nodes: Snapshot["nodes"];

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    const settings = await settingsOf("dev");
    engine = await deployExposedStack({
      geth: clientVersion(settings, "geth"),
      prysm: clientVersion(settings, "prysm"),
    });
    stranger = await StrangerNetwork.open();
    nodes = await waitFor("every client's own words", async () => (await readSnapshot()) ?? false, {
      timeout: 300_000,
    });
  });
  after(async function () {
    this.timeout("5m");
    await stranger[Symbol.asyncDispose]();
    await engine?.remove();
    await removeExposedStack();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    const all = ["get", "pods,events", `--namespace=${exposedNamespace}`];
    process.stdout.write((await tryKubectl(all)).stdout);
  });

  /** What the peer monitor knows, once both clients of all nodes have said what they announce and it was compared. */
  async function readSnapshot(): Promise<Snapshot["nodes"] | undefined> {
    const path = servicePath(exposedNamespace, "peer-monitor", 8600);
    const snapshot = await getJson<Snapshot>(`${path}/api/peers`).catch(() => undefined);
    const complete = snapshot?.nodes.every(
      ({ execution, consensus, exposure }) =>
        execution?.state === "up" &&
        consensus?.state === "up" &&
        exposure !== null &&
        exposure.execution.unchecked === null &&
        exposure.consensus.unchecked === null,
    );
    return complete === true ? snapshot?.nodes : undefined;
  }

  const nodeOf = (name: ExposedNode) => {
    const found = nodes.find((node) => node.name === name);
    assert.ok(found, name);
    return found;
  };
  const meet = async (how: "rlpx" | "libp2p" | "discv5", address: string): Promise<Answer> => {
    const { code, stdout, stderr } = await stranger.exec(toolPath("p2p-probe"), how, address);
    assert.equal(code, 0, `${how} ${address}: ${stderr}`);
    return JSON.parse(stdout) as Answer;
  };

  it("reaches nothing of the cluster but what is exposed", async () => {
    const enode = nodeOf("by-node-port").execution?.enode ?? "";
    const inside = enode.replace(/@.*/, `@${nodeIp}:8545`);
    const { code, stderr } = await stranger.exec(toolPath("p2p-probe"), "rlpx", inside);
    assert.equal(code, 1, stderr);
  });

  for (const name of ["by-node-port", "by-host-port"] as const) {
    describe(name, () => {
      const ports = exposedNodes[name];

      it("announces its Kubernetes node's address and its own ports", () => {
        const { execution, consensus } = nodeOf(name);
        assert.deepEqual(parseEnode(execution?.enode ?? ""), {
          ip: nodeIp,
          tcp: ports.execution,
          udp: ports.execution,
          quic: null,
        });
        assert.deepEqual(parseNodeRecord(consensus?.enr ?? ""), {
          ip: nodeIp,
          tcp: ports.consensus,
          udp: ports.discovery,
          quic: ports.consensus,
        });
      });

      it("completes an RLPx handshake with Geth at exactly the announced address", async function () {
        const { execution } = nodeOf(name);
        const { address, client } = await meet("rlpx", execution?.enode ?? "");
        assert.equal(address, `${nodeIp}:${ports.execution}`);
        assert.match(client ?? "", /^Geth\//);
        note(this, `${client} at ${address}`);
      });

      for (const transport of ["tcp", "quic"] as const) {
        it(`completes a libp2p dial with Prysm at exactly the announced address over ${transport}`, async function () {
          const announced = nodeOf(name).consensus?.p2pAddresses ?? [];
          const form = transport === "tcp" ? /\/tcp\/\d+\/p2p\// : /\/udp\/\d+\/quic-v1\/p2p\//;
          const [multiaddress] = announced.filter(
            (one) => one.startsWith(`/ip4/${nodeIp}/`) && form.test(one),
          );
          assert.ok(multiaddress, announced.join(", "));
          const { address, client } = await meet("libp2p", multiaddress);
          assert.equal(address, multiaddress.replace(/\/p2p\/.*/, ""));
          assert.match(client ?? "", /^Prysm\//);
          note(this, `${client} at ${address}`);
        });
      }

      it("answers discovery v5 at what both records announce", async () => {
        const { execution, consensus } = nodeOf(name);
        assert.equal(
          (await meet("discv5", execution?.enr ?? "")).address,
          `${nodeIp}:${ports.execution}`,
        );
        assert.equal(
          (await meet("discv5", consensus?.enr ?? "")).address,
          `${nodeIp}:${ports.discovery}`,
        );
      });

      it("is found to announce what it exposes", () => {
        const { exposure } = nodeOf(name);
        assert.deepEqual([exposure?.execution.problems, exposure?.consensus.problems], [[], []]);
      });
    });
  }

  describe("wrong-address", () => {
    const problem = `announces ${wrongAddress}, is reached at ${nodeIp} (the Kubernetes node)`;

    it("is flagged on both layers, in plain words", () => {
      const { exposure } = nodeOf("wrong-address");
      assert.deepEqual(
        [exposure?.execution.problems, exposure?.consensus.problems],
        [[problem], [problem]],
      );
    });

    it("is flagged in what `make peers` prints, and in the metrics", async () => {
      const table = await tryKubectl([
        ...["exec", `--namespace=${exposedNamespace}`, "deployment/peer-monitor", "--"],
        ...["node", "/app/src/main.ts", "peers"],
      ]);
      const printed = table.stdout.split("\n").filter((line) => line.includes("announces"));
      assert.deepEqual(printed, [
        `wrong-address execution: ${problem}`,
        `wrong-address consensus: ${problem}`,
      ]);
      const path = servicePath(exposedNamespace, "peer-monitor", 8600);
      const metrics = (await apiGet(`${path}/metrics`, 10_000)).split("\n");
      assert.deepEqual(
        metrics.filter((line) => line.startsWith("eth_peer_monitor_exposure_problems{")).toSorted(),
        Object.keys(exposedNodes)
          .flatMap((node) =>
            ["consensus", "execution"].map(
              (layer) =>
                `eth_peer_monitor_exposure_problems{node="${node}",layer="${layer}"} ${node === "wrong-address" ? 1 : 0}`,
            ),
          )
          .toSorted(),
      );
    });

    it("could not be met there, but is where it is reached", async () => {
      const enode = nodeOf("wrong-address").execution?.enode ?? "";
      const { code } = await stranger.exec(toolPath("p2p-probe"), "rlpx", enode);
      assert.equal(code, 1);
      await meet("rlpx", enode.replace(wrongAddress, nodeIp));
    });
  });

  describe("the namespace whose pods take host ports", () => {
    const base = {
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: "a",
          image: "busybox:1.35.0",
          ports: [{ containerPort: 13000, hostPort: 13000, protocol: "UDP" }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        },
      ],
    };
    type Spec = Record<string, unknown>;
    const container = (change: Spec): Spec => ({
      ...base,
      containers: [{ ...base.containers[0], ...change }],
    });
    const context = (change: Spec): Spec =>
      container({ securityContext: { ...base.containers[0]?.securityContext, ...change } });
    const submit = (spec: Spec, resource = "pod") => {
      const pod = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: `a-${resource}`, namespace: exposedNamespace },
        spec,
      };
      return tryKubectl(["apply", "--dry-run=server", "--filename=-"], {
        input: JSON.stringify(pod),
      });
    };

    it("takes a pod that is restricted and takes a declared port, without a warning", async () => {
      const { code, stderr } = await submit(base);
      assert.deepEqual([code, stderr], [0, ""]);
    });

    const refused: readonly (readonly [string, Spec, RegExp])[] = [
      [
        "another host port",
        container({ ports: [{ containerPort: 80, hostPort: 80 }] }),
        /hostPort must be one of/,
      ],
      [
        "a declared port of the other protocol",
        container({ ports: [{ containerPort: 12000, hostPort: 12000 }] }),
        /hostPort must be one of/,
      ],
      ["the host's network", { ...base, hostNetwork: true }, /hostNetwork, hostPID and hostIPC/],
      ["the host's processes", { ...base, hostPID: true }, /hostNetwork, hostPID and hostIPC/],
      ["the host's IPC", { ...base, hostIPC: true }, /hostNetwork, hostPID and hostIPC/],
      [
        "privileges",
        context({ privileged: true, allowPrivilegeEscalation: true }),
        /privileged must be false/,
      ],
      ["escalation", context({ allowPrivilegeEscalation: true }), /allowPrivilegeEscalation/],
      [
        "escalation by saying nothing",
        context({ allowPrivilegeEscalation: null }),
        /allowPrivilegeEscalation/,
      ],
      ["all capabilities", context({ capabilities: {} }), /capabilities must drop ALL/],
      [
        "a capability",
        context({ capabilities: { drop: ["ALL"], add: ["NET_RAW"] } }),
        /capabilities/,
      ],
      [
        "root",
        { ...base, securityContext: { ...base.securityContext, runAsUser: 0 } },
        /runAsUser/,
      ],
      ["root in a container", context({ runAsUser: 0 }), /runAsUser/],
      [
        "perhaps root",
        { ...base, securityContext: { ...base.securityContext, runAsNonRoot: null } },
        /runAsNonRoot/,
      ],
      ["perhaps root in a container", context({ runAsNonRoot: false }), /runAsNonRoot/],
      [
        "no seccomp profile",
        { ...base, securityContext: { ...base.securityContext, seccompProfile: null } },
        /seccompProfile/,
      ],
      [
        "an open seccomp profile",
        context({ seccompProfile: { type: "Unconfined" } }),
        /seccompProfile/,
      ],
      [
        "the host's files",
        { ...base, volumes: [{ name: "h", hostPath: { path: "/" } }] },
        /volumes must be/,
      ],
      ["an unmasked proc", context({ procMount: "Unmasked" }), /procMount|hostUsers/],
      ["no AppArmor", context({ appArmorProfile: { type: "Unconfined" } }), /AppArmor/],
      ["an SELinux user", context({ seLinuxOptions: { user: "system_u" } }), /seLinuxOptions/],
      [
        "a sysctl",
        {
          ...base,
          securityContext: {
            ...base.securityContext,
            sysctls: [{ name: "net.core.somaxconn", value: "1" }],
          },
        },
        /sysctls/,
      ],
      [
        "a probe of another host",
        container({ livenessProbe: { httpGet: { port: 80, host: "169.254.169.254" } } }),
        /must not name a host/,
      ],
      [
        "a bad init container",
        { ...base, initContainers: [{ name: "i", image: "busybox:1.35.0" }] },
        /allowPrivilegeEscalation/,
      ],
    ];
    for (const [what, spec, message] of refused) {
      it(`refuses ${what}`, async () => {
        const { code, stderr } = await submit(spec);
        assert.notEqual(code, 0);
        assert.match(stderr, message);
      });
    }

    it("has no type error in its rules", async () => {
      const policy = `validatingadmissionpolicy/${exposedNamespace}-host-ports`;
      const warnings = await kubectl("get", policy, "--output=jsonpath={.status.typeChecking}");
      assert.ok(warnings === "" || warnings === "{}", warnings);
    });

    it("is the only one that the policy is for", async () => {
      const pod = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "elsewhere", namespace: "default" },
        spec: { ...base, hostNetwork: false },
      };
      const other = container({ ports: [{ containerPort: 80, hostPort: 81 }] });
      const { code, stderr } = await tryKubectl(["apply", "--dry-run=server", "--filename=-"], {
        input: JSON.stringify({ ...pod, spec: other }),
      });
      assert.equal(code, 0, stderr);
    });
  });
});
