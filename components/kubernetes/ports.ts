/**
 * Every TCP and UDP port that the components use, in one place. They are the same for every client of a layer, each
 * client's flags set them, so that Services, probes, scrapes and policies do not care who runs. The numbers are Geth's and
 * Prysm's own defaults, so that what an engineer knows of them holds here too.
 *
 * Sources: go-ethereum node/defaults.go and cmd/utils/flags.go, Prysm cmd/flags.go and cmd/validator/flags.
 */
export const ports = {
  execution: { rpc: 8545, ws: 8546, engine: 8551, metrics: 6060, p2p: 30303 },
  /** `p2pTcp` and `p2pQuic` share a number on two protocols; `p2pUdp` is discovery v5. */
  consensus: { api: 3500, grpc: 4000, metrics: 8080, p2pTcp: 13000, p2pQuic: 13000, p2pUdp: 12000 },
  validator: { metrics: 8081 },
  peerMonitor: { http: 8600, agent: 8601 },
  prometheus: { http: 9090 },
  alertmanager: { http: 9093 },
  grafana: { http: 3000 },
} as const;
