import assert from "node:assert/strict";

import { egressTo } from "../../../components/otel/egress.ts";
import { ports } from "../../../components/kubernetes/ports.ts";
import type { CollectorConfig } from "../../../monitoring/otel/config.ts";
import { allowed, type Endpoint } from "../../support/networkPolicies.ts";
import { pods, type Pod } from "../../support/pods.ts";
import { registered } from "../../support/mocks.ts";
import { kubernetesObjects, runStack, type KubernetesObject } from "../../support/runStack.ts";
import { refusal, settingsOf, type Change } from "../settings/support.ts";

const token = "Bearer of-the-test";
const tracing: Change = { tracingEndpoint: "http://tempo.observability.svc:4318" };
const direct: Change = { ...tracing, tracingVia: "direct", tracingSampleRatio: "0.25" };
const logs: Change = { logsEndpoint: "https://logs.example" };
const headers = (name: string) => ({ [name]: JSON.stringify({ Authorization: token }) });

interface Built {
  readonly objects: readonly KubernetesObject[];
  readonly pods: readonly Pod[];
}

async function build(change: Change): Promise<Built> {
  const override = Object.entries(change).map(([key, value]) => [`ethnode:${key}`, value ?? ""]);
  await runStack("dev", Object.fromEntries(override) as Record<string, string>);
  const objects = kubernetesObjects();
  return { objects, pods: pods(objects) };
}

const named = ({ objects }: Built, kind: string, name: string) =>
  objects.filter((one) => one.kind === kind && one.metadata.name.startsWith(name));

const args = ({ pods: all }: Built, pod: string): readonly string[] =>
  all.find(({ name }) => name === pod)?.containers[0]?.args ?? [];

const config = (built: Built, name: string): CollectorConfig => {
  const [found] = named(built, "ConfigMap", name);
  const data = found?.["data"] as Record<string, string> | undefined;
  return JSON.parse(data?.["config.json"] ?? "") as CollectorConfig;
};

describe("a stack that sends nothing", () => {
  it("has no collector, and no client that traces", async () => {
    const built = await build({});
    assert.deepEqual(
      built.objects.filter(({ metadata }) => /otel|traces/.test(metadata.name)),
      [],
    );
    const flags = built.pods.flatMap(({ containers }) => containers.flatMap((one) => one.args));
    assert.ok(!flags.some((flag) => /^--(rpc\.telemetry|enable-tracing)/.test(flag ?? "")));
  });
});

describe("a stack that sends traces", () => {
  it("tells both clients of every node where the collector is, and how many", async () => {
    const built = await build(tracing);
    const url = "http://otel-traces.monitoring.svc.cluster.local:4318/v1/traces";
    for (const node of ["node-0", "node-1"]) {
      assert.deepEqual(args(built, `${node}-geth`).slice(-4), [
        "--rpc.telemetry",
        `--rpc.telemetry.endpoint=${url}`,
        "--rpc.telemetry.sample-ratio=0.01",
        `--rpc.telemetry.instance-id=${node}`,
      ]);
      assert.deepEqual(args(built, `${node}-prysm`).slice(-4), [
        "--enable-tracing",
        `--tracing-endpoint=${url}`,
        "--trace-sample-fraction=0.01",
        `--tracing-process-name=${node}`,
      ]);
    }
    assert.deepEqual(config(built, "otel-traces").exporters, {
      otlp_http: { endpoint: "http://tempo.observability.svc:4318" },
    });
  });

  it("lets the clients reach the collector, and nobody else; and the collector its receiver", async () => {
    const built = await build(tracing);
    const at = (name: string): Endpoint => {
      const pod = built.pods.find((one) => one.name.startsWith(name));
      assert.ok(pod !== undefined, name);
      return { name, ip: "10.244.0.9", pod };
    };
    const to = at("otel-traces");
    const reaches = (from: Endpoint, target: Endpoint, port: number = ports.otelCollector.otlp) =>
      allowed(built.objects, { from, to: target, port, protocol: "TCP" });
    assert.deepEqual(
      ["node-0-geth", "node-1-prysm", "node-0-validator", "peer-monitor", "prometheus"].map(
        (name) => reaches(at(name), to),
      ),
      [true, true, false, false, false],
    );
    assert.ok(!reaches(at("node-0-geth"), to, ports.otelCollector.health));
    const pod = (namespace: string): Endpoint => ({
      name: namespace,
      ip: "10.244.0.8",
      pod: { namespace, labels: {} },
    });
    assert.ok(reaches(to, pod("observability")));
    assert.ok(!reaches(to, pod("default")));
    assert.ok(!reaches(at("node-0-geth"), pod("observability")));
  });

  it("sends them straight where that is wanted, without a collector", async () => {
    const built = await build(direct);
    assert.deepEqual(named(built, "Deployment", "otel"), []);
    assert.ok(
      args(built, "node-0-geth").includes(
        "--rpc.telemetry.endpoint=http://tempo.observability.svc:4318/v1/traces",
      ),
    );
    assert.ok(args(built, "node-0-prysm").includes("--trace-sample-fraction=0.25"));
    const [policy] = named(built, "NetworkPolicy", "traces");
    assert.deepEqual((policy?.["spec"] as { egress: unknown }).egress, [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "observability" } },
          },
        ],
        ports: [{ protocol: "TCP", port: 4318 }],
      },
    ]);
  });
});

describe("a stack that sends logs", () => {
  it("reads the nodes' logs on every machine, without root and read-only, in a namespace of its own", async () => {
    const built = await build(logs);
    const [daemonSet] = named(built, "DaemonSet", "otel-logs");
    assert.equal(daemonSet?.metadata.namespace, "monitoring-logs");
    const { spec } = (daemonSet["spec"] as { template: { spec: Record<string, unknown> } })
      .template;
    assert.deepEqual(
      [spec["automountServiceAccountToken"], spec["hostNetwork"], spec["hostPID"]],
      [false, undefined, undefined],
    );
    const security = spec["securityContext"] as Record<string, unknown>;
    assert.deepEqual([security["runAsNonRoot"], security["runAsUser"]], [true, 10001]);
    const volumes = spec["volumes"] as { name: string; hostPath?: { path: string } }[];
    const onHost = volumes.filter(({ hostPath }) => hostPath !== undefined);
    assert.deepEqual(
      onHost.map(({ hostPath }) => hostPath?.path),
      ["/var/log/pods"],
    );
    const [container] = spec["containers"] as {
      volumeMounts: { name: string; readOnly?: boolean }[];
      securityContext: unknown;
    }[];
    assert.ok(container?.volumeMounts.find(({ name }) => name === onHost[0]?.name)?.readOnly);
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.deepEqual(
      named(built, "NetworkPolicy", "")
        .filter(({ metadata }) => metadata.namespace === "monitoring-logs")
        .map(({ metadata }) => metadata.name)
        .toSorted(),
      ["allow-dns", "default-deny", "otel-logs"],
    );
  });

  it("adds Loki's path where it is Loki", async () => {
    const endpoint = async (change: Change) =>
      config(await build({ ...logs, ...change }), "otel-logs").exporters["otlp_http"];
    assert.equal(
      ((await endpoint({ logsProtocol: "loki" })) as { endpoint: string }).endpoint,
      "https://logs.example/otlp",
    );
    assert.equal(((await endpoint({})) as { endpoint: string }).endpoint, "https://logs.example");
  });
});

describe("the headers of what is sent", () => {
  it("are in a Secret, mounted as a file, and nowhere else", async () => {
    const built = await build({
      ...{ ...tracing, ...logs },
      ...{ ...headers("tracingHeaders"), ...headers("logsHeaders") },
    });
    const secrets = named(built, "Secret", "otel-");
    assert.deepEqual(
      secrets.map(({ stringData }) => stringData),
      Array(2).fill({ "headers.json": JSON.stringify({ Authorization: token }) }),
    );
    for (const { type, name, inputs, secretInputs } of registered) {
      if (type === "kubernetes:core/v1:Secret") {
        assert.deepEqual(secretInputs, ["stringData"], name);
      } else {
        assert.ok(!JSON.stringify(inputs).includes(token), `${type} ${name}`);
      }
    }
    for (const name of ["otel-traces", "otel-logs"]) {
      assert.equal(
        (config(built, name).exporters["otlp_http"] as { headers: string }).headers,
        "${file:/etc/otelcol-headers/headers.json}",
      );
    }
  });
});

describe("the place of a receiver", () => {
  for (const [url, peer, port] of [
    ["http://10.0.0.7:4318", { ipBlock: { cidr: "10.0.0.7/32" } }, 4318],
    [
      "http://loki.logs.svc.cluster.local:3100",
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "logs" } } },
      3100,
    ],
    ["http://tempo.example", undefined, 80],
    ["https://tempo.example/otlp", undefined, 443],
  ] as const) {
    it(`is found in ${url}`, () => {
      const { to, ports: open } = egressTo(url) as { to: unknown[]; ports: unknown };
      assert.deepEqual(open, [{ protocol: "TCP", port }]);
      if (peer === undefined) assert.match(JSON.stringify(to), /0\.0\.0\.0\/0.*10\.0\.0\.0\/8/);
      else assert.deepEqual(to, [peer]);
    });
  }
});

describe("the settings of traces and logs", () => {
  const refused: readonly (readonly [Change, string])[] = [
    [
      { tracingEndpoint: "tempo:4317" },
      'tracingEndpoint: came "tempo:4317", expected an http or https URL, or ""',
    ],
    [
      { tracingEndpoint: "http://tempo:4318/v1/traces" },
      'tracingEndpoint: came "http://tempo:4318/v1/traces", expected the receiver\'s URL without /v1/traces, which is put behind it',
    ],
    [
      { logsEndpoint: "https://user:pass@logs.example" },
      'logsEndpoint: came "https://[…]", expected a URL without user, query and fragment; what is secret belongs into logsHeaders',
    ],
    [
      { logsEndpoint: "https://logs.example?key=1" },
      'logsEndpoint: came "https://[…]", expected a URL without user, query and fragment; what is secret belongs into logsHeaders',
    ],
    [
      { tracingEndpoint: "http://[::1]:4318" },
      'tracingEndpoint: came "http://[::1]:4318", expected a host\'s name or IPv4 address',
    ],
    ...["0", "1.5", "-1", "half"].map((came): readonly [Change, string] => [
      { ...tracing, tracingSampleRatio: came },
      `tracingSampleRatio: came "${came}", expected a number above 0 and at most 1, such as 0.01`,
    ]),
    [
      { ...tracing, tracingVia: "jaeger" },
      'tracingVia: came "jaeger", expected one of collector, direct',
    ],
    [
      { ...direct, ...headers("tracingHeaders") },
      'tracingHeaders: came "[secret]", expected none with tracingVia direct: the clients take secrets as flags only, for all to read; a collector reads them from a file',
    ],
    [
      headers("tracingHeaders"),
      'tracingHeaders: came "[secret]", expected none without tracingEndpoint',
    ],
    [headers("logsHeaders"), 'logsHeaders: came "[secret]", expected none without logsEndpoint'],
    [
      { ...logs, logsHeaders: JSON.stringify({ "a b": "c" }) },
      'logsHeaders.a b: came "[secret]", expected HTTP headers, such as {Authorization: …}',
    ],
    [
      { ...logs, logsHeaders: JSON.stringify({ a: "c\nd" }) },
      'logsHeaders.a: came "[secret]", expected text of one line',
    ],
    [
      { ...logs, logsProtocol: "syslog" },
      'logsProtocol: came "syslog", expected one of otlp, loki',
    ],
    [
      { logsEndpoint: "http://loki:3100/loki/api/v1/push", logsProtocol: "loki" },
      'logsEndpoint: came "http://loki:3100/loki/api/v1/push", expected Loki\'s URL without a path with logsProtocol loki: /otlp/v1/logs is put behind it',
    ],
  ];
  for (const [change, message] of refused) {
    it(`are refused: ${JSON.stringify(change)}`, async () => {
      assert.equal(await refusal("hoodi", change), `ethnode:${message}`);
    });
  }

  it("are refused where no client is known to send traces", async () => {
    const clients = { executionClient: "reth", consensusClient: "teku" };
    assert.match(
      await refusal("hoodi", { ...tracing, ...clients }),
      /^ethnode:tracingEndpoint: came "http:.*, expected "", since none of the stack's clients is one of geth and prysm/,
    );
    await settingsOf("hoodi", { ...tracing, consensusClient: "teku" });
  });

  it("are refused where a client is too old to send traces", async () => {
    assert.match(
      await refusal("hoodi", { ...tracing, clientVersions: JSON.stringify({ geth: "1.16.9" }) }),
      /ethnode:clientVersions\.geth: came "1\.16\.9", expected 1\.17\.0 or newer with tracingEndpoint/,
    );
  });
});
