import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { logDir } from "../../local/cluster/layout.ts";
import { stateDir } from "../../local/engine/layout.ts";
import { askEngine } from "../support/clusterEngine.ts";
import { allObjects } from "../support/clusterObjects.ts";
import { containerLog, pod, pods } from "../support/clusterPods.ts";
import { forwardPort } from "../support/clusterPortForward.ts";
import { processTexts } from "../support/clusterProcesses.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import {
  engineToken,
  findSecret,
  jwtSecret,
  jwtSecretName,
  strangerSecret,
} from "../support/clusterSecrets.ts";
import { ensureStack, ethereum, monitoring, nodes } from "../support/clusterStack.ts";

describe("the secret of each node's engine API", () => {
  /** Names of the Secrets that the pods of each node mount, and the bytes in them. */
  const names: string[] = [];
  const secrets: Buffer[] = [];

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    for (const node of nodes) {
      const name = jwtSecretName(await pod(ethereum, `${node}-geth-0`));
      names.push(name);
      secrets.push(await jwtSecret(ethereum, name));
    }
  });
  reportFailures();

  /** Fails where one of the secrets is in a text, and says where and how, not what. */
  function assertSecretFree(what: string, text: Buffer | string): void {
    secrets.forEach((secret, index) => {
      const found = findSecret(secret, text);
      assert.deepEqual(found, [], `the secret of node ${index} is in ${what}`);
    });
  }

  it("is one Secret that both clients of a node mount, and another for each node", async () => {
    for (const [index, node] of nodes.entries()) {
      assert.equal(jwtSecretName(await pod(ethereum, `${node}-prysm-0`)), names[index]);
    }
    assert.equal(new Set(names).size, nodes.length);
    assert.equal(new Set(secrets.map((secret) => secret.toString("hex"))).size, nodes.length);
  });

  it("lets its bearer use the engine API, and answers 401 to everybody else", async () => {
    for (const [index, node] of nodes.entries()) {
      await using port = await forwardPort(ethereum, `pod/${node}-geth-0`, 8551);
      const status = (authorization: string | undefined): Promise<number> =>
        askEngine(port.url, authorization);
      const own = secrets[index] ?? Buffer.alloc(0);
      const others = secrets[1 - index] ?? Buffer.alloc(0);
      assert.deepEqual(
        {
          own: await status(`Bearer ${engineToken(own)}`),
          stranger: await status(`Bearer ${engineToken(strangerSecret())}`),
          "the other node's": await status(`Bearer ${engineToken(others)}`),
          none: await status(undefined),
        },
        { own: 200, stranger: 401, "the other node's": 401, none: 401 },
        node,
      );
    }
  });

  it("is found by this test where it is: in its Secret, however that is written", async () => {
    for (const [index, name] of names.entries()) {
      const secret = secrets[index] ?? Buffer.alloc(0);
      const object = (await allObjects()).find(({ title }) => title === `Secret/${name}`);
      assert.ok(object, `Secret ${name} is in no list`);
      assert.notDeepEqual(findSecret(secret, object.text), []);
      const hex = secret.toString("hex");
      for (const text of [secret, hex, `0x${hex}`, hex.toUpperCase()]) {
        assert.notDeepEqual(findSecret(secret, text), []);
        // As a part of something longer that was encoded as a whole.
        for (const before of ["", "a", "ab"]) {
          const whole = Buffer.concat([Buffer.from(before), Buffer.from(text), Buffer.from("z")]);
          assert.notDeepEqual(findSecret(secret, whole.toString("base64")), []);
          assert.notDeepEqual(findSecret(secret, whole.toString("base64url")), []);
        }
      }
    }
  });

  it("is in no object of the cluster but its Secret", async function () {
    const objects = await allObjects();
    for (const { title, text, textWithoutData } of objects) {
      assertSecretFree(
        title,
        names.some((name) => title === `Secret/${name}`) ? textWithoutData : text,
      );
    }
    note(this, `${objects.length} objects`);
  });

  it("is in no log of a container", async function () {
    let bytes = 0;
    for (const found of [...(await pods(ethereum)), ...(await pods(monitoring))]) {
      const statuses = found.status.containerStatuses ?? [];
      for (const { name } of [...(found.spec.initContainers ?? []), ...found.spec.containers]) {
        const log = await containerLog(found, name);
        assertSecretFree(`the log of ${found.metadata.name}/${name}`, log);
        bytes += log.length;
      }
      for (const { name } of statuses.filter(({ restartCount }) => restartCount > 0)) {
        const log = await containerLog(found, name, true);
        assertSecretFree(`the log of ${found.metadata.name}/${name} before its restart`, log);
      }
    }
    note(this, `${Math.round(bytes / 1024)} KiB`);
  });

  it("is in no log of the cluster's own programs", async () => {
    const files = await readdir(logDir);
    assert.ok(files.includes("kube-apiserver.log"));
    for (const file of files.filter((name) => name.endsWith(".log"))) {
      assertSecretFree(file, await readFile(join(logDir, file)));
    }
  });

  it("is in no argument and no environment variable of a process of this machine", () => {
    const texts = processTexts();
    const geths = texts.filter(({ arguments: text }) => text.includes("--authrpc.jwtsecret"));
    assert.ok(geths.length >= nodes.length, "the clients' processes are not seen from here");
    assert.ok(geths.every(({ environment }) => environment.includes("POD_IP=")));
    for (const { name, arguments: text, environment } of texts) {
      assertSecretFree(`the arguments of ${name}`, text);
      assertSecretFree(`the environment of ${name}`, environment);
    }
  });

  it("is nowhere in the stack's state but as ciphertext", async function () {
    const files = (await readdir(stateDir, { recursive: true, withFileTypes: true })).filter(
      (entry) => entry.isFile(),
    );
    const texts = await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return { path, text: await readFile(path) };
      }),
    );
    // The state knows the Secrets, so it has what is in them; and it says that this is encrypted.
    for (const name of names) {
      const knowing = texts.filter(
        ({ text }) => text.includes(name) && text.includes("ciphertext"),
      );
      assert.notDeepEqual(knowing, [], `no state speaks of the Secret ${name}`);
    }
    for (const { path, text } of texts) assertSecretFree(path, text);
    note(this, `${texts.length} files`);
  });
});
