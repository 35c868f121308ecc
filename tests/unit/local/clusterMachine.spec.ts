import assert from "node:assert/strict";
import { parseHierarchies } from "../../../local/cluster/cgroups.ts";
import { overlaps } from "../../../local/cluster/cidr.ts";
import { mountPoints } from "../../../local/cluster/cleanup.ts";
import { shellExports } from "../../../local/cluster/env.ts";
import { componentError } from "../../../local/cluster/follow.ts";
import { adminKubeconfig } from "../../../local/cluster/layout.ts";
import { withLock } from "../../../local/cluster/lock.ts";
import { findConflict } from "../../../local/cluster/network.ts";
import { userKubeconfig } from "../../../local/cluster/otherCluster.ts";
import { memoryOf, pidNamespace, processesIn } from "../../../local/cluster/processes.ts";
import { podNameServers } from "../../../local/cluster/resolvConf.ts";
import { run } from "../../../local/support/command.ts";
import { MachineError } from "../../../local/support/errors.ts";

describe("overlaps", () => {
  for (const [a, b, expected] of [
    ["10.244.0.0/16", "10.244.3.7", true],
    ["10.0.0.0/8", "10.244.0.0/16", true],
    ["10.245.0.0/30", "10.245.0.4/30", false],
    ["192.0.2.0/24", "10.96.0.0/16", false],
    ["0.0.0.0/0", "203.0.113.1", true],
  ] as const) {
    it(`${a} and ${b}: ${String(expected)}`, () => {
      assert.equal(overlaps(a, b), expected);
      assert.equal(overlaps(b, a), expected);
    });
  }

  it("names what is no range", () => {
    assert.throws(() => overlaps("fe80::/64", "10.0.0.0/8"), /"fe80::\/64" is no IPv4 range/);
  });
});

describe("findConflict", () => {
  it("finds a route in the cluster's way, not the default route nor the cluster's own", () => {
    const harmless = [
      { dst: "default", dev: "eth0" },
      { dst: "10.244.0.0/16", dev: "ethnode0" },
      { dst: "192.0.2.0/24", dev: "eth0" },
    ];
    assert.equal(findConflict(harmless), undefined);
    const vpn = { dst: "10.96.0.0/11", dev: "tun0" };
    assert.deepEqual(findConflict([...harmless, vpn]), { route: vpn, cidr: "10.96.0.0/16" });
  });
});

describe("parseHierarchies", () => {
  it("tells version 1 from version 2, side by side", () => {
    const mounts =
      "proc /proc proc rw 0 0\ncgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n";
    assert.deepEqual(parseHierarchies(mounts), [
      { path: "/sys/fs/cgroup/cpu", version: 1 },
      { path: "/sys/fs/cgroup/unified", version: 2 },
    ]);
  });
});

describe("mountPoints", () => {
  it("finds what is mounted at or below a folder and not beside it", () => {
    const line = (point: string): string => `36 35 98:0 / ${point} rw - ext4 /dev/x rw`;
    const text = ["/", "/var/lib/x", "/var/lib/x/a", "/var/lib/xy"].map(line).join("\n");
    assert.deepEqual(mountPoints(text, "/var/lib/x"), ["/var/lib/x", "/var/lib/x/a"]);
  });
});

describe("podNameServers", () => {
  for (const [what, files, expected] of [
    ["the machine's", ["nameserver 192.0.2.53\n"], ["192.0.2.53"]],
    [
      "systemd-resolved's own list behind its local address",
      ["nameserver 127.0.0.53\noptions edns0\n", "nameserver 192.0.2.1\nnameserver 192.0.2.2\n"],
      ["192.0.2.1", "192.0.2.2"],
    ],
    ["the node itself, where nobody answers, for want of any", ["search x\n"], ["10.245.0.2"]],
  ] as const) {
    it(`gives ${what}`, () => {
      assert.deepEqual(podNameServers(files), expected);
    });
  }
});

describe("userKubeconfig", () => {
  for (const [value, expected] of [
    [undefined, undefined],
    ["", undefined],
    [adminKubeconfig, undefined],
    ["/home/u/.kube/config", "/home/u/.kube/config"],
  ] as const) {
    it(`KUBECONFIG=${value ?? "(not set)"}: ${expected ?? "the local cluster"}`, () => {
      assert.equal(userKubeconfig(value === undefined ? {} : { KUBECONFIG: value }), expected);
    });
  }
});

describe("shellExports", () => {
  it("survives every character in a shell", async () => {
    const value = `a'b"c $HOME \`id\` \\ x`;
    const exports = shellExports({ ONE: value, TWO: "2" });
    assert.equal(await run("sh", ["-c", `${exports}\nprintf %s "$ONE$TWO"`]), `${value}2`);
  });
});

describe("componentError", () => {
  it("names the program, how it ended, its log and how to go on", () => {
    const { message } = componentError({
      name: "kube-scheduler",
      state: "failed",
      pid: undefined,
      restarts: 8,
      readyAfter: undefined,
      lastEnd: "exit code 1",
    });
    assert.match(message, /^kube-scheduler \(exit code 1, 8 times\) failed/);
    assert.match(message, /log: \S+\/kube-scheduler\.log/);
    assert.match(message, /to resume: make cluster-up/);
  });
});

describe("withLock", () => {
  const name = `\0ethnode-test-${process.pid}`;
  const lines: string[] = [];
  const options = { name, print: (line: string) => lines.push(line) };

  it("lets one in at a time and tells the other who is", async () => {
    let inside = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      assert.equal(inside, 1);
      await new Promise((resolve) => setTimeout(resolve, 100));
      inside -= 1;
    };
    await Promise.all([withLock("first", work, options), withLock("second", work, options)]);
    assert.deepEqual(lines, ["waiting for first"]);
  });

  it("gives up with the holder's name, and is free after a failure", async () => {
    await withLock(
      "cluster-up (process 17)",
      () =>
        assert.rejects(
          withLock("late", () => Promise.resolve(), { ...options, timeout: 0 }),
          (error: unknown) =>
            error instanceof MachineError &&
            error.message.startsWith("cluster-up (process 17) has been"),
        ),
      options,
    );
    await assert.rejects(
      withLock("a", () => Promise.reject(new Error("x")), options),
      /^Error: x$/,
    );
    await withLock("b", () => Promise.resolve(), options);
  });
});

describe("processes", () => {
  it("sees itself, its namespace and its memory", () => {
    const namespace = pidNamespace("self") ?? assert.fail();
    assert.ok(processesIn(namespace).some(({ pid }) => pid === process.pid));
    const { resident, proportional } = memoryOf(process.pid);
    assert.ok(resident > 20 * 1024 * 1024 && proportional <= resident);
    assert.deepEqual(memoryOf(2 ** 30), { resident: 0, proportional: 0 });
  });
});
