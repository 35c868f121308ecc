import assert from "node:assert/strict";

import { clientNames } from "../../../components/clients/names.ts";
import { customNetwork } from "../../../networks/custom.ts";
import { devnet } from "../../../networks/devnet.ts";
import { ephemery } from "../../../networks/ephemery.ts";
import { customName, findNetwork, networkNames, networks } from "../../../networks/index.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import type { Network } from "../../../networks/network.ts";
import { forkTime } from "../../../networks/schedule.ts";
import { compareVersions } from "../../../networks/versions.ts";

/** 22 November 2026, 12:00 UTC. */
const now = 1_795_348_800;

const all: readonly Network[] = [...networks.values(), ephemery(now)];

describe("the networks", () => {
  it("are these", () => {
    assert.deepEqual(
      all.map(({ name, chainId, secondsPerSlot, slotsPerEpoch }) => [
        name,
        chainId,
        secondsPerSlot,
        slotsPerEpoch,
      ]),
      [
        ["mainnet", 1, 12, 32],
        ["sepolia", 11155111, 12, 32],
        ["hoodi", 560048, 12, 32],
        ["holesky", 17000, 12, 32],
        ["devnet", 32382, 2, 6],
        ["ephemery", 39438166, 12, 32],
      ],
    );
  });

  it("are found by their names, but for the one that has to be described", () => {
    const found = networkNames.map((name) => findNetwork(name, now)?.name);
    assert.deepEqual(found, ["mainnet", "sepolia", "hoodi", "ephemery", undefined, "devnet"]);
    assert.equal(networkNames[found.indexOf(undefined)], customName);
    assert.equal(findNetwork("goerli", now), undefined);
  });

  it("offer no network that is retired, and know it", () => {
    const retired = all.filter(({ status }) => !status.live).map(({ name }) => name);
    assert.deepEqual(retired, ["holesky"]);
    for (const name of retired) assert.ok(!networkNames.some((offered) => offered === name));
  });

  it("have one private chain", () => {
    assert.deepEqual(
      all.filter((network) => network.public === undefined),
      [devnet],
    );
  });

  // Source: go-ethereum v1.17.5 params/config.go, which has times where the networks have epochs.
  const times: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    mainnet: { Pectra: 1746612311, Fusaka: 1764798551, BPO1: 1765290071, BPO2: 1767747671 },
    sepolia: {
      Pectra: 1741159776,
      Fusaka: 1760427360,
      BPO1: 1761017184,
      BPO2: 1761607008,
      // Source: eth-clients/sepolia#126.
      Glamsterdam: 1791294816,
    },
    hoodi: { Pectra: 1742999832, Fusaka: 1761677592, BPO1: 1762365720, BPO2: 1762955544 },
    holesky: { Pectra: 1740434112, Fusaka: 1759308480, BPO1: 1759800000, BPO2: 1760389824 },
    devnet: {},
    ephemery: {},
  };

  for (const network of all) {
    const { name, clients, forks, historyModes, public: facts } = network;

    it(`fork when the execution clients do: ${name}`, () => {
      assert.deepEqual(
        Object.fromEntries(forks.map((fork) => [fork.name, forkTime(network, fork)])),
        times[name],
      );
    });

    it(`name the forks in order, each once, with where the date is from: ${name}`, () => {
      const epochs = forks.map(({ epoch }) => epoch);
      assert.deepEqual(
        epochs,
        epochs.toSorted((a, b) => a - b),
      );
      assert.equal(new Set(forks.map((fork) => fork.name)).size, forks.length);
      for (const { source } of forks) assert.match(source, /^https:\/\/|^EIP-\d+$/);
    });

    it(`name releases that can be compared, and where to go from those that are blocked: ${name}`, () => {
      const releases = forks.flatMap(({ minimum = {} }) => Object.values(minimum));
      const minimums = Object.values(clients).flatMap(({ minimum }) => minimum?.version ?? []);
      for (const version of [...releases, ...minimums]) assert.match(version, /^\d+\.\d+\.\d+$/);
      for (const [client, { blocked = {} }] of Object.entries(clients)) {
        for (const [version, { instead, reason }] of Object.entries(blocked)) {
          assert.ok(!(instead in blocked), `${client} ${version}: ${instead} is blocked itself`);
          assert.match(reason, /\w/);
        }
      }
    });

    it(`keep all blocks if asked to: ${name}`, () => {
      assert.ok(historyModes.includes("all"));
    });

    if (facts !== undefined && network.status.live && network.files === undefined) {
      it(`have checkpoints that are asked over TLS, each once, and none that is dead: ${name}`, () => {
        const urls = facts.checkpointSyncUrls.map((url) => new URL(url));
        assert.ok(urls.length > 0);
        assert.ok(
          urls.every(({ protocol, pathname }) => protocol === "https:" && pathname === "/"),
        );
        const hosts = urls.map(({ host }) => host);
        assert.equal(new Set(hosts).size, urls.length);
        assert.ok(!hosts.some((host) => host.endsWith("beaconstate.info")));
      });
    }
  }

  it("have a release of every client for each fork that named releases", () => {
    for (const { name, forks } of all) {
      for (const { name: fork, minimum } of forks) {
        if (minimum === undefined) continue;
        assert.deepEqual(
          Object.keys(minimum).toSorted(),
          clientNames.toSorted(),
          `${name} ${fork}`,
        );
      }
    }
  });

  it("never ask for an older release at a later fork", () => {
    for (const { forks } of all) {
      for (const client of clientNames) {
        const releases = forks.flatMap(({ minimum }) => minimum?.[client] ?? []);
        assert.deepEqual(releases, releases.toSorted(compareVersions));
      }
    }
  });

  it("say of a fork without a date that it has none, and schedule nothing for it", () => {
    const planned = all.filter((network) => network.planned !== undefined);
    assert.deepEqual(
      planned.map(({ name }) => name),
      ["mainnet", "hoodi"],
    );
    for (const { planned: fork, forks } of planned) {
      assert.ok(!forks.some(({ name }) => name === fork?.name));
      assert.match(fork?.state ?? "", /no (new )?date/);
    }
  });
});

describe("ephemery", () => {
  // Source: ephemery-genesis, values.env and the release ephemery-135.
  const first = { begins: 1720119600, chainId: 39438135 };
  const period = 28 * 86_400;

  const chains: readonly (readonly [string, number, number])[] = [
    ["its first second", 0, 0],
    ["its last second", period - 1, 0],
    ["the second of the first reset", period, 1],
    ["two years on", 26 * period + 5, 26],
  ];
  for (const [when, later, number] of chains) {
    it(`has the chain of its time: ${when}`, () => {
      const network = ephemery(first.begins + later);
      assert.equal(network.chainId, first.chainId + number);
      assert.equal(network.public?.genesisTime, first.begins + number * period + 300);
      assert.equal(network.resetsAt, first.begins + (number + 1) * period);
    });
  }

  it("tells clients that its files change, and another network's that they do not", () => {
    assert.equal(ephemery(now).files?.changes, true);
    const file = { url: "https://example.org/a" };
    const custom = customNetwork({
      chainId: 7,
      genesisTime: 1,
      executionGenesis: file,
      consensusConfig: file,
      consensusGenesis: file,
    });
    assert.equal(custom.files?.changes, undefined);
    assert.equal(mainnet.files, undefined);
  });
});

describe("a custom network", () => {
  const file = (name: string) => ({ url: `https://example.org/${name}`, sha256: "a".repeat(64) });
  const args = {
    chainId: 7,
    genesisTime: 1_700_000_000,
    executionGenesis: file("genesis.json"),
    consensusConfig: file("config.yaml"),
    consensusGenesis: file("genesis.ssz"),
  };

  it("has what it was told, and the rest as on mainnet", () => {
    const { name, chainId, secondsPerSlot, slotsPerEpoch, ...network } = customNetwork(args);
    assert.deepEqual([name, chainId, secondsPerSlot, slotsPerEpoch], ["custom", 7, 12, 32]);
    assert.deepEqual(network.public, {
      genesisTime: 1_700_000_000,
      checkpointSyncUrls: [],
      privateAddresses: false,
    });
    assert.equal(network.files?.consensusGenesis.sha256, "a".repeat(64));
    assert.equal(network.files.depositContractBlock, 0);
  });

  it("counts its forks from its genesis, in its own slots", () => {
    const forks = [{ name: "Gloas", epoch: 10 }];
    const network = customNetwork({ ...args, secondsPerSlot: 2, slotsPerEpoch: 6, forks });
    const [fork] = network.forks;
    assert.ok(fork !== undefined);
    assert.equal(forkTime(network, fork), 1_700_000_000 + 120);
  });
});
