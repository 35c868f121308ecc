import assert from "node:assert/strict";

import type { Manifest } from "../../policy/manifest.ts";
import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { waitFor } from "../../local/support/wait.ts";
import { sharedApiServer } from "../support/apiServer.ts";
import type { ApiServer } from "../support/apiServer.ts";
import { badObjects, hostPort } from "../support/badObjects.ts";
import { EngineFixture } from "../support/engine.ts";
import { role, service, workload } from "../support/policyFixtures.ts";
import { ensureStorageClass } from "../support/storageClass.ts";

const guarded = "ethereum-mainnet";
const elsewhere = "unguarded";

/** What the pack refuses by a rule that the API server has no place for: Pulumi's protection, and what no namespace has. */
const ofPulumiOnly = ["chain-data-protected"];
const unnamespaced = ["ClusterRole"];

const paths: Readonly<Record<string, string>> = {
  Pod: "/api/v1/namespaces/NS/pods",
  Service: "/api/v1/namespaces/NS/services",
  StatefulSet: "/apis/apps/v1/namespaces/NS/statefulsets",
  Deployment: "/apis/apps/v1/namespaces/NS/deployments",
  Ingress: "/apis/networking.k8s.io/v1/namespaces/NS/ingresses",
  Role: "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles",
};

/** The object with what the API server asks of one beside what the rules read. */
function whole({ rules, spec, ...object }: Manifest, namespace: string): PropertyMap {
  const { kind } = object;
  const template = spec?.["template"] as { metadata: { labels: object } } | undefined;
  const own = kind === "StatefulSet" ? { serviceName: "none" } : {};
  const backend = { service: { name: "rpc", port: { number: 8545 } } };
  const body = {
    ...object,
    metadata: { ...object.metadata, namespace },
    ...(rules === undefined ? {} : { rules }),
    ...(kind === "Ingress" ? { spec: { defaultBackend: backend } } : {}),
    ...(spec === undefined ? {} : { spec }),
    ...(template === undefined
      ? {}
      : { spec: { ...spec, ...own, selector: { matchLabels: template.metadata.labels } } }),
  };
  // As it is sent: without what is undefined.
  return JSON.parse(JSON.stringify(body)) as PropertyMap;
}

describe("the policy pack's rules as the API server's own", () => {
  let api: ApiServer;
  let engine: EngineFixture;

  const enabled = ["--config", "ethnode:admissionPolicy=true"];
  const guards = (of: string): string[] =>
    ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"].map(
      (type) => `${of}:admissionregistration.k8s.io/v1:${type}::*`,
    );
  /** An `up` of these only. */
  const up = (...targets: string[]): string[] => [
    ...["up", "--yes", "--skip-preview", "--non-interactive", "--config-file", engine.configFile],
    ...enabled,
    ...targets.flatMap((target) => ["--target", target]),
  ];

  before(async function () {
    this.timeout("3m");
    api = await sharedApiServer();
    await ensureStorageClass(api.client);
    engine = await EngineFixture.ofProject(api.kubeconfig, "mainnet");
    await engine.ok(
      ...up("**ethnode:index:AdmissionPolicy::*", ...guards("**AdmissionPolicy$kubernetes")),
    );
    for (const name of [guarded, elsewhere])
      await api.client.send({
        method: "POST",
        path: "/api/v1/namespaces",
        body: { apiVersion: "v1", kind: "Namespace", metadata: { name } },
      });
    // The API server learns of a policy some moments later.
    await waitFor(
      "the policies to be in force",
      async () => (await refusals(role({ verbs: ["*"] }))).includes("rights-by-name"),
      { timeout: 30_000 },
    );
  });
  after(async () => {
    const destroy = ["destroy", "--yes", "--non-interactive", "--config-file", engine.configFile];
    await engine.ok(...destroy, ...enabled);
    await engine.remove();
  });

  /** What the API server says against making it; empty where it would. */
  async function refusals(object: Manifest, namespace = guarded): Promise<string> {
    const path = paths[object.kind] ?? assert.fail(object.kind);
    try {
      await api.client.send({
        method: "POST",
        path: path.replace("NS", namespace),
        query: { dryRun: "All" },
        body: whole(object, namespace),
      });
      return "";
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** A pod by hand, in place of what makes pods. */
  const asPod = (object: Manifest): Manifest | null => {
    const template = object.spec?.["template"] as { spec: Record<string, unknown> } | undefined;
    return template === undefined || object.kind !== "StatefulSet"
      ? null
      : { apiVersion: "v1", kind: "Pod", metadata: { name: "by-hand" }, spec: template.spec };
  };

  const tried = badObjects
    .filter(([, rule, { kind }]) => !ofPulumiOnly.includes(rule) && !unnamespaced.includes(kind))
    .flatMap(([what, rule, object]) => {
      const pod = rule === "one-validator" ? null : asPod(object);
      const both: readonly (readonly [string, string, Manifest])[] = [
        [what, rule, object],
        ...(pod === null ? [] : [[`${what}, by a pod`, rule, pod] as const]),
      ];
      return both;
    });

  for (const [what, rule, object] of tried) {
    it(`refuse ${what}`, async () => {
      const said = await refusals(object);
      // Some the API server refuses for a reason of its own, before any policy is asked.
      const own = /Invalid value|Required value|Forbidden: may not be specified|Invalid:/;
      const rules = [rule, ...(alias[rule] ?? [])];
      assert.ok(
        own.test(said) || rules.some((name) => said.includes(`${name}: `)),
        said === "" ? "it was let in" : said,
      );
    });
  }

  it("name the rule for all but what the API server itself cannot take", async () => {
    const silent: string[] = [];
    for (const [what, rule, object] of tried) {
      const said = await refusals(object);
      if (![rule, ...(alias[rule] ?? [])].some((name) => said.includes(`${name}: `)))
        silent.push(what);
    }
    assert.deepEqual(silent, [
      ...["no image", "no image, by a pod"],
      ...["a privileged container", "a privileged container, by a pod"],
    ]);
  });

  it("refuse that what signs is scaled by hand, and nothing else", async () => {
    const made = async (name: string, component: string) => {
      const object = workload({ component, spec: { replicas: 0 } });
      const path = (paths["StatefulSet"] ?? "").replace("NS", guarded);
      const named = { ...object, metadata: { ...object.metadata, name } };
      await api.client.send({ method: "POST", path, body: whole(named, guarded) });
      return `${path}/${name}`;
    };
    const scaled = (path: string, replicas: number) =>
      api.client.send({
        method: "PATCH",
        path: `${path}/scale`,
        contentType: "application/merge-patch+json",
        body: { spec: { replicas } },
      });
    const signer = await made("signer", "validator");
    await scaled(signer, 1);
    await assert.rejects(scaled(signer, 2), /one-validator: /);
    await scaled(await made("server", "execution"), 2);
  });

  it("let be what is as it should be, and what is another namespace's", async () => {
    const good = [
      workload({}),
      workload(hostPort(30303)),
      workload({ component: "validator" }),
      service("LoadBalancer", 13000),
      service("ClusterIP", 8545),
      role({}),
    ];
    for (const object of good) {
      assert.equal(await refusals(object), "", object.kind);
      const pod = asPod(object);
      if (pod !== null) assert.equal(await refusals(pod), "");
    }
    for (const bad of [service("LoadBalancer", 8545), role({ verbs: ["*"] })])
      assert.equal(await refusals(bad, elsewhere), "");
  });

  it("have no type error", async () => {
    const list = await api.client.get(
      "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
    );
    for (const policy of list?.["items"] as { metadata: { name: string }; status?: object }[])
      assert.doesNotMatch(JSON.stringify(policy.status ?? {}), /"warning"/, policy.metadata.name);
  });

  it("let all of this stack in, in its own namespaces, each object by a dry run", async () => {
    for (const name of [guarded, elsewhere]) {
      const path = `/api/v1/namespaces/${name}`;
      await api.client.send({ method: "DELETE", path });
      await waitFor(`${name} to be gone`, async () => !(await api.client.get(path)), {
        timeout: 60_000,
      });
    }
    await engine.ok(...up("**ethnode:index:*::*", "**:Namespace::*", ...guards("**")));
    const text = await engine.ok(
      ...["preview", "--non-interactive", "--config-file", engine.configFile, ...enabled],
    );
    assert.match(text, /:StatefulSet node-0-geth create/);
    assert.doesNotMatch(text, /\bwarning:|denied/);
  }).timeout("3m");
});

/** One rule of the API server stands for two of the pack. */
const alias: Readonly<Record<string, readonly string[]>> = {
  "internal-ports-stay-inside": ["only-p2p-outside", "host-ports-of-p2p"],
  "only-p2p-outside": ["host-ports-of-p2p"],
};
