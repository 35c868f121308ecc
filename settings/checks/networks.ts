import { versionProblem } from "../../networks/versions.ts";
import { clientVersion, clientsInUse } from "../clients.ts";
import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** Two namespaces with policies of their own. */
export function namespaceProblems({
  nodesNamespace,
  monitoringNamespace,
}: Settings): SettingProblem[] {
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

/**
 * Each client that a node runs must follow the network's rules.
 *
 * @param now Unix time, seconds: says of a fork whether it was or is to come
 */
export function versionProblems(settings: Settings, now: number): SettingProblem[] {
  return clientsInUse(settings).flatMap((client) => {
    const came = clientVersion(settings, client);
    const problem = versionProblem(settings.network, client, came, now);
    return problem === undefined
      ? []
      : [
          {
            key: `clientVersions.${client}`,
            came,
            expected: `${problem.take} or newer on ${settings.network.name}: ${problem.reason}`,
          },
        ];
  });
}
