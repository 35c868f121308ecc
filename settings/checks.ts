import type { VersionRule } from "../networks/network.ts";
import type { SettingProblem } from "./errors.ts";
import { p2pProblems } from "./p2pChecks.ts";
import type { Settings } from "./schema.ts";
import { bytes } from "./values.ts";

/** What must hold between settings, each of which is right by itself. Keys are without the prefix. */
export function crossChecks(settings: Settings): SettingProblem[] {
  return [
    ...distinctNames(settings),
    ...namespaceProblems(settings),
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

function namespaceProblems({ nodesNamespace, monitoringNamespace }: Settings): SettingProblem[] {
  return nodesNamespace === monitoringNamespace
    ? [
        {
          key: "monitoringNamespace",
          came: monitoringNamespace,
          expected: "another namespace than nodesNamespace",
        },
      ]
    : [];
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
  return grafanaEnabled || grafanaDisabledReason.trim() !== ""
    ? []
    : [
        {
          key: "grafanaDisabledReason",
          came: grafanaDisabledReason,
          expected: "the reason why Grafana is off, since grafanaEnabled is false",
        },
      ];
}
