import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { nodeReady, podSummaries } from "../../local/cluster/api.ts";
import { findInstance } from "../../local/cluster/instance.ts";
import { adminKubeconfig, kubeconfigDir, pkiDir } from "../../local/cluster/layout.ts";
import { processesIn } from "../../local/cluster/processes.ts";
import { run, runUnchecked, type RunResult } from "../../local/support/command.ts";
import { repoDir } from "../../local/support/paths.ts";
import { waitFor } from "../../local/support/wait.ts";

/** What a machine shows of a cluster, apart from its processes: mounts, interfaces, routes, rules, cgroups, settings, files. */
async function snapshot(): Promise<Record<string, string[]>> {
  const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");
  const folders = ["/", "/etc", "/opt", "/run", "/usr/lib", "/usr/libexec", "/var/lib", "/var/log"];
  const links = JSON.parse(await run("ip", ["-json", "link"])) as { ifname: string }[];
  const cgroups = readdirSync("/sys/fs/cgroup", { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => subfolders(join("/sys/fs/cgroup", name)));
  return {
    mounts: lines(readFileSync("/proc/mounts", "utf8")),
    links: links.map(({ ifname }) => ifname),
    routes: lines(await run("ip", ["route"])),
    // Without the counters and the times.
    rules: lines((await run("iptables-save", [])).replaceAll(/^#.*$|\[\d+:\d+\]/gm, "")),
    tables: lines(await run("nft", ["list", "tables"])),
    cgroups: cgroups.sort(),
    settings: [
      "net/ipv4/ip_forward",
      "net/ipv4/conf/all/accept_redirects",
      "vm/overcommit_memory",
      "kernel/panic",
      "kernel/panic_on_oops",
    ].map((name) => `${name}=${readFileSync(`/proc/sys/${name}`, "utf8").trim()}`),
    files: folders.flatMap(subfolders),
  };
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function command(name: "up" | "down" | "status"): Promise<RunResult> {
  const env = { ...process.env };
  delete env["KUBECONFIG"];
  const args = name === "up" ? ["--only-cluster"] : [];
  return runUnchecked(process.execPath, [join(repoDir, `local/cluster/${name}.ts`), ...args], {
    env,
  });
}

async function succeeds(name: "up" | "down" | "status"): Promise<RunResult> {
  const result = await command(name);
  assert.equal(result.code, 0, result.stderr);
  return result;
}

/** Starts and stops the machine's local cluster: whatever is deployed on it is lost. */
describe("the local cluster's life", function () {
  this.timeout(180_000);
  let untouched: Record<string, string[]>;

  before("there is none", async () => {
    await succeeds("down");
    untouched = await snapshot();
  });

  it("starts, and is ready when the command ends", async () => {
    await succeeds("up");
    assert.ok(await nodeReady());
    const pods = await podSummaries();
    assert.deepEqual(
      pods.map(({ ready }) => ready),
      [true],
    );
  });

  it("keeps keys and kubeconfigs for root alone", () => {
    for (const folder of [pkiDir, kubeconfigDir]) {
      assert.equal(statSync(folder).mode & 0o777, 0o700, folder);
    }
    const secret = [...subfolders(pkiDir), ...subfolders(kubeconfigDir), adminKubeconfig].filter(
      (path) => /\.(key|kubeconfig)$/.test(path),
    );
    assert.ok(secret.length > 15);
    for (const path of secret) assert.equal(statSync(path).mode & 0o777, 0o600, path);
  });

  it("shows an anonymous caller nothing, at the API server or the kubelet", async () => {
    for (const url of ["https://10.245.0.2:6443/version", "https://10.245.0.2:10250/pods"]) {
      const status = await run("curl", ["-sk", "-o", "/dev/null", "-w", "%{http_code}", url]);
      assert.equal(status, "401", url);
    }
  });

  it("does nothing when it is started again, in seconds", async () => {
    const instance = findInstance();
    const begin = performance.now();
    const { stderr } = await succeeds("up");
    assert.ok(performance.now() - begin < 15_000);
    assert.match(stderr, /cluster runs/);
    assert.deepEqual(findInstance(), instance);
  });

  it("starts a program again that was killed", async () => {
    const instance = findInstance() ?? assert.fail();
    const find = (): number | undefined =>
      processesIn(instance.namespace).find(({ command: [name] }) => name === "kube-scheduler")?.pid;
    const first = find() ?? assert.fail();
    process.kill(first, "SIGKILL");
    const second = await waitFor(
      "another kube-scheduler",
      () => Promise.resolve([find()].find((pid) => pid !== undefined && pid !== first)),
      { timeout: 10_000 },
    );
    assert.notEqual(second, first);
  });

  it("leaves nothing on the machine when it is stopped; stopping again does nothing", async () => {
    await succeeds("down");
    assert.equal(findInstance(), undefined);
    assert.deepEqual(await snapshot(), untouched);
    const { stderr } = await succeeds("down");
    assert.match(stderr, /no local cluster runs/);
  });

  it("starts once when it is started twice at the same time", async () => {
    const results = await Promise.all([command("up"), command("up")]);
    assert.deepEqual(
      results.map(({ code }) => code),
      [0, 0],
      results.map(({ stderr }) => stderr).join("\n"),
    );
    assert.equal(results.filter(({ stderr }) => stderr.includes("cluster runs")).length, 1);
  });

  it("is cleaned up at the next start after every process was killed at once", async () => {
    const instance = findInstance() ?? assert.fail();
    process.kill(instance.pid, "SIGKILL");
    await waitFor("the end", () => Promise.resolve(findInstance() === undefined), {
      timeout: 10_000,
    });
    const { stdout } = await succeeds("status");
    assert.match(stdout, /one was killed or did not start/);
    const { stderr } = await succeeds("up");
    assert.match(stderr, /cleaning up/);
    assert.ok(await nodeReady());
  });

  it("is cleaned up by a stop after every process was killed at once", async () => {
    const instance = findInstance() ?? assert.fail();
    process.kill(instance.pid, "SIGKILL");
    await succeeds("down");
    assert.deepEqual(await snapshot(), untouched);
  });
});
