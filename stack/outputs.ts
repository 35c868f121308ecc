import type { EthereumNode } from "../components/ethereumNode.ts";

/** What `pulumi stack output nodes` says of each node. The JWT is no output: its Secret is where it belongs. */
export function nodeOutputs(node: EthereumNode) {
  const { execution, consensus, validator } = node;
  return {
    rpcUrl: execution.rpcUrl,
    wsUrl: execution.wsUrl,
    engineUrl: execution.engineUrl,
    beaconApiUrl: consensus.beaconApiUrl,
    metricsUrls: {
      execution: execution.metricsUrl,
      consensus: consensus.metricsUrl,
      ...(validator === undefined ? {} : { validator: validator.metricsUrl }),
    },
    enode: execution.enode,
    peerId: consensus.peerId,
    services: {
      execution: execution.serviceName,
      executionInternal: execution.internalServiceName,
      consensus: consensus.serviceName,
      consensusInternal: consensus.internalServiceName,
      ...(validator === undefined ? {} : { validator: validator.serviceName }),
    },
  };
}
