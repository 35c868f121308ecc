import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { nimbus } from "../../../../components/clients/nimbus.ts";
import { describeFlags, nodeArgs } from "./consensusFlags.ts";

describeFlags(nimbus, {
  program: ["--non-interactive", "--status-bar=false"],
  network: ["--network=hoodi"],
  // A command of its own does it, before Nimbus starts.
  checkpoint: [],
  pinned: ["--weak-subjectivity-checkpoint=0xab:9"],
  data: ["--data-dir=/data/nimbus"],
  engine: ["--el=http://node-0-geth-internal:8551", "--jwt-secret=/secrets/jwt.hex"],
  api: ["--rest", "--rest-address=0.0.0.0", "--rest-port=3500"],
  metrics: ["--metrics", "--metrics-address=0.0.0.0", "--metrics-port=8080"],
  key: ["--netkey-file=/data/nimbus/netkey.json", "--insecure-netkey-password"],
  listens: [
    "--listen-address=0.0.0.0",
    "--tcp-port=31000",
    "--quic-port=31000",
    "--udp-port=31001",
  ],
  announces: ["--nat=extip:203.0.113.7"],
  maxPeers: ["--max-peers=70", "--hard-max-peers=70"],
  supernode: ["--peerdas-supernode"],
  staticPeers: [
    "--direct-peer=/dns4/a/tcp/1/p2p/16Uiu2HAa",
    "--direct-peer=/dns4/b/tcp/2/p2p/16Uiu2HAb",
  ],
  bootnodes: ["--bootstrap-node=enr:-a", "--bootstrap-node=enr:-b"],
  log: ["--log-format=json"],
});

/** The step of a name among those that run before Nimbus. */
function step(name: string) {
  const found = nimbus.initSteps(nodeArgs).find((one) => one.name === name);
  assert.ok(found);
  return found;
}

describe("what runs before Nimbus", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ethnode-nimbus-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("fills an empty database from the checkpoint, with the program of the image", () => {
    const { args } = step("checkpoint-sync");
    assert.deepEqual(args.slice(2), [
      "trustedNodeSync",
      "--network=hoodi",
      "--data-dir=/data/nimbus",
      "--trusted-node-url=https://checkpoint.example",
      "--backfill=false",
    ]);
    assert.equal(args[1], "/home/user/nimbus-eth2/build/nimbus_beacon_node");
  });

  it("asks no checkpoint again after it was filled, and again after it failed", () => {
    const [shell, ...script] = step("checkpoint-sync").command ?? [];
    const mark = join(folder, "mark");
    const log = join(folder, "log");
    const run = (result: string) =>
      spawnSync(shell ?? "", [...script, mark, "sh", "-c", `echo ran >>${log}; exit ${result}`])
        .status;
    assert.deepEqual([run("3"), existsSync(mark)], [3, false]);
    assert.deepEqual([run("0"), existsSync(mark)], [0, true]);
    assert.equal(run("3"), 0);
    assert.equal(readFileSync(log, "utf8"), "ran\nran\n");
  });

  it("makes the key its own and closed to its group, also the second time", () => {
    const { command, args } = step("p2p-key");
    assert.deepEqual(args.slice(-2), [nimbus.p2pKey.path, "/data/nimbus/netkey.json"]);
    const from = join(folder, "secret");
    const to = join(folder, "a", "b", "netkey.json");
    writeFileSync(from, "one", { mode: 0o440 });
    const copy = () => spawnSync(command?.[0] ?? "", [...args.slice(0, -2), from, to]).status;
    assert.deepEqual([copy(), copy()], [0, 0]);
    assert.equal(readFileSync(to, "utf8"), "one");
    assert.equal(spawnSync("stat", ["-c", "%a", to]).stdout.toString(), "600\n");
  });
});

describe("Nimbus", () => {
  it("is stopped as its image says", () => {
    assert.equal(nimbus.stopSignal, "SIGINT");
  });

  it("is the published image of every architecture", () => {
    assert.equal(nimbus.image("26.10.2"), "statusim/nimbus-eth2:multiarch-v26.10.2");
  });
});
