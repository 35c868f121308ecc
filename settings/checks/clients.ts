import { knowsNetwork, networksOf, type Client } from "../../components/clients/client.ts";
import { clientByName, consensusClient, executionClient } from "../../components/clients/index.ts";
import type { ClientName } from "../../components/clients/names.ts";
import { compareVersions } from "../../networks/versions.ts";
import { clientVersion, clientsInUse, clientsOf } from "../clients.ts";
import type { SettingProblem } from "../errors.ts";
import type { NodeSettings, Settings } from "../schema.ts";

/** Each node's clients must know the network, and each client the flags that it is started with. */
export function clientProblems(settings: Settings): SettingProblem[] {
  return [...networkProblems(settings), ...flagProblems(settings)];
}

function flagProblems(settings: Settings): SettingProblem[] {
  return clientsInUse(settings).flatMap((name) => {
    const came = clientVersion(settings, name);
    const { since } = clientByName(name);
    return since === undefined || compareVersions(came, since) >= 0
      ? []
      : [
          {
            key: `clientVersions.${name}`,
            came,
            expected: `${since} or newer: an older one does not know all flags that it is started with`,
          },
        ];
  });
}

function networkProblems(settings: Settings): SettingProblem[] {
  const problems = settings.nodes.flatMap((node, index) => {
    const { execution, consensus } = clientsOf(settings, node);
    return [
      ...clientProblem(settings, node, index, "executionClient", executionClient(execution)),
      ...clientProblem(settings, node, index, "consensusClient", consensusClient(consensus)),
    ];
  });
  // The stack's own client is wrong once, however many nodes run it.
  return [...new Map(problems.map((problem) => [problem.key, problem])).values()];
}

function clientProblem(
  { network }: Settings,
  node: NodeSettings,
  index: number,
  setting: "executionClient" | "consensusClient",
  client: Client<ClientName>,
): SettingProblem[] {
  return knowsNetwork(client, network)
    ? []
    : [
        {
          key: node[setting] === undefined ? setting : `nodes[${index}].${setting}`,
          came: client.name,
          expected: `a client that can run on ${network.name}; ${client.name} can on ${networksOf(client).join(", ")}`,
        },
      ];
}
