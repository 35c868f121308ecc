import assert from "node:assert/strict";
import { dirname } from "node:path";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { allComponents } from "../../../local/cluster/components/all.ts";
import { renderKubeconfig } from "../../../local/cluster/kubeconfig.ts";
import { configDir, runDir, stateDir } from "../../../local/cluster/layout.ts";
import { authorityArgs, certificateArgs, certificates } from "../../../local/cluster/pki.ts";
import { translate } from "../../../local/cluster/program.ts";
import { type Claim, growth } from "../../../local/cluster/volumeGrowth.ts";
import { run } from "../../../local/support/command.ts";

const key = Buffer.alloc(32, 7).toString("base64");
const components = allComponents(key);
const argsOf = (name: string): readonly string[] =>
  components.find((each) => each.name === name)?.args ?? assert.fail(name);

describe("the cluster's programs", () => {
  it("need only each other, and not in a circle", () => {
    const order: string[] = [];
    for (let left = [...components]; left.length > 0;) {
      const next = left.filter(({ after }) => after.every((name) => order.includes(name)));
      assert.notEqual(next.length, 0, `never started: ${left.map(({ name }) => name).join(", ")}`);
      order.push(...next.map(({ name }) => name));
      left = left.filter((each) => !next.includes(each));
    }
    assert.equal(order.length, components.length);
  });

  it("write their files into the configuration folder only", () => {
    const files = components.flatMap((component) => component.files);
    assert.ok(files.length > 5);
    for (const { path } of files) assert.ok(`${dirname(path)}/`.startsWith(`${configDir}/`), path);
  });

  it("show readiness by certificates that exist", () => {
    const names = new Set(certificates.map(({ name }) => name));
    for (const { ready } of components) {
      if (ready.kind === "http" && ready.client !== undefined) assert.ok(names.has(ready.client));
    }
  });

  for (const [name, flags] of [
    [
      "kube-apiserver",
      [
        "--anonymous-auth=false",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--kubelet-preferred-address-types=InternalIP",
      ],
    ],
    ["etcd", ["--client-cert-auth=true"]],
    ["kube-controller-manager", ["--use-service-account-credentials=true"]],
    ["kube-router", ["--run-firewall=true", "--run-router=false", "--run-service-proxy=false"]],
  ] as const) {
    it(`${name} runs with ${flags.join(" ")}`, () => {
      for (const flag of flags) assert.ok(argsOf(name).includes(flag), flag);
    });
  }

  it("has every secret encrypted before it is stored", () => {
    const file = components
      .find(({ name }) => name === "kube-apiserver")
      ?.files.find(({ path }) => path.endsWith("encryption.json"));
    const config = JSON.parse(file?.content ?? "") as {
      resources: {
        resources: string[];
        providers: { secretbox?: { keys: { secret: string }[] } }[];
      }[];
    };
    assert.deepEqual(config.resources[0]?.resources, ["secrets"]);
    // The first provider is the one that writes.
    assert.equal(config.resources[0].providers[0]?.secretbox?.keys[0]?.secret, key);
    assert.ok(!argsOf("kube-apiserver").some((arg) => arg.includes(key)));
  });

  it("keeps what they write below the cluster's own folders", () => {
    for (const { name, args } of components) {
      for (const path of args.flatMap(
        (arg) => /=?(\/(?:var|run|etc|opt)\/\S*)$/.exec(arg)?.[1] ?? [],
      )) {
        const own = path.startsWith(`${stateDir}/`) || path.startsWith(`${runDir}/`);
        assert.ok(own, `${name}: ${path}`);
      }
    }
  });
});

describe("certificates", () => {
  it("are one per purpose: no two share a name or a user of one authority", () => {
    const users = certificates
      .filter(({ serves }) => serves === undefined)
      .map(({ authority, commonName }) => `${authority}/${commonName}`);
    assert.equal(new Set(users).size, users.length);
    assert.equal(new Set(certificates.map(({ name }) => name)).size, certificates.length);
  });

  it("give the administrator's group to the administrator only", () => {
    const masters = certificates.filter(({ organization }) => organization === "system:masters");
    assert.deepEqual(
      masters.map(({ name }) => name),
      ["admin-client"],
    );
  });

  it("are what openssl makes of them: a server's is no client's, both last a year", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ethnode-pki-"));
    const config = join(folder, "openssl.cnf");
    await writeFile(config, "[req]\ndistinguished_name = dn\n[dn]\n");
    const here = (args: readonly string[]): string[] =>
      args.map((arg) => arg.replace(/^.*\/pki\//, `${folder}/`));
    await run("openssl", here(authorityArgs("ca", config)));
    const authority = new X509Certificate(await readFile(join(folder, "ca.crt")));
    for (const name of ["kube-apiserver", "node-client"]) {
      const certificate = certificates.find((each) => each.name === name) ?? assert.fail(name);
      await run("openssl", here(certificateArgs(certificate, config)));
      const made = new X509Certificate(await readFile(join(folder, `${name}.crt`)));
      assert.ok(made.verify(authority.publicKey), name);
      assert.equal(made.ca, false);
      const [serverAuth, clientAuth] = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];
      assert.deepEqual(made.keyUsage, [name === "kube-apiserver" ? serverAuth : clientAuth]);
      const days = (Date.parse(made.validTo) - Date.parse(made.validFrom)) / 86_400_000;
      assert.equal(Math.round(days), 365);
    }
    const server = new X509Certificate(await readFile(join(folder, "kube-apiserver.crt")));
    assert.equal(server.checkIP("10.245.0.2"), "10.245.0.2");
    assert.equal(server.checkIP("10.96.0.1"), "10.96.0.1");
    assert.equal(server.checkHost("kubernetes.default.svc"), "kubernetes.default.svc");
    const node = new X509Certificate(await readFile(join(folder, "node-client.crt")));
    assert.equal(node.subject, "O=system:nodes\nCN=system:node:ethnode-local");
    await rm(folder, { recursive: true });
  });
});

describe("renderKubeconfig", () => {
  it("is one context with certificates inside", () => {
    const config = JSON.parse(
      renderKubeconfig({
        server: "https://x",
        user: "u",
        authority: "a",
        certificate: "c",
        key: "k",
      }),
    ) as Record<string, unknown>;
    const base64 = (text: string): string => Buffer.from(text).toString("base64");
    assert.deepEqual(config["users"], [
      {
        name: "u",
        user: { "client-certificate-data": base64("c"), "client-key-data": base64("k") },
      },
    ]);
    assert.deepEqual(config["clusters"], [
      {
        name: "ethnode-local",
        cluster: { server: "https://x", "certificate-authority-data": base64("a") },
      },
    ]);
    assert.equal(config["current-context"], "ethnode-local");
  });
});

describe("the cluster's manifests", () => {
  const read = async (name: string): Promise<Record<string, unknown>[]> =>
    parseAllDocuments(
      await readFile(
        join(import.meta.dirname, "../../../local/cluster/manifests", `${name}.yaml`),
        "utf8",
      ),
    ).map((document) => document.toJS() as Record<string, unknown>);

  it("have one default StorageClass, `standard`, that can grow", async () => {
    const [storage, ...more] = (await read("storage")).filter(
      ({ kind }) => kind === "StorageClass",
    );
    assert.deepEqual(more, []);
    assert.deepEqual(storage?.["metadata"], {
      name: "standard",
      annotations: {
        "storageclass.kubernetes.io/is-default-class": "true",
        // Of hostPath volumes a kubelet tells nothing.
        defaultVolumeType: "local",
      },
    });
    assert.equal(storage["allowVolumeExpansion"], true);
    assert.equal(storage["volumeBindingMode"], "WaitForFirstConsumer");
  });

  it("bind users that have a certificate, and none but the kubelet's API user twice", async () => {
    const users = (await read("roles"))
      .concat(await read("storage"))
      .filter(({ kind }) => kind === "ClusterRoleBinding")
      .flatMap(({ subjects }) => subjects as { name: string }[])
      .map(({ name }) => name);
    for (const user of users) {
      assert.ok(
        certificates.some(({ commonName }) => commonName === user),
        user,
      );
    }
  });
});

describe("translate", () => {
  it("drops types and names what it imports as it will be called", () => {
    const { code, imports } = translate(
      'import { a } from "./x.ts";\nimport type { T } from "../y.ts";\nexport { b } from "node:fs";\nexport const c: T = a;\n',
    );
    // A type's module is not there when the program runs.
    assert.deepEqual(imports, ["./x.ts"]);
    assert.match(code, /from "\.\/x\.js";/);
    assert.match(code, /from "node:fs"/);
    assert.doesNotMatch(code, /: T|y\./);
  });
});

describe("growth", () => {
  const claim = (storageClassName: string, phase: string, wanted: string, has: string): Claim => ({
    metadata: { name: "data", namespace: "ethereum" },
    spec: { storageClassName, volumeName: "pvc-1", resources: { requests: { storage: wanted } } },
    status: { phase, capacity: { storage: has } },
  });

  it("writes a bigger size on the volume first, then on the claim", () => {
    assert.deepEqual(growth([claim("standard", "Bound", "2Gi", "1Gi")]), [
      { path: "/api/v1/persistentvolumes/pvc-1", body: { spec: { capacity: { storage: "2Gi" } } } },
      {
        path: "/api/v1/namespaces/ethereum/persistentvolumeclaims/data/status",
        body: { status: { capacity: { storage: "2Gi" } } },
      },
    ]);
  });

  for (const [why, each] of [
    ["has its size", claim("standard", "Bound", "1Gi", "1Gi")],
    ["is of another class", claim("fast", "Bound", "2Gi", "1Gi")],
    ["is not bound", claim("standard", "Pending", "2Gi", "1Gi")],
  ] as const) {
    it(`leaves a claim alone that ${why}`, () => {
      assert.deepEqual(growth([each]), []);
    });
  }
});
