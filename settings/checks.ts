import type { VersionRule } from "../networks/network.ts";
import type { SettingProblem } from "./errors.ts";
import type { Settings } from "./schema.ts";
import { bytes } from "./values.ts";

/** What must hold between settings, each of which is right by itself. Keys are without the prefix. */
export function crossChecks(settings: Settings): SettingProblem[] {
  return [
    ...distinctNames(settings),
    ...versionProblems(settings),
    ...historyProblems(settings),
    ...validatorProblems(settings),
    ...p2pProblems(settings),
    ...resourceProblems(settings),
    ...grafanaProblems(settings),
  ];
}

function distinctNames({ nodes }: Settings): SettingProblem[] {
  return nodes.flatMap(({ name }, index) => {
    const first = nodes.findIndex((other) => other.name === name);
    return first === index
      ? []
      : [
          {
            key: `nodes[${index}].name`,
            came: name,
            expected: `a name that no other node has; nodes[${first}] has it already`,
          },
        ];
  });
}

function versionProblems({ network, gethVersion, prysmVersion }: Settings): SettingProblem[] {
  return [
    ...versionProblem("gethVersion", gethVersion, network.versions.geth, network.name),
    ...versionProblem("prysmVersion", prysmVersion, network.versions.prysm, network.name),
  ];
}

function versionProblem(
  key: string,
  came: string,
  rule: VersionRule,
  network: string,
): SettingProblem[] {
  const blocked = rule.blocked?.[came];
  if (blocked !== undefined) {
    return [{ key, came, expected: `another version on ${network}: ${blocked}` }];
  }
  return compareVersions(came, rule.minimum) < 0
    ? [{ key, came, expected: `at least ${rule.minimum} on ${network}: ${rule.reason}` }]
    : [];
}

/** Below zero where `a` is older than `b`. What follows a dash does not count. */
export function compareVersions(a: string, b: string): number {
  const numbers = (version: string) => (version.split("-")[0] ?? "").split(".").map(Number);
  const left = numbers(a);
  const right = numbers(b);
  return left.map((part, index) => part - (right[index] ?? 0)).find((diff) => diff !== 0) ?? 0;
}

function historyProblems({ network, gethHistory }: Settings): SettingProblem[] {
  return network.historyModes.includes(gethHistory)
    ? []
    : [
        {
          key: "gethHistory",
          came: gethHistory,
          expected: `one of ${network.historyModes.join(", ")} on ${network.name}`,
        },
      ];
}

function validatorProblems({ network, nodes }: Settings): SettingProblem[] {
  const counts = nodes.map(({ validators }) => validators ?? 0);
  if (network.public !== undefined) {
    return counts.flatMap((count, index) =>
      count === 0
        ? []
        : [
            {
              key: `nodes[${index}].validators`,
              came: count,
              expected: `none on ${network.name}: validators with keys of yours are not supported yet`,
            },
          ],
    );
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total >= network.slotsPerEpoch
    ? []
    : [
        {
          key: "nodes",
          came: nodes,
          expected: `at least ${network.slotsPerEpoch} validators in all on ${network.name}, one a slot of an epoch`,
        },
      ];
}

/** The range that Kubernetes gives node ports from, unless its API server is told otherwise. */
const nodePorts = { from: 30000, to: 32767 };

function p2pProblems({ network, nodes, p2pExposure }: Settings): SettingProblem[] {
  if (p2pExposure !== "nodePort") {
    return [];
  }
  const used = new Map<number, string>();
  return nodes.flatMap(({ p2p }, index) => {
    const at = `nodes[${index}].p2p`;
    const address: SettingProblem[] =
      p2p?.address === undefined || (network.public !== undefined && isPrivate(p2p.address))
        ? [
            {
              key: `${at}.address`,
              came: p2p?.address,
              expected: "the public IP address at which peers reach this node's ports",
            },
          ]
        : [];
    const names = ["executionPort", "consensusPort", "discoveryPort"] as const;
    const ports = names.flatMap((name): SettingProblem[] => {
      const key = `${at}.${name}`;
      const came = p2p?.[name];
      if (came === undefined || came < nodePorts.from || came > nodePorts.to) {
        const expected = `a port from ${nodePorts.from} to ${nodePorts.to}, with p2pExposure nodePort`;
        return [{ key, came, expected }];
      }
      const other = used.get(came);
      used.set(came, key);
      return other === undefined
        ? []
        : [{ key, came, expected: `a port of its own; ${other} has it already` }];
    });
    return [...address, ...ports];
  });
}

/** Whether an IPv4 address is none of the public internet's. Sources: RFC 1918, RFC 6598, RFC 3927, RFC 1122. */
export function isPrivate(address: string): boolean {
  const [a = 0, b = 0] = address.split(".").map(Number);
  return (
    a === 10 ||
    a === 127 ||
    a === 0 ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 169 && b === 254)
  );
}

function resourceProblems({ gethCacheMb, gethMemory }: Settings): SettingProblem[] {
  const third = Math.floor(bytes(gethMemory) / 3 / 2 ** 20);
  return gethCacheMb <= third
    ? []
    : [
        {
          key: "gethCacheMb",
          came: gethCacheMb,
          expected: `at most ${third}, a third of gethMemory (${gethMemory}): Geth would lower it by itself`,
        },
      ];
}

function grafanaProblems({ grafanaEnabled, grafanaDisabledReason }: Settings): SettingProblem[] {
  return grafanaEnabled || grafanaDisabledReason !== ""
    ? []
    : [
        {
          key: "grafanaDisabledReason",
          came: grafanaDisabledReason,
          expected: "the reason why Grafana is off, since grafanaEnabled is false",
        },
      ];
}
