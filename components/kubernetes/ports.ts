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
  rpcGateway: { rpc: 8547, metrics: 8405 },
  prometheus: { http: 9090 },
  alertmanager: { http: 9093 },
  grafana: { http: 3000 },
  kubeStateMetrics: { http: 8080, telemetry: 8081 },
  nodeExporter: { http: 9100 },
  /** Of the machines. The API server's is that of its Service and those that it commonly listens on behind it. */
  kubelet: { https: 10250 },
  kubernetesApi: [443, 6443],
  /** The OpenTelemetry Collector's: OTLP over HTTP, and its health_check. */
  otelCollector: { otlp: 4318, health: 13133 },
} as const;

/** What peers call from the internet: the only ports that are ever open to it. */
export const p2pPorts: readonly number[] = [
  ...new Set([
    ports.execution.p2p,
    ports.consensus.p2pTcp,
    ports.consensus.p2pQuic,
    ports.consensus.p2pUdp,
  ]),
];
