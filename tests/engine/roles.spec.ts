import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { parse } from "yaml";

import { KubernetesClient, type ApiRequest } from "../../local/plugins/kubernetes/client.ts";
import { loadAccess } from "../../local/plugins/kubernetes/kubeconfig.ts";
import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { repoDir } from "../../local/support/paths.ts";
import { asked, rightsTable, unnamespaced, verbsOf } from "../support/accessTable.ts";
import { sharedApiServer, users, type ApiServer, type User } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";
import { ensureStorageClass } from "../support/storageClass.ts";

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const group = "rbac.authorization.k8s.io";
/** Names that no other test has. */
const nodes = "roles-nodes";
const monitoring = "roles-monitoring";
const namespaces = [nodes, monitoring, `${monitoring}-host`];

describe("the four roles, asked of a real API server", () => {
  let api: ApiServer;
  let engine: EngineFixture;
  const made: string[] = [];

  const settings = (): string[] => [
    ...["--config-file", engine.configFile],
    ...["--config", `ethnode:nodesNamespace=${nodes}`],
    // The test takes its volumes away.
    ...["--config", "ethnode:protectData=false"],
    ...["--config", `ethnode:monitoringNamespace=${monitoring}`],
  ];
  const up = (...types: string[]): string[] => [
    ...["up", "--yes", "--skip-preview", "--non-interactive", ...settings()],
    ...["--target", "**ethnode:index:*::*"],
    ...types.flatMap((type) => ["--target", `**${type}::*`]),
  ];

  /** Makes an object as the administrator. */
  const make = async (path: string, body: PropertyMap): Promise<void> => {
    await api.client.send({ method: "POST", path, body });
    made.push(`${path}/${(body["metadata"] as { name: string }).name}`);
  };
  const bind = (path: string, kind: string, role: string, user: User): Promise<void> =>
    make(path, {
      ...{ apiVersion: `${group}/v1`, kind },
      metadata: { name: `test-${role}` },
      roleRef: { apiGroup: group, kind: "ClusterRole", name: role },
      subjects: [{ apiGroup: group, kind: "User", name: user }],
    });

  // As docs/access.md says.
  before(async function () {
    this.timeout("5m");
    api = await sharedApiServer();
    await ensureStorageClass(api.client);
    const roles = parse(await readFile(join(repoDir, "access/roles.yaml"), "utf8")) as {
      items: PropertyMap[];
    };
    for (const role of roles.items) await make(`${rbac}/clusterroles`, role);
    engine = await EngineFixture.ofProject(api.kubeconfig, "mainnet");
    await engine.ok(
      ...up(
        "core/v1:Namespace",
        "rbac.authorization.k8s.io/v1:ClusterRole*",
        "admissionregistration.k8s.io/v1:*",
      ),
    );
    for (const namespace of namespaces) {
      const path = `${rbac}/namespaces/${namespace}/rolebindings`;
      for (const user of users) await bind(path, "RoleBinding", `ethnode-${user}`, user);
    }
    await bind(
      `${rbac}/clusterrolebindings`,
      "ClusterRoleBinding",
      "ethnode-deployer-cluster",
      "deployer",
    );
  });
  after(async () => {
    engine.env["KUBECONFIG"] = api.kubeconfig;
    await engine.ok("destroy", "--yes", "--non-interactive", ...settings());
    for (const path of made.toReversed())
      if ((await api.client.get(path)) !== undefined)
        await api.client.send({ method: "DELETE", path });
    await engine.remove();
  });

  /** Whether the API server says that a user may. */
  async function may(
    user: User,
    namespace: string | undefined,
    verb: string,
    [resource = "", subresource]: readonly string[],
    apiGroup: string,
  ): Promise<boolean> {
    const resourceAttributes = {
      ...{ verb, group: apiGroup, resource },
      ...(subresource === undefined ? {} : { subresource }),
      ...(namespace === undefined ? {} : { namespace, name: namespace }),
    };
    const { body } = await api.client.send({
      method: "POST",
      path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
      body: {
        ...{ apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview" },
        spec: { user, groups: ["system:authenticated"], resourceAttributes },
      },
    });
    return (body["status"] as { allowed: boolean }).allowed;
  }

  for (const user of users)
    it(`${user}: may what the table of docs/access.md says, and nothing else of what the server serves`, async function () {
      this.timeout("3m");
      const table = await rightsTable();
      const [wrong, allowed]: [string[], Set<string>] = [[], new Set()];
      for (const { name, path, apiGroup, verbs } of await asked(api.client, table))
        for (const verb of verbs)
          for (const namespace of [nodes, "default", undefined]) {
            const expected = unnamespaced.includes(name)
              ? user === "deployer" && verb === "get"
              : namespace === nodes && (table.get(name)?.[user].has(verb) ?? false);
            const answer = await may(user, namespace, verb, path, apiGroup);
            if (answer) allowed.add(name);
            if (answer !== expected)
              wrong.push(`${verb} ${name} in ${namespace ?? "all"}: ${answer ? "yes" : "no"}`);
          }
      // What everybody may: ask what they may.
      const own = /^create self\w+\.(?:authorization|authentication)\.k8s\.io in /;
      assert.deepEqual(
        wrong.filter((line) => !own.test(line)),
        [],
      );
      for (const [name, rights] of table)
        if (rights[user].size > 0) assert.ok(allowed.has(name), name);
    });

  it("the table has rows only of what one of them may", async () => {
    const table = await rightsTable();
    assert.ok(table.size >= 30, `${table.size} rows`);
    for (const [name, rights] of table)
      assert.ok(
        users.some((user) => rights[user].size > 0),
        name,
      );
  });

  it("a deployer deploys the stack, whose namespaces are there", async function () {
    this.timeout("5m");
    engine.env["KUBECONFIG"] = api.kubeconfigs.deployer;
    // Every object goes to the API server in a dry run.
    const preview = ["preview", "--non-interactive", ...settings()];
    const text = await engine.ok(...preview);
    assert.match(text, /\d+ to create/);
    assert.doesNotMatch(text, /forbidden/);
    // All that needs no pod to run before it counts as made.
    await engine.ok(
      ...up(
        ...["RandomBytes", "RandomPassword"].map((type) => `:${type}`),
        ...["Secret", "ConfigMap", "ServiceAccount", "PersistentVolumeClaim"].map(
          (kind) => `core/v1:${kind}`,
        ),
        "networking.k8s.io/v1:NetworkPolicy",
        "policy/v1:PodDisruptionBudget",
        ...["Role", "RoleBinding"].map((kind) => `rbac.authorization.k8s.io/v1:${kind}`),
      ),
    );
    const kinds = (await engine.resources()).map(({ type }) => type.split(":").at(-1));
    for (const kind of ["Secret", "NetworkPolicy", "RoleBinding", "PersistentVolumeClaim"])
      assert.ok(kinds.includes(kind), kind);
  });

  it("without the deployer's role the same is refused, by name", async () => {
    engine.env["KUBECONFIG"] = api.kubeconfigs.viewer;
    const text = await engine.fails("preview", "--non-interactive", ...settings());
    assert.match(text, /User "viewer" cannot (?:create|patch) resource/);
  });

  const core = `/api/v1/namespaces/${nodes}`;
  const tried: readonly (readonly [User, string, ApiRequest])[] = [
    [
      "deployer",
      "gives itself the operator's rights",
      {
        method: "POST",
        path: `${rbac}/namespaces/${nodes}/rolebindings`,
        body: {
          metadata: { name: "taken" },
          roleRef: { apiGroup: group, kind: "ClusterRole", name: "ethnode-operator" },
          subjects: [{ apiGroup: group, kind: "User", name: "deployer" }],
        },
      },
    ],
    [
      "deployer",
      "makes a Role of what it may not",
      {
        method: "POST",
        path: `${rbac}/namespaces/${nodes}/roles`,
        body: {
          metadata: { name: "taken" },
          rules: [{ apiGroups: [""], resources: ["pods/exec"], verbs: ["create"] }],
        },
      },
    ],
    [
      "deployer",
      "lets its namespace admit what is privileged",
      {
        method: "PATCH",
        path: core,
        contentType: "application/merge-patch+json",
        body: { metadata: { labels: { "pod-security.kubernetes.io/enforce": "privileged" } } },
      },
    ],
    ["viewer", "lists Secrets", { method: "GET", path: `${core}/secrets` }],
    ["operator", "lists Secrets", { method: "GET", path: `${core}/secrets` }],
    ["break-glass", "lists Secrets", { method: "GET", path: `${core}/secrets` }],
  ];
  for (const [user, what, request] of tried)
    it(`${user}: is refused where it ${what}`, async () => {
      const access = loadAccess({ kubeconfig: api.kubeconfigs[user] }, {});
      await assert.rejects(new KubernetesClient(access).send(request), { code: 403 });
      // The same by one who may: what is refused is the user, and not the request.
      const dry = request.method === "GET" ? {} : { query: { dryRun: "All" } };
      await api.client.send({ ...request, ...dry });
    });
});

it("verbs of the table are those that Kubernetes knows", () => {
  assert.deepEqual([...verbsOf("read, change")], ["get", "list", "watch", "update", "patch"]);
  assert.deepEqual([...verbsOf("–")], []);
  assert.throws(() => verbsOf("look"), /look/);
});
