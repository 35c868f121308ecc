import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { logDir } from "../../local/cluster/layout.ts";
import { stateDir } from "../../local/engine/layout.ts";
import { allObjects } from "../support/clusterObjects.ts";
import { containerLog, pods } from "../support/clusterPods.ts";
import { processTexts } from "../support/clusterProcesses.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { findSecret, type StackSecret, stackSecrets } from "../support/clusterSecrets.ts";
import { ensureStack, ethereum, monitoring, nodes } from "../support/clusterStack.ts";

describe("whatever the stack keeps in Secrets", () => {
  let secrets: readonly StackSecret[];

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    secrets = await stackSecrets(ethereum, monitoring);
  });
  reportFailures();

  /** Fails where one of the secrets is in a text, and says which, where and how, not what. */
  function assertSecretFree(what: string, text: Buffer | string, but?: string): void {
    for (const { owner, key, bytes } of secrets)
      if (owner !== but)
        assert.deepEqual(findSecret(bytes, text), [], `${key} of ${owner} is in ${what}`);
  }

  it("is the engine API's secret of each node, and the identity of each client", function () {
    const kinds = secrets.map(({ key }) => key);
    // The engine's, the execution client's and the consensus client's.
    assert.ok(kinds.length >= 3 * nodes.length, kinds.join(", "));
    assert.ok(kinds.filter((key) => key === "jwt.hex").length === nodes.length);
    assert.equal(new Set(secrets.map(({ bytes }) => bytes.toString("hex"))).size, secrets.length);
    note(this, kinds.join(", "));
  });

  it("is found by this test where it is: in its Secret, however that is written", async () => {
    const objects = await allObjects();
    for (const { owner, bytes } of secrets) {
      const object = objects.find(({ title }) => title === owner);
      assert.ok(object, `${owner} is in no list`);
      assert.notDeepEqual(findSecret(bytes, object.text), [], owner);
      const hex = bytes.toString("hex");
      for (const text of [bytes, hex, `0x${hex}`, hex.toUpperCase()]) {
        assert.notDeepEqual(findSecret(bytes, text), []);
        // As a part of something longer that was encoded as a whole.
        for (const before of ["", "a", "ab"]) {
          const whole = Buffer.concat([Buffer.from(before), Buffer.from(text), Buffer.from("z")]);
          assert.notDeepEqual(findSecret(bytes, whole.toString("base64")), []);
          assert.notDeepEqual(findSecret(bytes, whole.toString("base64url")), []);
        }
      }
    }
  });

  it("is in no object of the cluster but its Secret", async function () {
    const objects = await allObjects();
    for (const { title, text, textWithoutData } of objects) {
      assertSecretFree(title, textWithoutData);
      assertSecretFree(title, text, title);
    }
    const events = objects.filter(({ title }) => title.startsWith("Event/")).length;
    assert.ok(events > 0, "no events were looked at");
    note(this, `${objects.length} objects, ${events} of them events`);
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
    for (const { owner } of secrets) {
      const name = owner.replace("Secret/", "");
      const knowing = texts.filter(
        ({ text }) => text.includes(name) && text.includes("ciphertext"),
      );
      assert.notDeepEqual(knowing, [], `no state speaks of ${owner}`);
    }
    for (const { path, text } of texts) assertSecretFree(path, text);
    note(this, `${texts.length} files`);
  });
});
