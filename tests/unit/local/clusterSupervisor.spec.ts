import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Component } from "../../../local/cluster/component.ts";
import type { SupervisorSettings } from "../../../local/cluster/managedProcess.ts";
import { isReady } from "../../../local/cluster/ready.ts";
import { Supervisor } from "../../../local/cluster/supervisor.ts";
import type { ComponentStatus, SupervisorStatus } from "../../../local/cluster/supervisorStatus.ts";
import { waitFor } from "../../../local/support/wait.ts";

// Long enough that a program which ends at once has been seen to end, also where the machine is busy.
const runs = { kind: "running", milliseconds: 400 } as const;

function shell(name: string, script: string, rest: Partial<Component> = {}): Component {
  return {
    name,
    command: "sh",
    args: ["-c", script],
    env: {},
    files: [],
    after: [],
    ready: runs,
    ...rest,
  };
}

describe("Supervisor", () => {
  let folder: string;
  let last: SupervisorStatus | undefined;

  const settings = (): SupervisorSettings => ({
    logDir: folder,
    readyTimeout: 3000,
    attempts: 3,
    restartDelay: 10,
    interval: 10,
  });
  const supervise = (...components: Component[]): Supervisor =>
    new Supervisor(components, (status) => (last = status), settings());
  const status = (name: string): ComponentStatus => {
    const found = last?.components.find((each) => each.name === name);
    assert.ok(found, name);
    return found;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ethnode-supervisor-"));
    last = undefined;
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("starts a program only when those it needs are ready", async () => {
    const order = join(folder, "order");
    const supervisor = supervise(
      shell("second", `echo second >> ${order}; exec sleep 60`, { after: ["first"] }),
      shell("first", `sleep 0.2; echo first >> ${order}`, { ready: { kind: "exit" } }),
    );
    await supervisor.start();
    const lines = (): Promise<string[]> => readFile(order, "utf8").then((text) => text.split("\n"));
    await waitFor("both to have begun", async () => (await lines()).includes("second"), {
      timeout: 10_000,
      interval: 20,
    });
    await supervisor.stop(["first", "second"], 1000);
    assert.deepEqual(await lines(), ["first", "second", ""]);
  });

  it("writes a program's files, for its owner only, before it starts it", async () => {
    const path = join(folder, "config/program.json");
    const supervisor = supervise(
      shell("reader", `stat -c %a ${path} > ${path}.mode`, {
        files: [{ path, content: "{}" }],
        ready: { kind: "exit" },
      }),
    );
    await supervisor.start();
    assert.equal(await readFile(`${path}.mode`, "utf8"), "600\n");
  });

  it("starts a program again that dies, and counts", async () => {
    const supervisor = supervise(shell("mortal", "exec sleep 60"));
    await supervisor.start();
    const { pid } = status("mortal");
    assert.ok(pid !== undefined);
    process.kill(pid, "SIGKILL");
    await waitFor("a restart", () => Promise.resolve(status("mortal").restarts === 1), {
      timeout: 2000,
      interval: 10,
    });
    await waitFor("ready again", () => Promise.resolve(status("mortal").state === "ready"), {
      timeout: 2000,
      interval: 10,
    });
    assert.notEqual(status("mortal").pid, pid);
    assert.equal(status("mortal").lastEnd, "signal SIGKILL");
    await supervisor.stop(["mortal"], 1000);
    assert.equal(status("mortal").state, "stopped");
  });

  it("gives up a program that never gets ready, keeps its output, and starts none that needs it", async () => {
    const supervisor = supervise(
      shell("broken", "echo no such flag >&2; exit 3"),
      shell("needy", `touch ${folder}/needy`, { after: ["broken"], ready: { kind: "exit" } }),
    );
    await supervisor.start();
    assert.deepEqual(
      { ...status("broken"), pid: undefined },
      {
        name: "broken",
        state: "failed",
        pid: undefined,
        restarts: 3,
        readyAfter: undefined,
        lastEnd: "exit code 3",
      },
    );
    assert.equal(await readFile(join(folder, "broken.log"), "utf8"), "no such flag\n".repeat(3));
    assert.equal(existsSync(join(folder, "needy")), false);
    assert.equal(status("needy").state, "waiting");
  });

  it("gives up a program that runs but is not ready in time", async () => {
    const check = { kind: "socket", path: join(folder, "nobody") } as const;
    const slow = new Supervisor(
      [shell("slow", "exec sleep 60", { ready: check })],
      (now) => (last = now),
      { ...settings(), readyTimeout: 100 },
    );
    await slow.start();
    assert.equal(status("slow").state, "failed");
    assert.equal(status("slow").lastEnd, "signal SIGKILL");
  });

  it("gives up a program that does not exist", async () => {
    const supervisor = supervise({ ...shell("absent", ""), command: "no-such-program" });
    await supervisor.start();
    assert.equal(status("absent").state, "failed");
    assert.match(status("absent").lastEnd ?? "", /ENOENT/);
    await supervisor.stop(["absent"], 100);
  });

  it("kills a program that does not stop when asked", async () => {
    const deaf = join(folder, "deaf");
    const supervisor = supervise(
      shell("deaf", `trap '' TERM; touch ${deaf}; while :; do sleep 0.05; done`),
    );
    await supervisor.start();
    await waitFor("it to be deaf", () => Promise.resolve(existsSync(deaf)), {
      timeout: 10_000,
      interval: 20,
    });
    const begin = performance.now();
    await supervisor.stop(["deaf"], 200);
    const took = performance.now() - begin;
    assert.ok(took >= 190 && took < 2000, `took ${took} ms`);
    assert.equal(status("deaf").state, "stopped");
  });
});

describe("isReady", () => {
  it("takes 200 for ready and nothing else", async () => {
    let code = 503;
    const server = createServer((_request, response) => {
      response.writeHead(code).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const check = { kind: "http", url: `http://127.0.0.1:${port}/readyz` } as const;
    assert.equal(await isReady(check, { age: 0 }), false);
    code = 200;
    assert.equal(await isReady(check, { age: 0 }), true);
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await isReady(check, { age: 0 }), false);
  });

  it("takes a file that is no socket for not ready", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ethnode-ready-"));
    const path = join(folder, "file");
    await writeFile(path, "");
    assert.equal(await isReady({ kind: "socket", path }, { age: 0 }), false);
    await rm(folder, { recursive: true });
  });
});
