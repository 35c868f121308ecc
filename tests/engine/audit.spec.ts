import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

import type { ApiRequest } from "../../local/plugins/kubernetes/client.ts";
import { waitFor } from "../../local/support/wait.ts";
import { sharedApiServer, type ApiServer } from "../support/apiServer.ts";

const namespace = "audited";
const core = `/api/v1/namespaces/${namespace}`;
const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
const secretValue = randomBytes(16).toString("hex");

/** What the tests read of an audit event. */
interface AuditEvent {
  readonly level: string;
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
  readonly objectRef?: {
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace?: string;
  };
  readonly requestObject?: Readonly<Record<string, unknown>>;
  readonly responseObject?: unknown;
}

/** Done in this order; the last is what the log is waited for by. */
const requests: readonly ApiRequest[] = [
  make(core, "Secret", { metadata: { name: "key" }, stringData: { key: secretValue } }),
  { method: "GET", path: `${core}/secrets/key` },
  { method: "GET", path: `${core}/secrets` },
  make(core, "ConfigMap", { metadata: { name: "file" }, data: { key: secretValue } }),
  { method: "GET", path: `${core}/configmaps/file` },
  make("/apis/authentication.k8s.io/v1", "TokenReview", { spec: { token: secretValue } }),
  make(core, "Pod", {
    metadata: { name: "shell" },
    spec: { containers: [{ name: "shell", image: "none" }] },
  }),
  { method: "GET", path: `${core}/pods/shell` },
  ...["exec", "attach", "portforward"].map((way): ApiRequest => {
    return { method: "POST", path: `${core}/pods/shell/${way}`, query: { command: "id" } };
  }),
  make(rbac, "RoleBinding", {
    metadata: { name: "given" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "anne" }],
  }),
  { method: "DELETE", path: `${rbac}/rolebindings/given` },
];

/** What the log has to say of each, in order: all else of the namespace that these are is not kept. */
const told = [
  "Metadata create secrets",
  "Metadata get secrets",
  "Metadata list secrets",
  "Metadata create configmaps",
  "Metadata get configmaps",
  "Metadata create tokenreviews",
  "Metadata create pods",
  "Request create pods/exec, begun",
  "Request create pods/exec",
  "Request create pods/attach, begun",
  "Request create pods/attach",
  "Request create pods/portforward, begun",
  "Request create pods/portforward",
  "Request create rolebindings",
  "Request delete rolebindings",
];

describe("what the audit policy keeps on a real API server", () => {
  let events: AuditEvent[] = [];
  let log = "";

  before(async function () {
    this.timeout(120_000);
    const api = await sharedApiServer();
    await api.client.send(make("/api/v1", "Namespace", { metadata: { name: namespace } }));
    for (const request of requests) {
      // No kubelet is there to let anyone in: trying is told of all the same.
      if (/exec|attach|portforward/.test(request.path))
        await assert.rejects(api.client.send(request));
      else await api.client.send(request);
    }
    const last = told.at(-1) ?? "";
    await waitFor(
      "the last of them in the audit log",
      async () => {
        [log, events] = await audited(api);
        return events.some((event) => summary(event) === last);
      },
      { timeout: 30_000 },
    );
    await api.client.send({ method: "DELETE", path: `/api/v1/namespaces/${namespace}` });
  });

  it("is each read of a secret or ConfigMap, each way into a pod and each change of rights, and no other read", () => {
    assert.deepEqual(events.map(summary), told);
  });

  it("says who it was", () => {
    for (const event of events) assert.equal(event.user.username, "admin", summary(event));
  });

  it("is never what a secret, a ConfigMap or a token is", () => {
    assert.ok(!log.includes(secretValue), "the value is in the log");
    assert.ok(!log.includes(Buffer.from(secretValue).toString("base64")), "in base64");
  });

  it("is which right was given to whom", () => {
    const given = events.find((event) => summary(event) === "Request create rolebindings");
    const [subject] = given?.requestObject?.["subjects"] as { name: string }[];
    assert.equal(subject?.name, "anne");
  });

  it("is an end of a request and not its beginning, without the answer", () => {
    for (const event of events) {
      assert.notEqual(event.stage, "RequestReceived", summary(event));
      assert.equal(event.responseObject, undefined, summary(event));
    }
  });
});

function make(path: string, kind: string, body: Record<string, unknown>): ApiRequest {
  return { method: "POST", path: `${path}/${kind.toLowerCase()}s`, body: { kind, ...body } };
}

/** All of the log, and what is in it of this test. */
async function audited({ auditLog }: ApiServer): Promise<[string, AuditEvent[]]> {
  const log = await readFile(auditLog, "utf8");
  const lines = log.slice(0, log.lastIndexOf("\n") + 1).split("\n");
  const events = lines.filter(Boolean).map((line) => JSON.parse(line) as AuditEvent);
  const ours = events.filter(({ user, requestURI, objectRef }) => {
    if (user.username !== "admin") return false;
    return objectRef?.resource === "tokenreviews" || requestURI.includes(`/${namespace}/`);
  });
  return [log, ours];
}

function summary({ level, verb, objectRef, stage }: AuditEvent): string {
  // Told as it begins as well, since it may last for hours.
  const begun = stage === "ResponseStarted" ? ", begun" : "";
  const { resource = "", subresource } = objectRef ?? {};
  return `${level} ${verb} ${resource}${subresource === undefined ? "" : `/${subresource}`}${begun}`;
}
