import { readdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { run } from "../support/command.ts";
import { MachineError } from "../support/errors.ts";
import { isNotFound } from "../support/files.ts";
import type { Entry, FileEntry } from "./tar.ts";

/** The user that the images run as unless the pod says otherwise. */
export const defaultUser = "10001:10001";

const certificates = "/etc/ssl/certs/ca-certificates.crt";

/**
 * What every image has beside its program: users, name service order, the CA certificates of this machine, and a /tmp
 * that all may write to (pods with a read-only root mount their own over it).
 * @throws MachineError when the machine has no CA certificates
 */
export async function baseEntries(): Promise<readonly Entry[]> {
  return [
    { type: "directory", path: "tmp", mode: 0o1777 },
    textEntry(
      "etc/passwd",
      [
        "root:x:0:0:root:/root:/sbin/nologin",
        "ethnode:x:10001:10001:ethnode:/tmp:/sbin/nologin",
        "nobody:x:65534:65534:nobody:/tmp:/sbin/nologin",
      ].join("\n"),
    ),
    textEntry("etc/group", "root:x:0:\nethnode:x:10001:\nnogroup:x:65534:"),
    // Without it, glibc and Go ask DNS before /etc/hosts.
    textEntry("etc/nsswitch.conf", "hosts: files dns"),
    { type: "content", path: certificates.slice(1), content: await readCertificates() },
  ];
}

/** A file of the machine at a path in the image; executable if `executable`. */
export async function fileEntry(
  source: string,
  path: string,
  executable: boolean,
): Promise<FileEntry> {
  const { size } = await stat(source);
  return { type: "file", path, source, size, mode: executable ? 0o755 : 0o644 };
}

/**
 * Every file and link below a folder, sorted, as entries below `path`. Folders come from `withFolders`.
 * @param accept whether a path, relative to the folder, belongs in the image, asked of folders too; default all
 */
export async function folderEntries(
  folder: string,
  path: string,
  accept: (relative: string) => boolean = () => true,
): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  // Not readdir's own recursion, which walks through links to folders.
  const walk = async (below: string): Promise<void> => {
    const children = await readdir(resolve(folder, below), { withFileTypes: true });
    for (const child of children.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const relative = below === "" ? child.name : `${below}/${child.name}`;
      if (!accept(relative)) continue;
      const source = resolve(folder, relative);
      const target = `${path}/${relative}`;
      if (child.isDirectory()) await walk(relative);
      else if (child.isSymbolicLink()) {
        entries.push({ type: "link", path: target, target: await readlink(source) });
      } else if (child.isFile()) {
        const { mode } = await stat(source);
        entries.push(await fileEntry(source, target, (mode & 0o100) !== 0));
      }
    }
  };
  await walk("");
  return entries;
}

/**
 * The shared libraries and the loader that a dynamic program needs, at the paths where it looks for them.
 * @throws CommandError when `ldd` does not know the program
 */
export async function libraryEntries(program: string): Promise<readonly Entry[]> {
  const paths = librariesOf(await run("ldd", [program]));
  return Promise.all(
    paths.map(async (path) => fileEntry(await realpath(path), path.slice(1), true)),
  );
}

/** The absolute paths in the output of `ldd`: `libc.so.6 => /lib/…/libc.so.6 (0x…)` or `/lib64/ld-linux… (0x…)`. */
export function librariesOf(output: string): readonly string[] {
  const paths = output
    .split("\n")
    .map((line) => /(?:=> |^\s+)(\/\S+) \(0x/.exec(line)?.[1])
    .filter((path) => path !== undefined);
  return [...new Set(paths)].sort();
}

/** Entries with each folder that they lie in, once, before what is in it. A folder that is given keeps its mode. */
export function withFolders(entries: readonly Entry[]): readonly Entry[] {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  for (const { path } of entries) {
    for (let cut = path.indexOf("/"); cut !== -1; cut = path.indexOf("/", cut + 1)) {
      const folder = path.slice(0, cut);
      if (!byPath.has(folder)) byPath.set(folder, { type: "directory", path: folder });
    }
  }
  // Code unit order puts "a" before "a/b": a folder precedes its content, on every machine alike.
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function textEntry(path: string, text: string): Entry {
  return { type: "content", path, content: Buffer.from(`${text}\n`) };
}

async function readCertificates(): Promise<Uint8Array> {
  try {
    return await readFile(certificates);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new MachineError(
      `no CA certificates at ${certificates}: install the package ca-certificates`,
    );
  }
}
