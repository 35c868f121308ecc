/**
 * The container images of everything that is not an Ethereum client, by tag. A stack may name another one (a mirror, a
 * digest: `prom/prometheus:v3.10.0@sha256:…`); clients' images are in `components/clients/`, their versions in the stack.
 *
 * The local cluster builds what it can under these very names, so the program is the same there and in production.
 */
export const images = {
  prometheus: "prom/prometheus:v3.10.0",
  alertmanager: "prom/alertmanager:v0.28.1",
  grafana: "grafana/grafana:12.3.0",
  peerMonitor: "ethnode/peer-monitor:0.1.0",
} as const;
