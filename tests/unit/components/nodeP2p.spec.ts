import assert from "node:assert/strict";

import { teku } from "../../../components/clients/teku.ts";
import { ConsensusNode } from "../../../components/consensusNode.ts";
import { GethNode } from "../../../components/gethNode.ts";
import type { P2pArgs } from "../../../components/nodeP2p.ts";
import { NoAdvertisedAddressError } from "../../../components/p2pExposure.ts";
import { PrysmBeacon } from "../../../components/prysmBeacon.ts";
import {
  all,
  field,
  loadBalancerIp,
  only,
  run,
  valueOf,
  type RunOptions,
} from "../../support/mocks.ts";
import { flag, gethArgs, privateChain, prysmArgs, types } from "./support.ts";

const geth = (p2p: P2pArgs, change: object = {}, options: RunOptions = {}) =>
  run(() => new GethNode("geth", { ...gethArgs, ...change, p2p }), options);
const prysm = (p2p: P2pArgs, change: object = {}) =>
  run(() => new PrysmBeacon("prysm", { ...prysmArgs, ...change, p2p }));

const specOf = (service: string) => only(types.service, service).inputs["spec"];
const podOf = (name: string) =>
  field(only(types.statefulSet, name), "spec", "template", "spec") as Record<string, unknown>;
const containerOf = (pod: string) =>
  (podOf(pod)["containers"] as Record<string, unknown>[])[0] ?? {};
const at = (message: RegExp) => (error: Error) =>
  error instanceof NoAdvertisedAddressError && message.test(error.message);

describe("a node that is not exposed", () => {
  it("has no Service for peers outside, and announces its pod's address on a private chain", async () => {
    await run(
      () => new GethNode("geth", { ...gethArgs, ...privateChain(), p2p: { exposure: "none" } }),
    );
    assert.deepEqual(all(types.service, "node-0-geth-p2p"), []);
    assert.equal(flag("node-0-geth", "nat"), "extip:$(POD_IP)");
  });

  it("announces no address on a public network, where a private one would be a lie", async () => {
    await geth({ exposure: "none" });
    assert.equal(flag("node-0-geth", "nat"), "none");
    await prysm({ exposure: "none" });
    assert.equal(flag("node-0-prysm", "p2p-host-ip"), undefined);
    assert.equal(flag("node-0-prysm", "p2p-local-ip"), "0.0.0.0");
  });
});

describe("a node behind a node port", () => {
  const p2p = { exposure: "nodePort", address: "203.0.113.7" } as const;

  it("opens the same port inside and outside, TCP and UDP", async () => {
    const node = await geth(p2p, { p2pPort: 30999 });
    const selector = {
      "app.kubernetes.io/name": "geth",
      "app.kubernetes.io/instance": "node-0",
      "app.kubernetes.io/component": "execution",
    };
    const port = { port: 30999, targetPort: 30999, nodePort: 30999 };
    assert.deepEqual(specOf("node-0-geth-p2p"), {
      type: "NodePort",
      selector,
      externalTrafficPolicy: "Local",
      publishNotReadyAddresses: true,
      ports: [
        { name: "p2p-tcp", protocol: "TCP", ...port },
        { name: "p2p-udp", protocol: "UDP", ...port },
      ],
    });
    assert.equal(flag("node-0-geth", "port"), "30999");
    assert.equal(flag("node-0-geth", "nat"), "extip:203.0.113.7");
    assert.match(
      (await valueOf(node.enode)) ?? "",
      /^enode:\/\/[0-9a-f]{128}@203\.0\.113\.7:30999$/,
    );
  });

  it("opens TCP, QUIC and discovery together for a consensus client", async () => {
    const node = await prysm(p2p, { p2pPort: 31000, discoveryPort: 31001 });
    const ports = field(only(types.service, "node-0-prysm-p2p"), "spec", "ports");
    assert.deepEqual(
      (ports as { name: string; protocol: string; nodePort: number }[]).map(
        ({ name, protocol, nodePort }) => [name, protocol, nodePort],
      ),
      [
        ["p2p-tcp", "TCP", 31000],
        ["p2p-quic", "UDP", 31000],
        ["discovery", "UDP", 31001],
      ],
    );
    assert.equal(flag("node-0-prysm", "p2p-host-ip"), "203.0.113.7");
    assert.match(
      (await valueOf(node.multiaddress)) ?? "",
      /^\/ip4\/203\.0\.113\.7\/tcp\/31000\/p2p\//,
    );
  });

  it("is not waited for: a node port gets no address", async () => {
    await geth(p2p);
    assert.deepEqual(field(only(types.service, "node-0-geth-p2p"), "metadata", "annotations"), {
      "pulumi.com/skipAwait": "true",
    });
  });

  it("is refused without an address to announce and without a way to find one", async () => {
    await assert.rejects(
      geth({ exposure: "nodePort" }),
      at(/^Service node-0-geth-p2p: its node gave nothing, expected an IP address/),
    );
    assert.deepEqual(all(types.service, "node-0-geth-p2p"), []);
  });
});

const finder = {
  image: "ethnode/peer-monitor:1",
  stunServers: ["a.example:3478", "b.example:3478"],
};

describe("a node whose address is found as its pods start", () => {
  const p2p = { exposure: "nodePort", finder } as const;
  const stun = ["--public-network", "--stun=a.example:3478", "--stun=b.example:3478"];
  const hostIp = { name: "HOST_IP", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } };
  const initOf = (pod: string) => {
    const [init] = podOf(pod)["initContainers"] as Record<string, unknown>[];
    assert.ok(init !== undefined, pod);
    return init;
  };
  const mountsOf = (container: Record<string, unknown>) =>
    (container["volumeMounts"] as { name: string; mountPath: string }[]).map(
      ({ name, mountPath }) => `${name}:${mountPath}`,
    );

  it("has Geth read it in its configuration file, into which an init container writes it", async () => {
    await geth(p2p);
    const init = initOf("node-0-geth");
    assert.deepEqual(
      [init["name"], init["image"], init["env"]],
      ["advertise", finder.image, [hostIp]],
    );
    assert.deepEqual(init["args"], [
      "advertise",
      "--node-ip=$(HOST_IP)",
      ...stun,
      "--templates=/templates",
      "--output=/geth",
    ]);
    assert.deepEqual(mountsOf(init), ["config-templates:/templates", "client-config:/geth"]);
    assert.equal(flag("node-0-geth", "nat"), undefined);
    assert.equal(flag("node-0-geth", "config"), "/geth/geth.toml");
    assert.ok(mountsOf(containerOf("node-0-geth")).includes("client-config:/geth"));
    const [config] = all(types.configMap);
    assert.match(
      (config?.inputs["data"] as Record<string, string>)["geth.toml"] ?? "",
      /^NAT = "extip:ADVERTISED_ADDRESS"$/m,
    );
    const volumes = podOf("node-0-geth")["volumes"] as Record<string, unknown>[];
    const named = (name: string) => volumes.find((volume) => volume["name"] === name);
    assert.deepEqual(named("client-config"), { name: "client-config", emptyDir: {} });
    assert.ok("configMap" in (named("config-templates") ?? {}));
  });

  it("has Prysm read it in its configuration file, which the same command writes", async () => {
    await prysm(p2p);
    const init = initOf("node-0-prysm");
    assert.deepEqual(init["args"], [
      "advertise",
      "--node-ip=$(HOST_IP)",
      ...stun,
      "--yaml=/runtime/client.yaml",
      "--yaml-key=p2p-host-ip",
    ]);
    assert.deepEqual(mountsOf(init), ["runtime:/runtime"]);
    assert.equal(flag("node-0-prysm", "p2p-host-ip"), undefined);
    assert.equal(flag("node-0-prysm", "config-file"), "/runtime/client.yaml");
    assert.ok(mountsOf(containerOf("node-0-prysm")).includes("runtime:/runtime"));
  });

  it("asks no stranger on a private chain, where its Kubernetes node's address will do", async () => {
    await run(() => new GethNode("geth", { ...gethArgs, ...privateChain(), p2p }));
    const init = (podOf("node-0-geth")["initContainers"] as Record<string, unknown>[]).find(
      ({ name }) => name === "advertise",
    );
    assert.deepEqual((init?.["args"] as string[]).slice(0, 3), [
      "advertise",
      "--node-ip=$(HOST_IP)",
      "--templates=/templates",
    ]);
  });

  it("is called by its name inside the cluster as long as nobody knows better", async () => {
    const node = await geth(p2p);
    assert.match(
      (await valueOf(node.enode)) ?? "",
      /@node-0-geth-internal\.ethereum\.svc\.cluster\.local:30303$/,
    );
  });

  it("is refused for a client that is told its address by a flag only", async () => {
    await assert.rejects(
      run(() => new ConsensusNode("teku", teku, { ...prysmArgs, p2p })),
      at(/^Service node-0-teku-p2p: its node gave nothing, expected an IP address/),
    );
  });
});

describe("a node at host ports", () => {
  const p2p = { exposure: "hostPort", finder } as const;
  const hostPorts = (pod: string) =>
    (containerOf(pod)["ports"] as { name: string; containerPort: number; hostPort?: number }[])
      .filter(({ hostPort }) => hostPort !== undefined)
      .map(({ name, containerPort, hostPort }) => [name, containerPort, hostPort]);

  it("takes its P2P ports on the Kubernetes node, the same numbers, and no others", async () => {
    await geth(p2p, { p2pPort: 30999 });
    assert.deepEqual(hostPorts("node-0-geth"), [
      ["p2p-tcp", 30999, 30999],
      ["p2p-udp", 30999, 30999],
    ]);
    await prysm(p2p, { p2pPort: 13009, discoveryPort: 12009 });
    assert.deepEqual(hostPorts("node-0-prysm"), [
      ["p2p-tcp", 13009, 13009],
      ["p2p-quic", 13009, 13009],
      ["discovery", 12009, 12009],
    ]);
  });

  it("needs no Service", async () => {
    await geth(p2p);
    assert.deepEqual(all(types.service, "node-0-geth-p2p"), []);
  });

  it("announces the address that is given", async () => {
    const node = await geth({ exposure: "hostPort", address: "203.0.113.7" });
    assert.equal(flag("node-0-geth", "nat"), "extip:203.0.113.7");
    assert.match((await valueOf(node.enode)) ?? "", /@203\.0\.113\.7:30303$/);
  });
});

describe("a node on a private chain", () => {
  const ingress = (name: string) =>
    field(only(types.policy, name), "spec", "ingress") as { from: unknown[]; ports: unknown[] }[];
  const fromAnywhere = (name: string) =>
    ingress(name).filter(({ from }) => JSON.stringify(from).includes("0.0.0.0/0"));

  for (const exposure of ["none", "nodePort", "hostPort"] as const) {
    it(`lets ${exposure === "none" ? "nobody" : "everybody"} outside to its P2P ports with ${exposure}`, async () => {
      await run(
        () => new GethNode("geth", { ...gethArgs, ...privateChain(), p2p: { exposure, finder } }),
      );
      const open = fromAnywhere("node-0-geth").flatMap(({ ports }) => ports);
      assert.deepEqual(
        open,
        exposure === "none"
          ? []
          : [
              { protocol: "TCP", port: 30303 },
              { protocol: "UDP", port: 30303 },
            ],
      );
    });
  }

  for (const exposure of ["none", "hostPort"] as const) {
    it(`${exposure === "none" ? "speaks no" : "speaks"} QUIC with ${exposure}`, async () => {
      const p2p = { exposure, finder } as const;
      await run(() => new PrysmBeacon("prysm", { ...prysmArgs, ...privateChain(), p2p }));
      const { ports } = containerOf("node-0-prysm") as { ports: { name: string }[] };
      const speaks = exposure !== "none";
      assert.equal(
        ports.some(({ name }) => name === "p2p-quic"),
        speaks,
      );
      assert.equal(flag("node-0-prysm", "p2p-quic-port"), speaks ? "13000" : undefined);
      const env = containerOf("node-0-prysm")["env"] as { name: string; value?: string }[];
      assert.equal(
        env.find(({ name }) => name === "LIBP2P_TCP_REUSEPORT")?.value,
        speaks ? undefined : "false",
      );
      const open = JSON.stringify(field(only(types.policy, "node-0-prysm"), "spec"));
      assert.equal(open.includes(`{"port":13000,"protocol":"UDP"}`), speaks);
    });
  }

  it("is let out to the peers that it is told of", async () => {
    const outsidePeers = [{ ip: "10.1.2.3", port: 30303 }];
    await run(() => new GethNode("geth", { ...gethArgs, ...privateChain(), outsidePeers }));
    const egress = field(only(types.policy, "node-0-geth"), "spec", "egress");
    assert.deepEqual((egress as unknown[]).at(-1), {
      to: [{ ipBlock: { cidr: "10.1.2.3/32" } }],
      ports: [
        { protocol: "TCP", port: 30303 },
        { protocol: "UDP", port: 30303 },
      ],
    });
  });
});

describe("the agent of an exposed node", () => {
  const agentArgs = () => {
    const containers = podOf("node-0-geth")["containers"] as { name: string; args: string[] }[];
    return containers.find(({ name }) => name === "peer-agent")?.args ?? [];
  };
  const exposureArgs = () =>
    agentArgs().filter((one) => /^--(node-ip|public|stun|exposed|balancer)/.test(one));
  const change = {
    peerAgentImage: "ethnode/peer-monitor:1",
    consensusP2p: { p2pPort: 13000, discoveryPort: 12000, quic: true },
  };
  const everyPort = [
    "--exposed=execution/tcp/30303",
    "--exposed=execution/udp/30303",
    "--exposed=consensus/tcp/13000",
    "--exposed=consensus/quic/13000",
    "--exposed=consensus/udp/12000",
  ];

  it("is told what is exposed and whom to ask where", async () => {
    await geth({ exposure: "hostPort", finder }, change);
    assert.deepEqual(exposureArgs(), [
      "--node-ip=$(HOST_IP)",
      "--public-network",
      "--stun=a.example:3478",
      "--stun=b.example:3478",
      ...everyPort,
    ]);
  });

  it("is told the execution client's load balancer, and that it does not know the other's", async () => {
    await geth({ exposure: "loadBalancer" }, change);
    assert.deepEqual(exposureArgs(), [
      "--node-ip=$(HOST_IP)",
      "--public-network",
      ...everyPort,
      `--balancer=execution/${loadBalancerIp}`,
      "--balancer=consensus/unknown",
    ]);
  });

  it("is told nothing where nothing is exposed", async () => {
    await geth({ exposure: "none" }, change);
    assert.deepEqual(exposureArgs(), []);
  });
});

describe("a node behind a load balancer", () => {
  it("announces the load balancer's address", async () => {
    const node = await geth({ exposure: "loadBalancer" });
    assert.equal(field(only(types.service, "node-0-geth-p2p"), "spec", "type"), "LoadBalancer");
    assert.equal(flag("node-0-geth", "nat"), `extip:${loadBalancerIp}`);
    assert.ok((await valueOf(node.enode))?.endsWith(`@${loadBalancerIp}:30303`));
    // It is waited for: without its address the client cannot be started.
    assert.deepEqual(field(only(types.service, "node-0-geth-p2p"), "metadata", "annotations"), {});
  });

  it("announces the address that is given instead", async () => {
    const exposed = { exposure: "loadBalancer", address: "203.0.113.9" } as const;
    await geth(exposed, {}, { loadBalancer: { hostname: "lb.example.org" } });
    assert.equal(flag("node-0-geth", "nat"), "extip:203.0.113.9");
  });

  it("can be previewed before it has one", async () => {
    await geth({ exposure: "loadBalancer" }, {}, { preview: true });
    assert.equal(all(types.statefulSet).length, 1);
  });

  for (const [what, loadBalancer, came] of [
    ["has a host name only", { hostname: "lb.example.org" }, "lb.example.org"],
    ["has no address", {}, "nothing"],
    ["has a private address, on a public network", { ip: "10.1.2.3" }, "10.1.2.3"],
  ] as const) {
    it(`is refused when it ${what}`, async () => {
      await assert.rejects(
        geth({ exposure: "loadBalancer" }, {}, { loadBalancer }),
        new RegExp(
          `Service node-0-geth-p2p: its load balancer gave ${came}, expected an IP address that peers can dial`,
        ),
      );
    });
  }

  it("may have a private address on a private chain", async () => {
    const exposed = { exposure: "loadBalancer" } as const;
    await run(() => new GethNode("geth", { ...gethArgs, ...privateChain(), p2p: exposed }), {
      loadBalancer: { ip: "10.1.2.3" },
    });
    assert.equal(flag("node-0-geth", "nat"), "extip:10.1.2.3");
  });

  it("is refused with a private address of the user's on a public network", async () => {
    await assert.rejects(
      geth({ exposure: "loadBalancer", address: "192.168.0.9" }),
      at(/^Service node-0-geth-p2p: p2p.address gave 192\.168\.0\.9, /),
    );
  });
});
