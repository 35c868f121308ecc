import assert from "node:assert/strict";

import type { PeerTokenArgs } from "../../../components/peerAccess.ts";
import { PeerMonitor, type PeerMonitorArgs } from "../../../components/peerMonitor.ts";
import { showOptions } from "../../../monitor/src/show/options.ts";
import { Tokens } from "../../../monitor/src/serve/auth/tokens.ts";
import { parseConfig } from "../../../monitor/src/serve/config.ts";
import { all, field, only, registered, run, valueOf } from "../../support/mocks.ts";
import { types } from "./support.ts";

const password = "random:index/randomPassword:RandomPassword";
const monitor = (access?: PeerMonitorArgs["access"]) =>
  run(
    () =>
      new PeerMonitor("peer-monitor", {
        namespace: "ethereum",
        image: "ethnode/peer-monitor:0.1.0",
        nodes: [{ name: "node-0", network: "hoodi", agentUrl: "http://a", beaconUrl: "http://b" }],
        access,
      }),
  );
const container = (key: string) =>
  field(
    only(types.deployment, "peer-monitor-deployment"),
    ...["spec", "template", "spec", "containers", 0, key],
  );
const accessOf = () => {
  const config = only(types.configMap, "peer-monitor-config");
  return parseConfig("nodes.json", String(field(config, "data", "nodes.json"))).access;
};
const files = () =>
  only(types.secret, "peer-monitor-access-tokens").inputs["stringData"] as Record<string, string>;

const own = { name: "bob", role: "admin", sha256: "ab".repeat(32) } as const;
const tokens: readonly PeerTokenArgs[] = [{ name: "alice", role: "viewer" }, own];

describe("the tokens of the peer monitor", () => {
  it("are none unless asked, and nothing is said of access", async () => {
    const { tokens: made } = await monitor();
    assert.equal(made, undefined);
    assert.equal(accessOf(), undefined);
    assert.deepEqual([all(types.secret), all(password)], [[], []]);
    assert.equal(container("env"), undefined);
  });

  it("are known to the monitor that reads them, each with its role", async () => {
    const { tokens: made } = await monitor({ tokens });
    const clear = await valueOf(made ?? {});
    const known = Tokens.parse("tokens", files()["tokens"] ?? "");
    assert.deepEqual(Object.keys(clear ?? {}), ["alice"]);
    assert.deepEqual(known.find(clear?.["alice"] ?? ""), { role: "viewer", subject: "alice" });
    assert.match(files()["tokens"] ?? "", new RegExp(`^bob admin sha256:${own.sha256}$`, "m"));
  });

  it("are in the cluster as hashes only, and in no argument, variable or ConfigMap", async () => {
    const { tokens: made } = await monitor({ tokens });
    const { alice = "" } = (await valueOf(made ?? {})) ?? {};
    assert.ok(alice.length >= 40);
    const holders = registered.filter(({ inputs }) => JSON.stringify(inputs).includes(alice));
    assert.deepEqual(holders, []);
    assert.deepEqual(only(types.secret, "peer-monitor-access-tokens").secretInputs, ["stringData"]);
  });

  it("are read-only files of the monitor, at the place that it is told", async () => {
    await monitor({ tokens });
    const access = accessOf();
    const mounts = container("volumeMounts") as { name: string; mountPath: string }[];
    const mount = mounts.find(({ name }) => name === "access");
    assert.deepEqual(mount, { name: "access", mountPath: "/access", readOnly: true });
    assert.equal(access?.tokensFile, `${mount.mountPath}/tokens`);
    const volumes = field(
      only(types.deployment, "peer-monitor-deployment"),
      ...["spec", "template", "spec", "volumes"],
    ) as { name: string }[];
    assert.deepEqual(
      volumes.find(({ name }) => name === "access"),
      {
        name: "access",
        secret: { secretName: "peer-monitor-access-tokens-1a2b3c4d", defaultMode: 0o400 },
      },
    );
  });

  it("let Prometheus read metrics without one, and give anonymous readers what is asked", async () => {
    await monitor({ tokens });
    assert.deepEqual([accessOf()?.openMetrics, accessOf()?.anonymousRole], [true, undefined]);
    await monitor({ tokens, anonymousRole: "viewer" });
    assert.equal(accessOf()?.anonymousRole, "viewer");
    await monitor({ tokens: [], anonymousRole: "viewer" });
    assert.deepEqual(accessOf(), { anonymousRole: "viewer", openMetrics: false });
    assert.deepEqual(all(types.secret), []);
  });

  it("are not needed by who may start `peers` in the pod: it has one of its own that sees addresses", async () => {
    await monitor({ tokens });
    const env = container("env") as { name: string; value: string }[];
    const { tokenFile } = showOptions(
      [],
      Object.fromEntries(env.map(({ name, value }) => [name, value])),
    );
    assert.equal(tokenFile, "/access/pod-token");
    const clear = files()["pod-token"] ?? "";
    const found = Tokens.parse("tokens", files()["tokens"] ?? "").find(clear);
    assert.deepEqual(found, { role: "operator", subject: "_kubectl-exec" });
    assert.ok(!JSON.stringify(env).includes(clear));
  });

  it("change with their rotation, and nobody else's does", async () => {
    await monitor({ tokens: [{ ...tokens[0], name: "alice", role: "viewer", rotation: "2" }] });
    const keepers = (name: string) => field(only(password, name), "keepers");
    assert.deepEqual(keepers("peer-monitor-access-of-alice"), { rotation: "2" });
    assert.deepEqual(keepers("peer-monitor-access-pod"), { rotation: "" });
  });

  it("have names that do not meet those of the program's own", async () => {
    await monitor({ tokens: [{ name: "pod", role: "viewer" }] });
    assert.equal(new Set(all(password).map(({ name }) => name)).size, 2);
  });
});
