import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { KubernetesClient } from "../../local/plugins/kubernetes/client.ts";
import { repoDir } from "../../local/support/paths.ts";
import { users, type User } from "./apiServer.ts";

/** What each role may do with a resource, by verb. */
export type Rights = Readonly<Record<User, ReadonlySet<string>>>;

/** What the deployer reads beside the table, in all of the cluster. */
export const unnamespaced = [
  "clusterroles.rbac.authorization.k8s.io",
  "clusterrolebindings.rbac.authorization.k8s.io",
  "validatingadmissionpolicies.admissionregistration.k8s.io",
  "validatingadmissionpolicybindings.admissionregistration.k8s.io",
];

const single = ["get", "create", "delete", "list", "watch"];
const words: Readonly<Record<string, readonly string[]>> = {
  "–": [],
  read: ["get", "list", "watch"],
  change: ["update", "patch"],
  all: ["get", "list", "watch", "create", "update", "patch", "delete"],
  ...Object.fromEntries(single.map((verb) => [verb, [verb]])),
};

/** Asked of each resource, beside what it serves: verbs by which one becomes or makes another. */
const special = ["bind", "escalate", "impersonate", "deletecollection", "*"];

/** The verbs that a cell of the table means. */
export function verbsOf(cell: string): ReadonlySet<string> {
  return new Set(
    cell.split(/,\s*/).flatMap((word) => words[word] ?? assert.fail(`no verb "${word}"`)),
  );
}

/** The table of `docs/access.md` by resource: `pods/log`, `statefulsets.apps/scale`. */
export async function rightsTable(): Promise<ReadonlyMap<string, Rights>> {
  const text = await readFile(join(repoDir, "docs/access.md"), "utf8");
  const lines = text.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const head = lines.findIndex(([, first, second]) => first === "resource" && second === users[0]);
  assert.deepEqual(lines[head]?.slice(2, -1), users);
  const end = lines.findIndex((cells, index) => index > head && cells.length === 1);
  return new Map(
    lines.slice(head + 2, end).map(([, name = "", ...cells]) => {
      const of = (user: User): ReadonlySet<string> => verbsOf(cells[users.indexOf(user)] ?? "");
      return [
        name,
        {
          viewer: of("viewer"),
          operator: of("operator"),
          deployer: of("deployer"),
          "break-glass": of("break-glass"),
        },
      ];
    }),
  );
}

/** A resource and the verbs to ask about. */
export interface Asked {
  /** As in the table. */
  readonly name: string;
  /** The resource, and the subresource where it is one. */
  readonly path: readonly string[];
  readonly apiGroup: string;
  readonly verbs: readonly string[];
}

interface Served {
  readonly groupVersion: string;
  readonly resources: readonly { readonly name: string; readonly verbs: readonly string[] }[];
}

/** All that the API server serves, of the table what it does not serve, and the wildcard. */
export async function asked(
  client: KubernetesClient,
  table: ReadonlyMap<string, Rights>,
): Promise<readonly Asked[]> {
  const groups = (await client.get("/apis"))?.["groups"] as unknown as readonly {
    readonly preferredVersion: { readonly groupVersion: string };
  }[];
  const paths = groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`);
  const found = new Map<string, Asked>();
  const add = (apiGroup: string, resource: string, verbs: readonly string[]): void => {
    const path = resource.split("/");
    const whole = apiGroup === "" ? (path[0] ?? "") : `${path[0] ?? ""}.${apiGroup}`;
    const name = [whole, ...path.slice(1)].join("/");
    found.set(name, { name, path, apiGroup, verbs: [...new Set([...verbs, ...special])] });
  };
  for (const path of ["/api/v1", ...paths]) {
    const served = (await client.get(path)) as unknown as Served;
    const [version = "", apiGroup = ""] = served.groupVersion.split("/").toReversed();
    assert.match(version, /^v\d/);
    for (const { name, verbs } of served.resources) add(apiGroup, name, verbs);
  }
  for (const name of table.keys()) {
    const [whole = "", subresource] = name.split("/");
    const [resource = "", ...apiGroup] = whole.split(".");
    const path = [resource, ...(subresource === undefined ? [] : [subresource])].join("/");
    if (!found.has(name)) add(apiGroup.join("."), path, words["all"] ?? []);
  }
  add("*", "*", words["all"] ?? []);
  return [...found.values()];
}
