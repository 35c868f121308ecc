import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findAddress, NoAddressError } from "../src/advertise/where.ts";
import { Program } from "./support/program.ts";
import { says, type StunReply, StunTestServer } from "./support/stunServer.ts";

describe("where a pod is reached", () => {
  const stunServers = [{ host: "stun.example", port: 3478 }];
  const unasked = () => Promise.reject(new Error("asked"));

  it("is its Kubernetes node's address where that is public", async () => {
    assert.deepEqual(
      await findAddress({ nodeIp: "8.8.4.4", publicNetwork: true, stunServers }, unasked),
      { address: "8.8.4.4", from: "the Kubernetes node" },
    );
  });

  it("is its Kubernetes node's private address on a private chain, and no server is asked", async () => {
    assert.deepEqual(
      await findAddress({ nodeIp: "10.0.0.7", publicNetwork: false, stunServers }, unasked),
      { address: "10.0.0.7", from: "the Kubernetes node" },
    );
  });

  it("is what STUN servers see where the node's address is private and the network public", async () => {
    assert.deepEqual(
      await findAddress({ nodeIp: "10.0.0.7", publicNetwork: true, stunServers }, (servers) => {
        assert.deepEqual(servers, stunServers);
        return Promise.resolve("8.8.4.4");
      }),
      { address: "8.8.4.4", from: "STUN" },
    );
  });

  it("is nowhere when they do not agree, and the message has all that was tried", async () => {
    await assert.rejects(
      findAddress({ nodeIp: "10.0.0.7", publicNetwork: true, stunServers }, unasked),
      (error: Error) =>
        error instanceof NoAddressError &&
        error.message === "the Kubernetes node's address is 10.0.0.7, which is not public; asked",
    );
    await assert.rejects(
      findAddress({ nodeIp: "fd00::7", publicNetwork: false, stunServers }, unasked),
      /the Kubernetes node's address is fd00::7, expected an IPv4 address/,
    );
  });
});

describe("the advertise command", function () {
  this.timeout(30_000);
  let folder: string;
  const open: StunTestServer[] = [];
  const stun = async (...replies: StunReply[]) => {
    const servers = await Promise.all(
      replies.map((reply, index) => StunTestServer.open(reply, `127.0.0.${index + 1}`)),
    );
    open.push(...servers);
    return servers.map(({ host, port }) => `--stun=${host}:${port}`);
  };
  const run = async (...args: string[]) => {
    const program = new Program(["advertise", ...args]);
    const code = await program.exited;
    return { code, stdout: program.stdout, stderr: program.stderr };
  };
  const inFolder = (...names: string[]) => names.map((name) => join(folder, name));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "advertise-"));
    const [templates = "", out = ""] = inFolder("templates", "out");
    // As a mounted ConfigMap looks.
    await mkdir(join(templates, "..data"), { recursive: true });
    await mkdir(out);
    await writeFile(join(templates, "geth.toml"), 'NAT = "extip:ADVERTISED_ADDRESS"\n');
    await writeFile(join(templates, "other.toml"), "A = 1\n");
  });
  afterEach(async () => {
    for (const server of open.splice(0)) server.close();
    await rm(folder, { recursive: true });
  });

  it("writes copies of the templates with the address", async () => {
    const [templates, out = ""] = inFolder("templates", "out");
    const { code, stdout } = await run(
      ...["--node-ip=10.0.0.7", `--templates=${templates}`, `--output=${out}`],
    );
    assert.equal(code, 0);
    assert.match(stdout, /"address":"10\.0\.0\.7","from":"the Kubernetes node","msg":"announcing"/);
    assert.deepEqual((await readdir(out)).sort(), ["geth.toml", "other.toml"]);
    assert.equal(await readFile(join(out, "geth.toml"), "utf8"), 'NAT = "extip:10.0.0.7"\n');
    assert.equal(await readFile(join(out, "other.toml"), "utf8"), "A = 1\n");
  });

  it("asks the STUN servers on a public network and sets the key, what else is there stays", async () => {
    const [file = ""] = inFolder("client.yaml");
    await writeFile(file, 'checkpoint-sync-url: "https://example.org"\np2p-host-ip: "1.1.1.1"\n');
    const { code } = await run(
      ...["--node-ip=10.0.0.7", "--public-network", `--yaml=${file}`, "--yaml-key=p2p-host-ip"],
      ...(await stun(says("8.8.4.4"), says("8.8.4.4"))),
    );
    assert.equal(code, 0);
    assert.equal(
      await readFile(file, "utf8"),
      'checkpoint-sync-url: "https://example.org"\np2p-host-ip: "8.8.4.4"\n',
    );
  });

  it("ends with 1 and writes nothing where there is no address", async () => {
    const [templates, out = ""] = inFolder("templates", "out");
    const { code, stderr } = await run(
      ...["--node-ip=10.0.0.7", "--public-network", `--templates=${templates}`, `--output=${out}`],
      ...(await stun(says("8.8.4.4"), says("192.168.0.1"))),
    );
    assert.equal(code, 1);
    assert.match(
      stderr,
      /10\.0\.0\.7, which is not public; .*says 8\.8\.4\.4, .*says 192\.168\.0\.1, which is not public/,
    );
    assert.deepEqual(await readdir(out), []);
  });

  it("ends with 1 where no template has a place for the address", async () => {
    const [templates = "", out] = inFolder("templates", "out");
    await writeFile(join(templates, "geth.toml"), "");
    const { code, stderr } = await run(
      ...["--node-ip=10.0.0.7", `--templates=${templates}`, `--output=${out}`],
    );
    assert.equal(code, 1);
    assert.match(stderr, /no file with ADVERTISED_ADDRESS came/);
  });

  for (const [args, message] of [
    [["--templates=/t", "--output=/o"], /--node-ip: nothing came/],
    [["--node-ip=10.0.0.7"], /--templates: nothing came/],
    [["--node-ip=10.0.0.7", "--yaml=/y"], /--yaml-key: nothing came/],
    [
      ["--node-ip=10.0.0.7", "--templates=/t", "--output=/o", "--stun=stun.example"],
      /--stun: "stun\.example" came, expected host:port/,
    ],
  ] as const) {
    it(`ends with 2 for ${args.join(" ")}`, async () => {
      const { code, stderr } = await run(...args);
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }
});
