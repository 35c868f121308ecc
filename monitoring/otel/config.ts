import { redactText, redactValues } from "./redaction.ts";

/** Where a collector sends to. */
export interface TelemetryTarget {
  /** The receiver's URL, to which the exporter adds `/v1/traces` or `/v1/logs`. */
  readonly endpoint: string;
  /** A file with the headers of each request, a YAML or JSON object. Default: none. */
  readonly headersFile?: string | undefined;
}

/** A collector's configuration, of which this is the part that is used here. JSON is YAML, too. */
export interface CollectorConfig {
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly receivers: Readonly<Record<string, unknown>>;
  readonly processors: Readonly<Record<string, unknown>>;
  readonly exporters: Readonly<Record<string, unknown>>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<
      Record<string, { receivers: string[]; processors: string[]; exporters: string[] }>
    >;
    readonly telemetry: unknown;
  };
}

/** What both collectors have in common. */
interface Parts {
  readonly signal: "traces" | "logs";
  /** `host:port` at which `/` answers whether it runs. */
  readonly health: string;
  readonly to: TelemetryTarget;
  readonly receivers: Readonly<Record<string, unknown>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly transform: unknown;
  /** What is said to the exporter beside where it sends to. */
  readonly exporter?: Readonly<Record<string, unknown>>;
}

/**
 * Source: the components' documentation at opentelemetry-collector and -contrib v0.145.0.
 */
function collectorConfig(parts: Parts): CollectorConfig {
  const { signal, to } = parts;
  const extensions = { health_check: { endpoint: parts.health }, ...parts.extensions };
  return {
    extensions,
    receivers: parts.receivers,
    processors: {
      // First, so that it can refuse what there is no room for before anything is done with it.
      memory_limiter: { check_interval: "1s", limit_percentage: 75, spike_limit_percentage: 20 },
      transform: parts.transform,
      batch: {},
    },
    exporters: {
      otlp_http: {
        endpoint: to.endpoint.replace(/\/$/, ""),
        ...(to.headersFile === undefined ? {} : { headers: `\${file:${to.headersFile}}` }),
        ...parts.exporter,
      },
    },
    service: {
      extensions: Object.keys(extensions),
      pipelines: {
        [signal]: {
          receivers: Object.keys(parts.receivers),
          processors: ["memory_limiter", "transform", "batch"],
          exporters: ["otlp_http"],
        },
      },
      telemetry: { logs: { encoding: "json" }, metrics: { level: "none" } },
    },
  };
}

/** How traces are collected. */
export interface TraceCollectorArgs {
  /** `host:port` of its OTLP receiver. */
  readonly listen: string;
  readonly health: string;
  readonly network: string;
  readonly to: TelemetryTarget;
}

/**
 * Takes the clients' traces and passes them on with the network's name, without addresses in them.
 *
 * An error of the redaction drops what it happened to: it is not passed on as it is.
 */
export function traceCollectorConfig(args: TraceCollectorArgs): CollectorConfig {
  return collectorConfig({
    signal: "traces",
    health: args.health,
    to: args.to,
    receivers: { otlp: { protocols: { http: { endpoint: args.listen } } } },
    transform: {
      error_mode: "propagate",
      trace_statements: [
        {
          context: "resource",
          statements: [`set(resource.attributes["network"], ${JSON.stringify(args.network)})`],
        },
        {
          context: "span",
          statements: [...redactValues("span.attributes"), ...redactText("span.status.message")],
        },
        { context: "spanevent", statements: redactValues("spanevent.attributes") },
      ],
    },
  });
}

/** How logs are collected. */
export interface LogCollectorArgs {
  readonly health: string;
  readonly network: string;
  /** Where the kubelet keeps the logs of the machine's pods: `/var/log/pods`. */
  readonly logsFolder: string;
  /** The namespace whose pods' logs are read, and no other's. */
  readonly namespace: string;
  /** A folder for how far each file was read. */
  readonly stateFolder: string;
  readonly to: TelemetryTarget;
}

/**
 * Reads the logs of a namespace's pods on one machine and passes them on as their programs wrote them, with the time at
 * which they did and without addresses.
 */
export function logCollectorConfig(args: LogCollectorArgs): CollectorConfig {
  return collectorConfig({
    signal: "logs",
    health: args.health,
    to: args.to,
    extensions: { file_storage: { directory: args.stateFolder } },
    // While the receiver is away, nothing more is read: the files are there still when it is back.
    exporter: {
      retry_on_failure: { max_elapsed_time: "0s" },
      sending_queue: { storage: "file_storage", block_on_overflow: true },
    },
    receivers: {
      filelog: {
        include: [`${args.logsFolder}/${args.namespace}_*/*/*.log`],
        // What was written before the collector came is sent, too: receivers know a line by its time and text.
        start_at: "beginning",
        storage: "file_storage",
        // By its path it is known whose log a file is.
        include_file_path: true,
        include_file_name: false,
        operators: [
          // The runtime's own format: time, stream, and lines that it cut in pieces put together again.
          { type: "container", format: "containerd" },
          // Every client writes its level under one of these names, whatever its format.
          {
            type: "regex_parser",
            regex: '"(?:lvl|level|severity)" ?: ?"(?P<level>[A-Za-z]+)"',
            on_error: "send_quiet",
            severity: {
              parse_from: "attributes.level",
              mapping: { error: ["eror"], fatal: ["crit"], warn: ["warning"] },
            },
          },
          { type: "remove", field: "attributes.level", on_error: "send_quiet" },
        ],
        retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
      },
    },
    transform: {
      error_mode: "propagate",
      log_statements: [
        {
          context: "resource",
          statements: [
            `set(resource.attributes["network"], ${JSON.stringify(args.network)})`,
            'set(resource.attributes["service.name"], resource.attributes["k8s.container.name"])',
          ],
        },
        {
          context: "log",
          statements: [...redactText("log.body"), ...redactValues("log.attributes")],
        },
      ],
    },
  });
}
