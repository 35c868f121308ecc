import type { ScrapeTarget } from "../../../monitoring/jobs.ts";
import type { MonitoredNetwork } from "../../../monitoring/network.ts";

/** The private chain: 2-second slots, 6 slots an epoch. Promtool's clock starts at 0, so genesis is soon after. */
export const devnet: MonitoredNetwork = {
  name: "devnet",
  secondsPerSlot: 2,
  slotsPerEpoch: 6,
  genesisTime: 30,
  public: false,
  schedule: [],
};

/** A public network; its genesis is long past, which here is before promtool's time 0. */
export const mainnet: MonitoredNetwork = {
  name: "mainnet",
  secondsPerSlot: 12,
  slotsPerEpoch: 32,
  genesisTime: -38_400,
  public: true,
  schedule: [],
};

const day = 86_400;

/** A network with a fork behind it and two to come, promtool's time 0 being now, that begins anew after the second. */
export const forking: MonitoredNetwork = {
  ...devnet,
  schedule: [
    { name: "Old", kind: "fork", time: -100 * day },
    { name: "New", kind: "fork", time: 31 * day },
    { name: "Newer", kind: "fork", time: 60 * day },
    { name: "reset", kind: "reset", time: 61 * day },
  ],
};

/** All targets of so many nodes, with one peer monitor. */
export function targetsOf(network: MonitoredNetwork, nodes: number): ScrapeTarget[] {
  const ofNodes = Array.from({ length: nodes }, (_, i): ScrapeTarget[] => {
    const node = `node-${i}`;
    const at = { node, network: network.name };
    return [
      { ...at, job: "geth", host: `${node}-geth-internal.ethereum`, port: 6060 },
      { ...at, job: "prysm-beacon", host: `${node}-prysm-internal.ethereum`, port: 8080 },
      { ...at, job: "prysm-validator", host: `${node}-validator.ethereum`, port: 8081 },
    ];
  });
  return [...ofNodes.flat(), { job: "peer-monitor", host: "peer-monitor.ethereum", port: 8600 }];
}
