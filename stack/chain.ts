import { objectLabels } from "../components/kubernetes/labels.ts";
import { PrivateChain } from "../components/privateChain.ts";
import type { RestrictedNamespace } from "../components/restrictedNamespace.ts";
import { clientVersion } from "../settings/clients.ts";
import type { Settings } from "../settings/schema.ts";
import { validatorCount } from "./nodes.ts";

/** The private chain's genesis; `undefined` on a public network, which has its own. */
export function privateChain(
  settings: Settings,
  namespace: RestrictedNamespace,
): PrivateChain | undefined {
  const { network } = settings;
  return network.public === undefined
    ? new PrivateChain(network.name, {
        namespace: namespace.namespaceName,
        createdAt: namespace.createdAt,
        genesisDelay: settings.genesisDelaySeconds,
        validators: validatorCount(settings),
        prysmVersion: clientVersion(settings, "prysm"),
        labels: objectLabels({ name: "genesis", instance: network.name, component: "genesis" }),
      })
    : undefined;
}
