/**
 * The Prometheus operator's objects, as far as they are used here.
 *
 * Source: prometheus-operator v0.85.0, pkg/apis/monitoring/v1 and v1alpha1.
 */

/** An object of the operator's, without the metadata, which is its component's business. */
export interface OperatorObject<K extends string, S> {
  readonly apiVersion: `monitoring.coreos.com/${string}`;
  readonly kind: K;
  readonly spec: S;
}

/** One step of the making of a target's labels, as in Prometheus' `relabel_configs`. */
export interface Relabeling {
  readonly sourceLabels?: readonly string[];
  readonly regex?: string;
  readonly targetLabel?: string;
  readonly replacement?: string;
  readonly action?: "replace" | "labeldrop";
}

/** How pods' ports are scraped. */
export interface PodMonitorSpec {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly podMetricsEndpoints: readonly {
    readonly portNumber: number;
    readonly path: string;
    readonly interval: string;
    readonly scrapeTimeout: string;
    readonly relabelings: readonly Relabeling[];
  }[];
  readonly fallbackScrapeProtocol?: string;
}

/** The pods of one job. */
export type PodMonitor = OperatorObject<"PodMonitor", PodMonitorSpec>;

/** A key of a Secret in the object's own namespace. */
export interface SecretKey {
  readonly name: string;
  readonly key: string;
}

/** A condition on one label. */
export interface Matcher {
  readonly name: string;
  readonly matchType: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** One branch of the routing tree. */
export interface OperatorRoute {
  readonly receiver: string;
  readonly matchers: readonly Matcher[];
  readonly groupBy?: readonly string[];
  readonly groupWait?: string;
  readonly groupInterval?: string;
  readonly repeatInterval?: string;
  readonly continue?: boolean;
  readonly routes?: readonly OperatorRoute[];
}

/** Somebody who gets alerts: a list for each kind of integration. */
export type OperatorReceiver = { readonly name: string } & Readonly<Record<string, unknown>>;

/** A part of an Alertmanager's configuration. */
export interface AlertmanagerConfigSpec {
  readonly route: OperatorRoute;
  readonly receivers: readonly OperatorReceiver[];
  readonly inhibitRules: readonly {
    readonly sourceMatch: readonly Matcher[];
    readonly targetMatch: readonly Matcher[];
    readonly equal: readonly string[];
  }[];
}

/** Where alerts of one namespace go. */
export type AlertmanagerConfigObject = OperatorObject<"AlertmanagerConfig", AlertmanagerConfigSpec>;

/** The label that says in which namespace a series has its origin; the operator puts it on every target. */
export const namespaceLabel = "namespace";
