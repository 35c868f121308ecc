import * as pulumi from "@pulumi/pulumi";
import { traceUrl, type TelemetryArgs } from "../components/telemetry.ts";
import { byDigest, images } from "../components/kubernetes/images.ts";
import type { Settings } from "../settings/schema.ts";
import type { NodeParts } from "./node/parts.ts";

type Sent = Pick<TelemetryArgs, "traces" | "logs">;

/** What is sent where, or undefined where nothing is. */
export function telemetry(
  settings: Settings,
): Omit<TelemetryArgs, "namespace" | "nodesNamespaceName"> | undefined {
  const { tracingEndpoint, tracingVia: via, logsEndpoint, logsProtocol } = settings;
  if (tracingEndpoint === "" && logsEndpoint === "") return undefined;
  const traces: Sent["traces"] =
    tracingEndpoint === ""
      ? undefined
      : { endpoint: tracingEndpoint, via, headers: secretHeaders(settings.tracingHeaders) };
  const logs: Sent["logs"] =
    logsEndpoint === ""
      ? undefined
      : {
          endpoint: logsProtocol === "loki" ? lokiOtlp(logsEndpoint) : logsEndpoint,
          headers: secretHeaders(settings.logsHeaders),
        };
  return {
    monitoringNamespace: settings.monitoringNamespace,
    nodesNamespace: settings.nodesNamespace,
    network: settings.network.name,
    image: settings.imagesByDigest ? byDigest(images.otelCollector) : images.otelCollector,
    traces,
    logs,
  };
}

/** Where Loki takes OTLP, since 3.0. Source: Loki's documentation, "Ingesting logs using OpenTelemetry Collector". */
const lokiOtlp = (endpoint: string): string => new URL("/otlp", endpoint).href;

const secretHeaders = (headers: Readonly<Record<string, string>>) =>
  Object.keys(headers).length === 0 ? undefined : pulumi.secret(headers);

/** Where a node's clients send their traces. */
export function traces(settings: Settings): NodeParts {
  const { tracingEndpoint: endpoint, tracingVia: via, tracingSampleRatio: sampleRatio } = settings;
  if (endpoint === "") return { execution: {}, consensus: {} };
  const to = {
    traces: { url: traceUrl({ via, endpoint }, settings.monitoringNamespace), sampleRatio },
  };
  return { execution: to, consensus: to };
}
