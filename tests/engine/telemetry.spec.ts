import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { parse, stringify } from "yaml";

import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { waitFor } from "../../local/support/wait.ts";
import type { MonthlyCost } from "../../stack/capacity.ts";
import { sharedApiServer } from "../support/apiServer.ts";
import type { ApiServer } from "../support/apiServer.ts";
import { podsOf } from "../support/dryRun.ts";
import { EngineFixture } from "../support/engine.ts";
import { kubernetesObjects, runStack } from "../support/runStack.ts";
import { ensureStorageClass } from "../support/storageClass.ts";

const namespaces = ["ethereum", "monitoring", "monitoring-host", "monitoring-logs"];
const key = "of-the-test-and-nowhere-else";

describe("a stack that sends its traces and logs", () => {
  let api: ApiServer;
  let engine: EngineFixture;

  before(async () => {
    api = await sharedApiServer();
    await ensureStorageClass(api.client);
    engine = await EngineFixture.ofProject(api.kubeconfig, "dev");
    const file = parse(await readFile(engine.configFile, "utf8")) as {
      config: Record<string, unknown>;
    };
    Object.assign(file.config, {
      "ethnode:tracingEndpoint": "http://tempo.observability.svc:4318",
      "ethnode:tracingHeaders": { Authorization: `Bearer ${key}-1` },
      "ethnode:logsEndpoint": "https://logs.example",
      "ethnode:logsHeaders": { Authorization: `Bearer ${key}-2` },
      "ethnode:prices": { currency: "EUR", diskGibMonth: 1, cpuMonth: 10, memoryGibMonth: 1 },
    });
    await writeFile(engine.configFile, stringify(file));
  });
  after(async () => {
    for (const name of namespaces) {
      await api.client.send({ method: "DELETE", path: `/api/v1/namespaces/${name}` });
    }
    await engine.remove();
  });

  const up = (...types: string[]): Promise<string> =>
    engine.ok(
      ...["up", "--yes", "--skip-preview", "--non-interactive"],
      ...["--config-file", engine.configFile, "--target", "**ethnode:index:*::*"],
      ...[
        "Namespace",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        ...types,
      ].flatMap((type) => ["--target", `**:${type}::*`]),
    );

  it("is accepted by the API server as a whole, without a warning, and tells its cost", async () => {
    await up();
    const labels = async (name: string) => {
      const live = await api.client.get(`/api/v1/namespaces/${name}`);
      return (live?.["metadata"] as { labels: Record<string, string> }).labels;
    };
    const enforced = "pod-security.kubernetes.io/enforce";
    assert.equal((await labels("monitoring"))[enforced], "restricted");
    assert.equal((await labels("monitoring-logs"))[enforced], "privileged");
    const text = await engine.ok(
      ...["preview", "--non-interactive", "--config-file", engine.configFile],
    );
    assert.doesNotMatch(text, /\bwarning:/);
    assert.match(text, /DaemonSet otel-logs/);
    assert.match(text, /Deployment otel-traces/);
    const { monthlyCost } = JSON.parse(await engine.ok("stack", "output", "--json")) as {
      monthlyCost: MonthlyCost;
    };
    assert.equal(monthlyCost.nodes["node-0"]?.total, 9.91);
  });

  it("may run its collector of logs, with that folder read-only and no other", async () => {
    const settings = { "ethnode:logsEndpoint": "https://logs.example" };
    await runStack("dev", settings);
    const [pod] = kubernetesObjects()
      .filter(({ kind, metadata }) => kind === "DaemonSet" && metadata.name === "otel-logs")
      .flatMap(podsOf);
    assert.ok(pod !== undefined);
    const post = (change: (text: string) => string) =>
      api.client.send({
        method: "POST",
        path: "/api/v1/namespaces/monitoring-logs/pods?dryRun=All",
        body: JSON.parse(change(JSON.stringify(pod))) as PropertyMap,
      });
    // An admission policy is in force some time after it was made.
    await waitFor(
      "the policy",
      () =>
        assert
          .rejects(
            post((text) => text.replaceAll('"path":"/var/log/pods"', '"path":"/etc"')),
            /hostPath of \/var\/log\/pods/,
          )
          .then(() => true),
      { timeout: 60_000, interval: 1000 },
    );
    await assert.rejects(
      post((text) => text.replaceAll('"readOnly":true', '"readOnly":false')),
      /readOnly/,
    );
    await post((text) => text);
  });

  it("keeps its headers as ciphertext in the state, and in one Secret each", async () => {
    await up("Secret", "RandomBytes", "RandomPassword");
    assert.ok(!(await engine.exported()).includes(key));
    const secrets = (await engine.resources()).filter(
      ({ type, urn }) => type === "kubernetes:core/v1:Secret" && /otel-/.test(urn),
    );
    assert.equal(secrets.length, 2);
    for (const { id } of secrets) {
      const [namespace = "", name = ""] = (id ?? "").split("/");
      const live = await api.client.get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
      const { data } = live as unknown as { data: Record<string, string> };
      assert.match(Buffer.from(data["headers.json"] ?? "", "base64").toString(), new RegExp(key));
    }
  });
});
