import { consensusClient } from "../../components/clients/index.ts";
import { compareVersions } from "../../networks/versions.ts";
import { sizeProblems } from "../../sizing/checks.ts";
import { minBlobRetentionEpochs } from "../../sizing/custody.ts";
import { clientVersion, clientsOf } from "../clients.ts";
import type { SettingProblem } from "../errors.ts";
import { historyModes, nodeCase } from "../nodeCase.ts";
import type { NodeSettings, Settings } from "../schema.ts";

/** What must hold of what the nodes keep, and of the sizes that a stack gives them. */
export function sizingProblems(settings: Settings): SettingProblem[] {
  const problems = settings.nodes.flatMap((node, index) => {
    const kept = [...historyProblems(settings, node), ...custodyProblems(settings, node)];
    // The floors are those of what is kept: they mean nothing where that cannot be.
    const all = kept.length > 0 ? kept : sizeProblems(nodeCase(settings, node));
    return all.map((problem) =>
      problem.key in node ? { ...problem, key: `nodes[${index}].${problem.key}` } : problem,
    );
  });
  // The stack's settings are wrong once, however many nodes have them.
  return [...new Map(problems.map((problem) => [problem.key, problem])).values()];
}

function historyProblems(settings: Settings, node: NodeSettings): SettingProblem[] {
  const { execution } = clientsOf(settings, node);
  const modes = historyModes(settings, execution);
  const { network } = settings;
  const came = node.history ?? settings.history;
  return came === undefined || modes.includes(came)
    ? []
    : [
        {
          key: "history",
          came,
          expected: `one of ${modes.join(", ")} with ${execution} on ${network.name}`,
        },
      ];
}

/** What of a beacon node's blobs can be chosen: everything with Prysm, on a network that has blobs. */
function custodyProblems(settings: Settings, node: NodeSettings): SettingProblem[] {
  const { custody, backfill, blobRetentionEpochs, network } = settings;
  const { consensus } = clientsOf(settings, node);
  const { custodies = ["regular"], choosesBlobs = false } = consensusClient(consensus);
  const isPublic = network.public !== undefined;
  const where = isPublic ? `with ${consensus}` : `on ${network.name}, a private chain`;
  const problem = (key: string, came: unknown, expected: string): SettingProblem[] => [
    { key, came, expected },
  ];
  return [
    ...((isPublic || custody === "regular") && custodies.includes(custody)
      ? semiProblems(settings, consensus)
      : problem("custody", custody, `${isPublic ? custodies.join(" or ") : "regular"} ${where}`)),
    ...(backfill && !(isPublic && choosesBlobs)
      ? problem("backfill", backfill, `false ${where}`)
      : []),
    ...(blobRetentionEpochs > minBlobRetentionEpochs && !(isPublic && choosesBlobs)
      ? problem("blobRetentionEpochs", blobRetentionEpochs, `${minBlobRetentionEpochs} ${where}`)
      : []),
  ];
}

/** Source: OffchainLabs/prysm#16029, in 7.1.0. */
const semiSupernodeSince = "7.1.0";

function semiProblems(settings: Settings, consensus: string): SettingProblem[] {
  if (settings.custody !== "semi" || consensus !== "prysm") return [];
  const version = clientVersion(settings, "prysm");
  return compareVersions(version, semiSupernodeSince) >= 0
    ? []
    : [
        {
          key: "custody",
          came: settings.custody,
          expected: `regular or super with Prysm ${version}: semi-supernodes came with ${semiSupernodeSince}`,
        },
      ];
}
