import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeArchive } from "../../../local/images/archive.ts";
import { type Entry, tarStream } from "../../../local/images/tar.ts";
import { run } from "../../../local/support/command.ts";
import { sha256 } from "../../../local/support/files.ts";

const text = (path: string, content: string, mode = 0o644): Entry => ({
  type: "content",
  path,
  content: Buffer.from(content),
  mode,
});

async function bytes(entries: readonly Entry[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of tarStream(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("tarStream", () => {
  const long = `${"d".repeat(90)}/${"e".repeat(60)}/${"f".repeat(95)}`;

  it("writes what tar(1) reads: modes, owners, links, long paths", async () => {
    const archive = await bytes([
      { type: "directory", path: "tmp", mode: 0o1777 },
      text("program", "x".repeat(513), 0o755),
      { type: "file", path: "self", source: import.meta.filename, size: await sizeOfSelf() },
      { type: "link", path: "sh", target: "program" },
      { ...text(long, "deep"), owner: 10001 },
    ]);
    const listing = await run("tar", ["--list", "--verbose", "--numeric-owner"], {
      input: archive,
      env: { PATH: process.env["PATH"], TZ: "UTC" },
    });
    const lines = listing
      .trim()
      .split("\n")
      .map((line) => line.replaceAll(/ +/g, " "));
    assert.deepEqual(lines, [
      "drwxrwxrwt 0/0 0 1970-01-01 00:00 tmp/",
      "-rwxr-xr-x 0/0 513 1970-01-01 00:00 program",
      `-rw-r--r-- 0/0 ${await sizeOfSelf()} 1970-01-01 00:00 self`,
      "lrwxrwxrwx 0/0 0 1970-01-01 00:00 sh -> program",
      `-rw-r--r-- 10001/10001 4 1970-01-01 00:00 ${long}`,
    ]);
    const self = await run("tar", ["--extract", "--to-stdout", "self"], { input: archive });
    assert.equal(self, await readFile(import.meta.filename, "utf8"));
  });

  it("refuses a path that ustar cannot hold", async () => {
    await assert.rejects(bytes([text("n".repeat(101), "")]), /path "n+" is too long/);
  });

  it("refuses a file whose size is not what was announced", async () => {
    const entry: Entry = { type: "file", path: "self", source: import.meta.filename, size: 1 };
    await assert.rejects(bytes([entry]), /has \d+ bytes, expected 1/);
  });

  async function sizeOfSelf(): Promise<number> {
    return (await readFile(import.meta.filename)).length;
  }
});

describe("writeArchive", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ethnode-"));
  });
  after(() => rm(folder, { recursive: true }));

  const image = {
    reference: "docker.io/library/example:1",
    entries: [text("hello", "world")],
    entrypoint: ["/hello"],
    user: "10001:10001",
    workingDirectory: "/",
    environment: ["A=b"],
  };

  it("gives the same bytes twice, and other ones for other content", async () => {
    const digest = await writeArchive(image, join(folder, "a.tar"));
    assert.equal(await writeArchive(image, join(folder, "b.tar")), digest);
    const [a, b] = await Promise.all([
      readFile(join(folder, "a.tar")),
      readFile(join(folder, "b.tar")),
    ]);
    assert.ok(a.equals(b));
    const other = { ...image, entries: [text("hello", "moon")] };
    assert.notEqual(await writeArchive(other, join(folder, "c.tar")), digest);
  });

  it("is an OCI layout whose digests hold from the index down to the layer", async () => {
    const archive = join(folder, "layout.tar");
    const digest = await writeArchive(image, archive);
    const blob = async (name: string): Promise<string> => {
      const content = await run("tar", [
        "-xOf",
        archive,
        `blobs/sha256/${name.replace("sha256:", "")}`,
      ]);
      assert.equal(`sha256:${sha256(content)}`, name);
      return content;
    };
    const index = JSON.parse(await run("tar", ["-xOf", archive, "index.json"])) as {
      manifests: { digest: string; annotations: Record<string, string> }[];
    };
    assert.equal(index.manifests[0]?.digest, digest);
    assert.equal(index.manifests[0].annotations["io.containerd.image.name"], image.reference);
    const manifest = JSON.parse(await blob(digest)) as {
      config: { digest: string };
      layers: { digest: string }[];
    };
    const config = JSON.parse(await blob(manifest.config.digest)) as {
      config: object;
      rootfs: { diff_ids: string[] };
    };
    assert.deepEqual(config.config, {
      User: "10001:10001",
      Env: ["A=b"],
      Entrypoint: ["/hello"],
      WorkingDir: "/",
    });
    const layer = manifest.layers[0]?.digest ?? "";
    assert.deepEqual(config.rootfs.diff_ids, [layer]);
    assert.match(await blob(layer), /^hello\0.*world/s);
  });
});
