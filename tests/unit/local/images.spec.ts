import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildImages, type BuiltImage, selectImages } from "../../../local/images/images.ts";
import { importImages, presentImages } from "../../../local/images/import.ts";
import { isPackage, isProductionSource } from "../../../local/images/monitor.ts";
import { folderEntries, librariesOf, withFolders } from "../../../local/images/rootfs.ts";
import type { Entry } from "../../../local/images/tar.ts";

const text = (path: string, content: string): Entry => ({
  type: "content",
  path,
  content: Buffer.from(content),
});

describe("root file system", () => {
  it("adds each folder once, before its content, and keeps a folder's own mode", () => {
    const entries = withFolders([
      text("etc/ssl/certs/ca", ""),
      text("etc/passwd", ""),
      { type: "directory", path: "tmp", mode: 0o1777 },
      text("tmp/kept", ""),
    ]);
    assert.deepEqual(
      entries.map((entry) => entry.path),
      ["etc", "etc/passwd", "etc/ssl", "etc/ssl/certs", "etc/ssl/certs/ca", "tmp", "tmp/kept"],
    );
    assert.deepEqual(entries.at(-2), { type: "directory", path: "tmp", mode: 0o1777 });
  });

  it("finds libraries and loader in what ldd prints, not the kernel's own", () => {
    const output = [
      "\tlinux-vdso.so.1 (0x00007ffd5b5d8000)",
      "\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f1e3b1e5000)",
      "\t/lib64/ld-linux-x86-64.so.2 (0x00007f1e3b2c9000)",
      "",
    ].join("\n");
    assert.deepEqual(librariesOf(output), [
      "/lib/x86_64-linux-gnu/libm.so.6",
      "/lib64/ld-linux-x86-64.so.2",
    ]);
  });

  it("takes a folder's files and links in order, without walking through links", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ethnode-"));
    try {
      await mkdir(join(folder, "b"));
      await writeFile(join(folder, "b/run"), "", { mode: 0o755 });
      await writeFile(join(folder, "b/skip"), "");
      await symlink("b", join(folder, "a"));
      const entries = await folderEntries(folder, "app", (path) => path !== "b/skip");
      assert.deepEqual(entries, [
        { type: "link", path: "app/a", target: "b" },
        { type: "file", path: "app/b/run", source: join(folder, "b/run"), size: 0, mode: 0o755 },
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("takes packages without npm's records, commands and the workspace itself", () => {
    assert.equal(isPackage("@hono/node-server/package.json"), true);
    assert.equal(isPackage(".package-lock.json"), false);
    assert.equal(isPackage("zod/node_modules/.bin/x"), false);
    assert.equal(isPackage("@ethnode/peer-monitor"), false);
  });

  it("leaves tests out of the peer monitor", () => {
    assert.equal(isProductionSource("serve/server.ts"), true);
    assert.equal(isProductionSource("show/page.html"), true);
    assert.equal(isProductionSource("serve/server.spec.ts"), false);
    assert.equal(isProductionSource("fixtures/peers.json"), false);
  });
});

describe("image catalog", () => {
  it("has the images that the cluster and the program ask for", () => {
    assert.deepEqual(
      selectImages().map((image) => image.reference),
      [
        "registry.k8s.io/pause:3.10",
        "docker.io/library/busybox:1.35.0",
        "docker.io/coredns/coredns:1.15.0",
        "docker.io/rancher/local-path-provisioner:v0.0.30",
        "docker.io/ethereum/client-go:v1.17.5",
        "docker.io/offchainlabs/prysm-beacon-chain:v7.0.0",
        "docker.io/offchainlabs/prysm-validator:v7.0.0",
        "docker.io/offchainlabs/prysm-prysmctl:v7.0.0",
        "docker.io/prom/prometheus:v3.10.0",
        "docker.io/prom/alertmanager:v0.28.1",
        "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.15.0",
        "quay.io/prometheus/node-exporter:v1.11.1",
        "docker.io/ethnode/peer-monitor:0.1.0",
      ],
    );
  });

  it("has an image for tests only where that is named", () => {
    const named = selectImages(["geth-previous", "geth"]).map(({ reference }) => reference);
    assert.deepEqual(named, [
      "docker.io/ethereum/client-go:v1.17.5",
      "docker.io/ethereum/client-go:v1.17.4",
    ]);
  });

  it("refuses an unknown name", async () => {
    await assert.rejects(buildImages(["gth"]), /unknown image "gth": expected one of pause, /);
  });
});

describe("importImages", () => {
  it("imports what is missing or differs, and pins the sandbox image", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ethnode-"));
    try {
      // Stands for ctr only as far as being asked goes; tests/cluster imports into a real containerd.
      const script = join(folder, "ctr");
      const calls = join(folder, "calls");
      const table = "REF TYPE DIGEST\ndocker.io/a:1 t sha256:same\ndocker.io/b:1 t sha256:old\n";
      await writeFile(
        script,
        `echo "$*" >> ${calls}\n[ "$4" = ls ] && printf '${table}'; exit 0\n`,
      );
      const image = (reference: string, digest: string): BuiltImage => ({
        name: reference,
        reference,
        digest: `sha256:${digest}`,
        archive: `/archives/${digest}`,
      });
      const imported = await importImages(
        ["sh", script],
        [
          image("docker.io/a:1", "same"),
          image("docker.io/b:1", "new"),
          image("registry.k8s.io/pause:3.10", "pause"),
        ],
        () => undefined,
      );
      assert.deepEqual(imported, ["docker.io/b:1", "registry.k8s.io/pause:3.10"]);
      assert.deepEqual((await readFile(calls, "utf8")).trim().split("\n"), [
        "--namespace k8s.io images ls",
        "--namespace k8s.io images import /archives/new",
        "--namespace k8s.io images import /archives/pause",
        "--namespace k8s.io images label registry.k8s.io/pause:3.10 io.cri-containerd.pinned=pinned",
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("presentImages", () => {
  it("reads the table of ctr images ls", () => {
    const table = [
      "REF TYPE DIGEST SIZE PLATFORMS LABELS",
      "docker.io/ethereum/client-go:v1.17.5 application/vnd.oci.image.manifest.v1+json sha256:aa 57.2 MiB linux/amd64 -",
      "",
    ].join("\n");
    assert.deepEqual(
      [...presentImages(table)],
      [["docker.io/ethereum/client-go:v1.17.5", "sha256:aa"]],
    );
  });
});
