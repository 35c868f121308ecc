import assert from "node:assert/strict";

import { Fleet, type FleetNode } from "../../../components/fleet.ts";
import { clientVersions } from "../../../components/clients/versions.ts";
import type {
  ConsensusClientName,
  ExecutionClientName,
} from "../../../components/clients/names.ts";
import { enodeId } from "../../../components/secp256k1.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import { all, field, only, run, valueOf } from "../../support/mocks.ts";
import { container, types } from "./support.ts";

const volume = { size: "1Gi" };
const resources = { cpu: "1", memory: "1Gi" };

const members: readonly (readonly [string, ExecutionClientName, ConsensusClientName])[] = [
  ["a", "geth", "prysm"],
  ["b", "nethermind", "lighthouse"],
  ["c", "besu", "teku"],
  ["d", "erigon", "nimbus"],
  ["e", "reth", "lodestar"],
  ["f", "geth", "grandine"],
];

const node = ([name, execution, consensus]: (typeof members)[number]): FleetNode => ({
  name,
  execution: { client: execution, version: clientVersions[execution], volume, resources },
  consensus: { client: consensus, version: clientVersions[consensus], volume, resources },
});

/** All that a client is told: its flags and its files. */
function told(name: string, client: string): string {
  const files = all(types.configMap, `${name}-${client}-config`).map(
    ({ inputs }) => inputs["data"],
  );
  return JSON.stringify([container(`${name}-${client}`, "args"), files]);
}

describe("a fleet of many clients", () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await run(
      () =>
        new Fleet("fleet", { namespace: "ethereum", network: mainnet, nodes: members.map(node) }),
    );
  });

  it("has a component of each client, named for it", () => {
    for (const component of ["GethNode", "NethermindNode", "BesuNode", "ErigonNode", "RethNode"]) {
      const expected = component === "GethNode" ? 2 : 1;
      assert.equal(all(`ethnode:index:${component}`).length, expected, component);
    }
  });

  it("has each execution client know all the others, and not itself", async () => {
    const enodes = await Promise.all(
      fleet.nodes.map(({ execution }) => valueOf(execution.enode ?? "")),
    );
    assert.equal(new Set(enodes).size, members.length);
    for (const [index, [name, client]] of members.entries()) {
      const said = told(name, client);
      for (const [other, enode = ""] of enodes.entries()) {
        assert.match(enode, /^enode:\/\/[0-9a-f]{128}@/);
        assert.equal(said.includes(enode), other !== index, `${client} of ${enode}`);
      }
    }
  });

  it("has each consensus client know all the others, and not itself", async () => {
    const ids = await Promise.all(
      fleet.nodes.map(({ consensus }) => valueOf(consensus.peerId ?? "")),
    );
    assert.equal(new Set(ids).size, members.length);
    for (const [index, [name, , client]] of members.entries()) {
      const said = told(name, client);
      for (const [other, id = ""] of ids.entries()) {
        assert.match(id, /^16Uiu2HA/);
        assert.equal(said.includes(id), other !== index, `${client} of ${id}`);
      }
    }
  });

  it("gives each client the key of the identity that the others know, as it wants it", async () => {
    for (const [index, [name, client]] of members.entries()) {
      const { stringData = {}, data = {} } = only(types.secret, `${name}-execution-identity-secret`)
        .inputs as Record<string, Record<string, string>>;
      const hex =
        client === "nethermind"
          ? Buffer.from(data["nodekey"] ?? "", "base64").toString("hex")
          : stringData["nodekey"];
      const enode = (await valueOf(fleet.nodes[index]?.execution.enode ?? "")) ?? "";
      assert.ok(enode.includes(enodeId(hex ?? "")), client);
    }
  });

  it("keeps keys secret whichever their form", () => {
    for (const { name, secretInputs } of all(types.secret).filter((one) =>
      one.name.includes("identity"),
    )) {
      assert.equal(secretInputs.length, 1, name);
      assert.match(secretInputs[0] ?? "", /^(stringData|data)$/);
    }
  });

  it("is found by its own objects: each client's under the node's name and the client's", () => {
    for (const [name, execution, consensus] of members) {
      for (const client of [execution, consensus]) {
        const set = only(types.statefulSet, `${name}-${client}`);
        assert.equal(field(set, "spec", "serviceName"), `${name}-${client}-internal`);
        only(types.claim, `${name}-${client}-data`);
      }
    }
  });
});
