import { executionClient } from "../../components/clients/index.ts";
import { historyShare } from "../../components/peerHistory.ts";
import { seconds } from "../../monitoring/storage.ts";
import { bytes } from "../../sizing/quantity.ts";
import { clientsOf } from "../clients.ts";
import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

const day = 86_400;
const mib = 2 ** 20;

/**
 * What the history of one node takes in a day at the upper end of ordinary churn, bytes; the measured figure and what it
 * is of are in docs/benchmarks.md, rounded up.
 */
const bytesPerNodeDay = 300_000;

/** The least that the monitor takes for a limit of its database, bytes. */
const leastDatabase = 16e6;

/** The peer monitor's history can be kept, somebody may see it, and who may act can. */
export const peerMonitorProblems = (settings: Settings): SettingProblem[] => [
  ...historyProblems(settings),
  ...accessProblems(settings),
  ...actionProblems(settings),
];

/** Each name once, and somebody who may see something. */
function accessProblems({
  peerMonitorTokens: tokens,
  peerMonitorAnonymousRole: role,
}: Settings): SettingProblem[] {
  const names = tokens.map(({ name }) => name);
  const again = names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ key: `peerMonitorTokens[${index}].name`, came: name, expected: "a name used once" }],
  );
  const both = tokens.flatMap(({ sha256, rotation }, index) =>
    sha256 === undefined || rotation === undefined
      ? []
      : [
          {
            key: `peerMonitorTokens[${index}].rotation`,
            came: rotation,
            expected: "none beside sha256: that token is its owner's to change",
          },
        ],
  );
  const nobody =
    role === "none" && tokens.length === 0
      ? [
          {
            key: "peerMonitorAnonymousRole",
            came: role,
            expected: "viewer or operator, or peerMonitorTokens: nobody could see anything",
          },
        ]
      : [];
  return [...again, ...both, ...nobody];
}

/** Actions need an admin, and a client that can be acted on. */
function actionProblems(settings: Settings): SettingProblem[] {
  if (!settings.peerMonitorActions) return [];
  const hasAdmin = settings.peerMonitorTokens.some(({ role }) => role === "admin");
  const hasSocket = settings.nodes.some(
    (node) => executionClient(clientsOf(settings, node).execution).paths.ipc !== undefined,
  );
  const problem = (expected: string) => ({ key: "peerMonitorActions", came: true, expected });
  return [
    ...(hasAdmin ? [] : [problem("false, or one of peerMonitorTokens with role admin")]),
    ...(hasSocket ? [] : [problem("false, or a node whose execution client has an IPC socket")]),
  ];
}

/** Kept for a time that it can, on a volume that can hold it. */
function historyProblems(settings: Settings): SettingProblem[] {
  const { nodes, peerMonitorHistoryStorage, peerMonitorHistoryRetention } = settings;
  if (peerMonitorHistoryStorage === "") return [];
  const days = seconds(peerMonitorHistoryRetention) / day;
  if (!(days >= 1 && days <= 90)) {
    return [
      {
        key: "peerMonitorHistoryRetention",
        came: peerMonitorHistoryRetention,
        expected: "a time from 1d to 90d",
      },
    ];
  }
  const needed = Math.max(leastDatabase, nodes.length * days * bytesPerNodeDay);
  if (bytes(peerMonitorHistoryStorage) * historyShare >= needed) return [];
  return [
    {
      key: "peerMonitorHistoryStorage",
      came: peerMonitorHistoryStorage,
      expected:
        `${Math.ceil(needed / historyShare / mib)}Mi or more, to keep ${nodes.length} node(s) for ` +
        `peerMonitorHistoryRetention ${peerMonitorHistoryRetention}; or "" to keep nothing`,
    },
  ];
}
