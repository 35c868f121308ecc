import assert from "node:assert/strict";

import { ChainMismatchError } from "../../../components/privateChain.ts";
import { PrysmBeacon } from "../../../components/prysmBeacon.ts";
import { devnet } from "../../../networks/devnet.ts";
import { field, only, run, valueOf } from "../../support/mocks.ts";
import { container, counts, flag, prysmArgs, types } from "./support.ts";

const alone = (change: object = {}) =>
  run(() => new PrysmBeacon("prysm", { ...prysmArgs, ...change }));

describe("a Prysm beacon node alone", () => {
  it("has these objects and no others", async () => {
    await alone();
    assert.deepEqual(counts(), {
      "ethnode:index:PrysmBeacon": 1,
      "ethnode:index:P2pIdentity": 1,
      "random:index/randomBytes:RandomBytes": 1,
      [types.secret]: 1,
      [types.claim]: 1,
      [types.service]: 2,
      [types.policy]: 1,
      [types.statefulSet]: 1,
    });
  });

  it("says where it is and who it is", async () => {
    const node = await alone();
    assert.equal(node.serviceName, "node-0-prysm");
    assert.equal(node.internalServiceName, "node-0-prysm-internal");
    assert.equal(
      await valueOf(node.beaconApiUrl),
      "http://node-0-prysm.ethereum.svc.cluster.local:3500",
    );
    assert.equal(await valueOf(node.grpcAddress), "node-0-prysm.ethereum.svc.cluster.local:4000");
    assert.equal(
      await valueOf(node.metricsUrl),
      "http://node-0-prysm-internal.ethereum.svc.cluster.local:8080/metrics",
    );
    const peerId = (await valueOf(node.peerId)) ?? "";
    assert.match(peerId, /^16Uiu2HA/);
    assert.equal(
      await valueOf(node.multiaddress),
      `/dns4/node-0-prysm-internal.ethereum.svc.cluster.local/tcp/13000/p2p/${peerId}`,
    );
  });

  it("has the defaults that its arguments promise", async () => {
    await alone();
    assert.equal(flag("node-0-prysm", "p2p-max-peers"), "70");
    assert.equal(flag("node-0-prysm", "p2p-tcp-port"), "13000");
    assert.equal(flag("node-0-prysm", "p2p-quic-port"), "13000");
    assert.equal(flag("node-0-prysm", "p2p-udp-port"), "12000");
    assert.equal(flag("node-0-prysm", "p2p-host-ip"), undefined);
    assert.equal(container("node-0-prysm", "image"), "offchainlabs/prysm-beacon-chain:v7.0.0");
  });

  it("asks the execution client that it is given, with the JWT that they share", async () => {
    await alone();
    assert.equal(flag("node-0-prysm", "execution-endpoint"), "http://execution:8551");
    assert.equal(flag("node-0-prysm", "jwt-secret"), "/secrets/jwt.hex");
    const path = ["spec", "template", "spec", "volumes", 1, "projected"] as const;
    assert.deepEqual(field(only(types.statefulSet, "node-0-prysm"), ...path), {
      defaultMode: 0o400,
      sources: [
        { secret: { name: "jwt-of-both", items: [{ key: "jwt.hex", path: "jwt.hex" }] } },
        { secret: { name: "prysm-identity-secret-1a2b3c4d" } },
      ],
    });
  });

  it("can be reached by its peers before it is ready, and by users only then", async () => {
    await alone();
    const internal = only(types.service, "node-0-prysm-internal");
    assert.equal(field(internal, "spec", "publishNotReadyAddresses"), true);
    assert.deepEqual(
      (field(internal, "spec", "ports") as { port: number; protocol: string }[]).map(
        ({ port, protocol }) => `${port}/${protocol}`,
      ),
      ["8080/TCP", "13000/TCP", "13000/UDP", "12000/UDP"],
    );
    const ready = only(types.service, "node-0-prysm");
    assert.equal(field(ready, "spec", "publishNotReadyAddresses"), undefined);
    assert.deepEqual(
      (field(ready, "spec", "ports") as { port: number }[]).map(({ port }) => port),
      [3500, 4000],
    );
  });

  it("is ready as soon as its API answers, synced or not", async () => {
    await alone();
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
      assert.deepEqual(container("node-0-prysm", probe, "httpGet"), {
        path: "/eth/v1/node/version",
        port: 3500,
      });
    }
  });

  it("is refused on a private network without its chain", async () => {
    await assert.rejects(alone({ network: devnet }), new ChainMismatchError("prysm", devnet));
  });
});
