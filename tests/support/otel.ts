import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFile } from "node:fs/promises";

import { lastLines } from "../../local/support/errors.ts";
import { waitFor } from "../../local/support/wait.ts";
import type { CollectorConfig } from "../../monitoring/otel/config.ts";

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

/** A span as OTLP's JSON has it. */
export interface Span {
  readonly service: string;
  readonly network: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A log record as OTLP's JSON has it. */
export interface LogRecord {
  readonly body: string;
  readonly severity: string;
  readonly resource: Readonly<Record<string, string>>;
}

interface Export {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<Span, "attributes"> & {
        readonly attributes?: readonly Attribute[];
      })[];
    }[];
  }[];
  readonly resourceLogs?: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeLogs: readonly {
      readonly logRecords: readonly {
        readonly body: { readonly stringValue: string };
        readonly severityText?: string;
      }[];
    }[];
  }[];
}

/** A receiver of OTLP over HTTP on loopback that keeps all that it gets. */
export class OtlpReceiver implements AsyncDisposable {
  readonly spans: Span[] = [];
  readonly logs: LogRecord[] = [];
  /** The headers of every request, and its path. */
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];
  /** All that came, as it came. */
  text = "";
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        this.requests.push({ path: request.url ?? "", headers: request.headers });
        this.text += text;
        this.#take(JSON.parse(text) as Export);
        response.writeHead(200, { "content-type": "application/json" }).end("{}");
      });
    });
  }

  static async listen(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    receiver.#server.listen(0, "127.0.0.1");
    await once(receiver.#server, "listening");
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #take({ resourceSpans = [], resourceLogs = [] }: Export): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const of = values(resource.attributes);
      for (const { name, traceId, spanId, parentSpanId, attributes } of scopeSpans.flatMap(
        ({ spans }) => spans,
      )) {
        this.spans.push({
          service: of["service.name"] ?? "",
          network: of["network"] ?? "",
          ...{ name, traceId, spanId, parentSpanId },
          attributes: values(attributes ?? []),
        });
      }
    }
    for (const { resource, scopeLogs } of resourceLogs) {
      for (const { body, severityText = "" } of scopeLogs.flatMap(({ logRecords }) => logRecords)) {
        const record = { body: body.stringValue, severity: severityText };
        this.logs.push({ ...record, resource: values(resource.attributes) });
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

const values = (attributes: readonly Attribute[]): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? ""]));

/** The real collector, as a process of this machine, that sends OTLP's JSON in place of its protobuf, so that a test reads it. */
export class Collector implements AsyncDisposable {
  readonly #child: ChildProcess;
  #output = "";

  private constructor(program: string, file: string) {
    this.#child = spawn(program, [`--config=${file}`], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
  }

  /** @param file where its configuration is written to */
  static async start(program: string, file: string, config: CollectorConfig): Promise<Collector> {
    const otlp_http = {
      ...(config.exporters["otlp_http"] as object),
      encoding: "json",
      compression: "none",
    };
    await writeFile(file, JSON.stringify({ ...config, exporters: { otlp_http } }));
    const collector = new Collector(program, file);
    const { endpoint } = config.extensions["health_check"] as { endpoint: string };
    await waitFor(
      "the collector",
      async () => {
        if (collector.#child.exitCode !== null) throw new Error(lastLines(collector.#output, 20));
        await fetch(`http://${endpoint}/`);
        return true;
      },
      { timeout: 30_000, interval: 200 },
    );
    return collector;
  }

  get output(): string {
    return this.#output;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill("SIGTERM");
    await once(this.#child, "exit");
  }
}
