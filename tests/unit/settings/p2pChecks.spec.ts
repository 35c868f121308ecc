import assert from "node:assert/strict";

import { isPrivate } from "../../../components/kubernetes/addressRanges.ts";
import type { StackName } from "../../support/stackConfig.ts";
import { nodes, refusal, settingsOf, type Change } from "./support.ts";

const ports = { executionPort: 30303, consensusPort: 31000, discoveryPort: 31001 };
const ports2 = { executionPort: 30304, consensusPort: 13001, discoveryPort: 12001 };
const publicNode = { address: "203.0.113.7", ...ports };

const p2p = (exposure: string, ...list: readonly unknown[]): Change => ({
  p2pExposure: exposure,
  // Enough validators for a private chain; a public network wants none.
  ...nodes(...list.map((one, index) => ({ name: `n${index}`, p2p: one }))),
});
const onDevnet = (change: Change): Change => ({
  ...change,
  nodes: change["nodes"]?.replaceAll('"name"', '"validators":6,"name"'),
});

const inRange = "a port from 30000 to 32767, with p2pExposure nodePort";
const onInternet = "an address on the public internet, since mainnet is there";

const refused: readonly (readonly [StackName, Change, string])[] = [
  [
    "mainnet",
    { ...p2p("nodePort", ports), executionClient: "besu", consensusClient: "teku" },
    "n0.address: came nothing, expected the IP address at which peers reach this node's ports: besu and teku cannot be told one that is found as the pod starts",
  ],
  [
    "mainnet",
    { ...p2p("nodePort", ports), stunServers: '["a.example:3478","a.example:3479"]' },
    'ethnode:stunServers: came ["a.example:3478","a.example:3479"], expected at least 2 servers of different hosts, or p2p.address of each node: two must agree on an address',
  ],
  [
    "mainnet",
    { ...p2p("none", {}), executionClient: "reth", consensusClient: "prysm" },
    'ethnode:p2pExposure: came "none", expected another exposure on mainnet with reth, which cannot be told to announce no address',
  ],
  [
    "mainnet",
    p2p("hostPort", {}, { consensusPort: 31000, discoveryPort: 31001 }),
    "n1.executionPort: came nothing, expected a port of its own, other than 30303; nodes[0].p2p.executionPort has it already, with p2pExposure hostPort, for both may be on one machine",
  ],
  [
    "mainnet",
    p2p("hostPort", { discoveryPort: 53 }),
    "n0.discoveryPort: came 53, expected a port from 1024 to 65535",
  ],
  [
    "mainnet",
    p2p("hostPort", { executionPort: 6060 }),
    "n0.executionPort: came 6060, expected another port than the pod's own 8545, 8546, 8551, 6060, 8601",
  ],
  [
    "mainnet",
    p2p("hostPort", { address: "10.0.0.7" }),
    `n0.address: came "10.0.0.7", expected ${onInternet}`,
  ],
  [
    "mainnet",
    p2p("nodePort", { ...ports, address: "10.0.0.7" }),
    `n0.address: came "10.0.0.7", expected ${onInternet}`,
  ],
  [
    "mainnet",
    p2p("loadBalancer", { address: "192.168.1.2" }),
    `n0.address: came "192.168.1.2", expected ${onInternet}`,
  ],
  [
    "mainnet",
    p2p("none", { address: "203.0.113.7" }),
    'n0.address: came "203.0.113.7", expected no address with p2pExposure none: nobody outside can dial the node',
  ],
  [
    "mainnet",
    p2p("nodePort", { ...publicNode, executionPort: undefined }),
    `n0.executionPort: came nothing, expected ${inRange}`,
  ],
  [
    "mainnet",
    p2p("nodePort", { ...publicNode, consensusPort: 29999 }),
    `n0.consensusPort: came 29999, expected ${inRange}`,
  ],
  [
    "mainnet",
    p2p("nodePort", { ...publicNode, discoveryPort: 32768 }),
    `n0.discoveryPort: came 32768, expected ${inRange}`,
  ],
  [
    "mainnet",
    p2p("nodePort", { ...publicNode, discoveryPort: 31000 }),
    "n0.discoveryPort: came 31000, expected a port of its own; nodes[0].p2p.consensusPort has it already",
  ],
  [
    "mainnet",
    p2p("nodePort", publicNode, {
      ...publicNode,
      executionPort: 31000,
      consensusPort: 31002,
      discoveryPort: 31003,
    }),
    "n1.executionPort: came 31000, expected a port of its own; nodes[0].p2p.consensusPort has it already",
  ],
  [
    "mainnet",
    p2p("loadBalancer", { executionPort: 8545 }),
    "n0.executionPort: came 8545, expected another port than the pod's own 8545, 8546, 8551, 6060, 8601",
  ],
  [
    "mainnet",
    p2p("loadBalancer", { consensusPort: 4000 }),
    "n0.consensusPort: came 4000, expected another port than the pod's own 3500, 4000, 8080",
  ],
  [
    "mainnet",
    p2p("none", { consensusPort: 12000 }),
    "n0.discoveryPort: came nothing, expected another port than 12000, which consensusPort has for QUIC",
  ],
];

describe("P2P addresses and ports that peers could not dial", () => {
  for (const [stack, change, message] of refused) {
    it(`are refused: ${message}`, async () => {
      const expected = message.replace(/^n(\d)/, "ethnode:nodes[$1].p2p");
      assert.equal(await refusal(stack, change), expected);
    });
  }
});

describe("P2P addresses and ports that peers can dial", () => {
  const accepted: readonly (readonly [string, StackName, Change])[] = [
    ["a public address with nodePort", "mainnet", p2p("nodePort", publicNode)],
    ["no address with nodePort, which is then found", "mainnet", p2p("nodePort", ports)],
    ["nothing with hostPort and one node", "mainnet", p2p("hostPort", {})],
    ["other ports on each node with hostPort", "mainnet", p2p("hostPort", {}, ports2)],
    [
      "one STUN server where it is not asked",
      "mainnet",
      { ...p2p("nodePort", publicNode), stunServers: "[]" },
    ],
    [
      "the first and the last node port",
      "mainnet",
      p2p("nodePort", { ...publicNode, executionPort: 30000, discoveryPort: 32767 }),
    ],
    [
      "a private address on a private chain",
      "dev",
      onDevnet(p2p("nodePort", { ...ports, address: "10.0.0.7" })),
    ],
    ["nothing at all with loadBalancer", "mainnet", p2p("loadBalancer", undefined, {})],
    [
      "an address in front of a load balancer",
      "mainnet",
      p2p("loadBalancer", { address: "203.0.113.7" }),
    ],
    [
      "the same ports behind two load balancers",
      "mainnet",
      p2p("loadBalancer", { executionPort: 30304 }, { executionPort: 30304 }),
    ],
  ];
  for (const [what, stack, change] of accepted) {
    it(`are accepted: ${what}`, () => settingsOf(stack, change));
  }
});

describe("a private address", () => {
  const borders: readonly (readonly [string, string, string, string])[] = [
    ["9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"],
    ["100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"],
    ["126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"],
    ["169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"],
    ["172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"],
    ["192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"],
  ];
  for (const [before, first, last, after] of borders) {
    it(`is one from ${first} to ${last}`, () => {
      assert.deepEqual([before, first, last, after].map(isPrivate), [false, true, true, false]);
    });
  }
});
