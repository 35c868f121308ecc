import { clientDigests, unresolved, type Digest } from "../clients/versions.ts";

/**
 * The container images of everything that is not an Ethereum client, by tag; clients' images, versions and digests are in
 * `components/clients/`.
 *
 * The local cluster builds what it can under these very names, so the program is the same there and in production.
 */
export const images = {
  prometheus: "prom/prometheus:v3.10.0",
  alertmanager: "prom/alertmanager:v0.28.1",
  grafana: "grafana/grafana:12.4.0",
  otelCollector: "otel/opentelemetry-collector-contrib:0.145.0",
  kubeStateMetrics: "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.15.0",
  nodeExporter: "quay.io/prometheus/node-exporter:v1.11.1",
  haproxy: "haproxy:3.2.23-alpine3.24",
  peerMonitor: "ethnode/peer-monitor:0.1.0",
} as const;

/**
 * What a tag pointed at when it was published: the digest of the image's index. No image registry is reached from where
 * this is written, so a digest stands here only where several public repositories name the same one.
 */
export const imageDigests: Readonly<Record<string, Digest>> = {
  ...clientDigests,
  "prom/prometheus:v3.10.0":
    "sha256:4a61322ac1103a0e3aea2a61ef1718422a48fa046441f299d71e660a3bc71ae9",
  "prom/alertmanager:v0.28.1":
    "sha256:27c475db5fb156cab31d5c18a4251ac7ed567746a2483ff264516437a39b15ba",
  "grafana/grafana:12.4.0":
    "sha256:b0ae311af06228bcfd4a620504b653db80f5b91e94dc3dc2a5b7dab202bcde20",
  "otel/opentelemetry-collector-contrib:0.145.0":
    "sha256:a7343f01869071ea3f4c5e1e97df1bb1b3c4d5c77247db80e053a80b9df530c4",
  "haproxy:3.2.23-alpine3.24":
    "sha256:6343ce34a132a5dceaa24767d739df2bd519f8f7c1079ae39e4821334e8eb42e",
  "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.15.0": unresolved,
  "quay.io/prometheus/node-exporter:v1.11.1":
    "sha256:0f422f62c15f154af8d8572b23d623aebfb10cec73a5c654d18f911f3f9df241",
};

/**
 * The image with its digest where that is known, else as it came. An image that already has a digest, or that is of
 * another registry, stays as it is.
 */
export function byDigest(image: string): string {
  const digest = imageDigests[image];
  return digest === undefined || digest === unresolved ? image : `${image}@${digest}`;
}
