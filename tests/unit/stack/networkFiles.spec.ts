import assert from "node:assert/strict";

import { pods, type Container, type Pod } from "../../support/pods.ts";
import { kubernetesObjects, runStack, type KubernetesObject } from "../../support/runStack.ts";

const sum = "ab".repeat(32);
const file = (name: string) => ({ url: `https://files.example.org/${name}`, sha256: sum });

/** A network that no client knows by name, in Hoodi's place. */
const custom = (change: Readonly<Record<string, unknown>> = {}) => ({
  "ethnode:network": "custom",
  "ethnode:customNetwork": JSON.stringify({
    chainId: 7_654_321,
    genesisTime: 1_790_000_000,
    executionGenesis: file("genesis.json"),
    consensusConfig: file("config.yaml"),
    consensusGenesis: { url: "http://files.example.org/genesis.ssz" },
    executionBootnodes: { url: "https://files.example.org/enodes.txt" },
    depositContractBlock: 5,
    ...change,
  }),
});

let objects: readonly KubernetesObject[];
const make = async (override: Record<string, string>) => {
  await runStack("hoodi", override);
  objects = kubernetesObjects();
};

function pod(client: string): Pod {
  const found = pods([...objects]).find(({ containers }) =>
    containers.some(({ name }) => name === client),
  );
  assert.ok(found !== undefined, client);
  return found;
}

const named = (containers: readonly Container[] | undefined, name: string): Container => {
  const found = containers?.find((container) => container.name === name);
  assert.ok(found !== undefined, name);
  return found;
};

/** Where a pod's client egresses to, beside pods of the namespace. */
function blocks(policy: string): unknown[] {
  const found = objects.find(
    ({ kind, metadata }) => kind === "NetworkPolicy" && metadata.name === policy,
  );
  const { egress } = found?.["spec"] as {
    egress: readonly { to: readonly { ipBlock?: { cidr: string; except?: string[] } }[] }[];
  };
  return egress.flatMap(({ to }) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
}

describe("a stack on a custom network", () => {
  before(() => make(custom()));

  it("fetches Geth's files before Geth, onto the client's own volumes", () => {
    const { initContainers } = pod("geth");
    const fetch = named(initContainers, "fetch-files");
    assert.deepEqual(fetch.args, [
      "fetch-files",
      "--chain-id=7654321",
      "--genesis-time=1790000000",
      "--execution-genesis=https://files.example.org/genesis.json",
      `--sha256=genesis.json=${sum}`,
      "--bootnodes=https://files.example.org/enodes.txt",
      "--geth-config=/geth/geth.toml",
    ]);
    assert.deepEqual(
      fetch.volumeMounts?.map(({ name, mountPath }) => `${name} ${mountPath}`),
      ["data /data", "network /network", "client-config /geth"],
    );
  });

  it("starts Geth with them, and with nothing of a network that it knows", () => {
    const { args = [], volumeMounts = [] } = named(pod("geth").containers, "geth");
    for (const flag of [
      "--syncmode=full",
      "--override.genesis=/network/genesis.json",
      "--config=/network/geth.toml",
    ]) {
      assert.ok(args.includes(flag), `${flag} is not among ${args.join(" ")}`);
    }
    assert.deepEqual(
      args.filter((flag) => /^--(hoodi|networkid|history|bootnodes)/.test(flag)),
      [],
    );
    assert.ok(volumeMounts.some(({ name, readOnly }) => name === "network" && readOnly === true));
  });

  it("fetches Prysm's files before Prysm, and starts it with them", () => {
    const { initContainers, containers } = pod("prysm-beacon");
    assert.deepEqual(named(initContainers, "fetch-files").args, [
      "fetch-files",
      "--chain-id=7654321",
      "--genesis-time=1790000000",
      "--consensus-config=https://files.example.org/config.yaml",
      `--sha256=config.yaml=${sum}`,
      "--consensus-genesis=http://files.example.org/genesis.ssz",
    ]);
    const { args = [] } = named(containers, "prysm-beacon");
    for (const flag of [
      "--chain-config-file=/network/config.yaml",
      "--genesis-state=/network/genesis.ssz",
      "--bootstrap-node=/network/bootnodes.yaml",
      "--contract-deployment-block=5",
      "--min-sync-peers=1",
    ]) {
      assert.ok(args.includes(flag), `${flag} is not among ${args.join(" ")}`);
    }
    assert.deepEqual(
      args.filter((flag) => /^--(hoodi|chain-id|network-id|checkpoint|genesis-beacon)/.test(flag)),
      [],
    );
  });

  it("lets its clients out to the internet, and not to private addresses", () => {
    for (const policy of ["node-0-geth", "node-0-prysm"]) {
      assert.deepEqual(
        blocks(policy).map((block) => Object.keys(block as object)),
        [["cidr", "except"]],
        policy,
      );
    }
  });
});

describe("a stack on a custom network of private addresses", () => {
  before(() => make(custom({ privateAddresses: true })));

  it("lets its clients out to them", () => {
    for (const policy of ["node-0-geth", "node-0-prysm"]) {
      assert.deepEqual(blocks(policy), [{ cidr: "0.0.0.0/0" }], policy);
    }
  });
});

describe("a stack on Ephemery", () => {
  before(() => make({ "ethnode:network": "ephemery" }));

  it("gets the files of the chain of the day, and may drop the data of the day before", () => {
    for (const [client, url] of [
      ["geth", "--execution-genesis=https://ephemery.dev/latest/genesis.json"],
      ["prysm-beacon", "--consensus-genesis=https://ephemery.dev/latest/genesis.ssz"],
    ] as const) {
      const { args = [] } = named(pod(client).initContainers, "fetch-files");
      assert.ok(args.includes("--changes"), args.join(" "));
      assert.ok(args.includes(url), args.join(" "));
      // 39438166 was the chain of November 2026; a new one begins every 28 days.
      const id = Number(/--chain-id=(\d+)/.exec(args.join(" "))?.[1]);
      assert.ok(id >= 39_438_166, args.join(" "));
    }
  });
});

describe("a stack on a network that clients know by name", () => {
  before(() => make({}));

  it("fetches nothing", () => {
    for (const { initContainers = [], volumes } of pods([...objects])) {
      assert.ok(!initContainers.some(({ name }) => name === "fetch-files"));
      assert.ok(!volumes.some(({ name }) => name === "network"));
    }
  });
});
