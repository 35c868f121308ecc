import assert from "node:assert/strict";

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

  it("is refused without an address to announce", async () => {
    await assert.rejects(
      geth({ exposure: "nodePort" }),
      at(/^Service node-0-geth-p2p: its node gave nothing, expected an IP address/),
    );
    assert.deepEqual(all(types.service, "node-0-geth-p2p"), []);
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
