import { consensusClient, executionClient } from "../../components/clients/index.ts";
import type { Client } from "../../components/clients/client.ts";
import type { ClientName } from "../../components/clients/names.ts";
import { byDigest } from "../../components/kubernetes/images.ts";
import { clientVersion, clientsOf } from "../../settings/clients.ts";
import type { NodeSettings, Settings } from "../../settings/schema.ts";
import type { NodeParts } from "./parts.ts";

/** Which clients a node runs: version, image, flags, peers. */
export function clients(settings: Settings, node: NodeSettings) {
  const { execution, consensus } = clientsOf(settings, node);
  return {
    execution: {
      client: execution,
      ...program(settings, executionClient(execution)),
      maxPeers: settings.executionMaxPeers,
      peerAgentImage: settings.peerMonitorImage,
    },
    consensus: {
      client: consensus,
      ...program(settings, consensusClient(consensus)),
      maxPeers: settings.consensusMaxPeers,
    },
  } satisfies NodeParts;
}

function program(settings: Settings, client: Client<ClientName>) {
  const version = clientVersion(settings, client.name);
  const published = client.image(version);
  return {
    version,
    image:
      settings.clientImages[client.name] ??
      (settings.imagesByDigest ? byDigest(published) : published),
    extraFlags: settings.clientFlags[client.name] ?? [],
  };
}
