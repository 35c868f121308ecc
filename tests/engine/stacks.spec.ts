import assert from "node:assert/strict";
import { join } from "node:path";

import { repoDir } from "../../local/support/paths.ts";
import { sharedApiServer } from "../support/apiServer.ts";
import type { ApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";
import { ensureStorageClass } from "../support/storageClass.ts";

/** What a stack has to be, whatever its settings say in detail. */
interface Expectation {
  readonly stack: string;
  readonly namespaces: readonly string[];
  readonly claims: number;
  readonly kept: boolean;
}

const expectations: readonly Expectation[] = [
  { stack: "dev", namespaces: ["ethereum", "monitoring"], claims: 8, kept: false },
  {
    stack: "hoodi",
    namespaces: ["ethereum-hoodi", "monitoring-hoodi"],
    claims: 5,
    kept: true,
  },
  {
    stack: "sepolia",
    namespaces: ["ethereum-sepolia", "monitoring-sepolia"],
    claims: 5,
    kept: true,
  },
  {
    stack: "mainnet",
    namespaces: ["ethereum-mainnet", "monitoring-mainnet"],
    claims: 7,
    kept: true,
  },
];

/** What a namespace with folders of the machine is guarded by, and depends on. */
const guards = ["validatingadmissionpolicybindings", "validatingadmissionpolicies"];

// What is not proven here: that the pods run. No node is there to run them; tests/cluster has one.
describe("the stacks of this project", () => {
  let api: ApiServer;

  before(async () => {
    api = await sharedApiServer();
    await ensureStorageClass(api.client);
  });

  for (const { stack, namespaces, claims, kept } of expectations) {
    describe(stack, () => {
      let engine: EngineFixture;

      before(async () => {
        engine = await EngineFixture.ofProject(api.kubeconfig, stack);
      });

      after(async () => {
        const host = `${namespaces.at(-1) ?? ""}-host`;
        const paths = [
          ...[...namespaces, host].map((name) => `/api/v1/namespaces/${name}`),
          ...guards.map(
            (plural) => `/apis/admissionregistration.k8s.io/v1/${plural}/${host}-host-paths`,
          ),
        ];
        // Where claims are kept, the last test has taken the rest away.
        for (const path of paths) {
          if ((await api.client.get(path)) !== undefined) {
            await api.client.send({ method: "DELETE", path });
          }
        }
        await engine.remove();
      });

      const up = (...types: string[]): Promise<string> => engine.upOf(types);

      it("previews on an empty cluster, before its namespaces are there, and the policy pack finds nothing", async () => {
        const text = await engine.ok(
          ...["preview", "--non-interactive", "--config-file", engine.configFile],
          ...["--policy-pack", join(repoDir, "policy")],
        );
        assert.doesNotMatch(text, /\bwarning:/);
        assert.match(text, /Policies:\s+✅ ethnode@v0\.1\.0/);
        assert.doesNotMatch(text, /\[(?:mandatory|advisory)\]/);
        const kinds = ["StatefulSet", "Service", "NetworkPolicy", "PersistentVolumeClaim"];
        for (const kind of kinds) assert.match(text, new RegExp(`:${kind} `));
      });

      it("is accepted by the API server as a whole, under Pod Security restricted, without a warning", async () => {
        await up();
        for (const name of namespaces) {
          const live = await api.client.get(`/api/v1/namespaces/${name}`);
          const { labels } = live?.["metadata"] as { labels: Record<string, string> };
          assert.equal(labels["pod-security.kubernetes.io/enforce"], "restricted");
        }
        // Every object goes to the API server in a dry run now, into the namespaces that enforce it.
        const text = await engine.ok(
          ...["preview", "--non-interactive", "--config-file", engine.configFile],
        );
        assert.doesNotMatch(text, /\bwarning:/);
        assert.match(text, /\d+ to create/);
      });

      it("has no secret in clear in its state", async () => {
        await up("Secret", "RandomBytes", "RandomPassword");
        const secrets = secretTexts(
          JSON.parse(await engine.ok("stack", "export", "--show-secrets")),
        );
        const jwts = secrets.filter((text) => /^[0-9a-f]{64}$/.test(text));
        assert.ok(jwts.length > 0, "the JWT is among the secrets");
        const stored = await engine.exported();
        for (const text of secrets) {
          const bytes = Buffer.from(text, /^[0-9a-f]+$/.test(text) ? "hex" : "utf8");
          const forms = [text, Buffer.from(text).toString("base64"), bytes.toString("base64")];
          // A number or a word of a few letters stands everywhere.
          for (const form of forms.filter(({ length }) => length >= 16)) {
            assert.ok(!stored.includes(form.replace(/=+$/, "")), "a secret stands in the export");
          }
        }
      });

      it(`has claims that are ${kept ? "protected and retained" : "free to go"}`, async () => {
        await up("PersistentVolumeClaim");
        const found = (await engine.resources()).filter(
          ({ type }) => type === "kubernetes:core/v1:PersistentVolumeClaim",
        );
        // Of the peer monitor's past nothing is precious, whatever the stack is for.
        const past = found.filter(({ urn }) => urn.endsWith("::peer-monitor-history"));
        assert.deepEqual(
          past.map(({ protect = false, retainOnDelete = false }) => [protect, retainOnDelete]),
          [[false, false]],
        );
        const data = found.filter((claim) => !past.includes(claim));
        assert.equal(data.length, claims);
        for (const claim of data) {
          assert.equal(claim.protect ?? false, kept, claim.urn);
          assert.equal(claim.retainOnDelete ?? false, kept, claim.urn);
        }
        if (!kept) return;
        const refused = await engine.fails(
          ...["destroy", "--yes", "--skip-preview", "--non-interactive"],
          ...["--config-file", engine.configFile],
        );
        assert.match(refused, /protected/);
        for (const claim of data) {
          const [namespace = "", name = ""] = (claim.id ?? "").split("/");
          const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`;
          assert.notEqual(await api.client.get(path), undefined);
        }
      });
    });
  }
});

/** Every text inside a secret of an export that was made with --show-secrets. */
function secretTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(secretTexts);
  if (typeof value !== "object" || value === null) return [];
  if ("plaintext" in value && typeof value.plaintext === "string") {
    return allTexts(JSON.parse(value.plaintext));
  }
  return Object.values(value).flatMap(secretTexts);
}

function allTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(allTexts);
}
