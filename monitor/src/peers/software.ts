import { memo } from "./memo.ts";

/** What a client's name says that it runs on, of closed lists and numbers only. Null: it does not say. */
export interface Software {
  /** Operating system. */
  readonly os: "linux" | "macos" | "windows" | "freebsd" | null;
  /** Processor architecture, by Go's names. */
  readonly arch: "amd64" | "arm64" | "386" | "arm" | "riscv64" | null;
  /** Language or runtime with its version, such as `go1.24.7` or `java21`. */
  readonly runtime: string | null;
}

/** Of a peer that tells nothing. */
export const NO_SOFTWARE: Software = { os: null, arch: null, runtime: null };

const SYSTEMS: Readonly<Record<string, Software["os"]>> = {
  linux: "linux",
  darwin: "macos",
  macos: "macos",
  osx: "macos",
  windows: "windows",
  win32: "windows",
  freebsd: "freebsd",
};

const ARCHITECTURES: Readonly<Record<string, Software["arch"]>> = {
  amd64: "amd64",
  x64: "amd64",
  x86_64: "amd64",
  arm64: "arm64",
  aarch64: "arm64",
  aarch_64: "arm64",
  x86: "386",
  i686: "386",
  "386": "386",
  arm: "arm",
  arm32: "arm",
  armv7: "arm",
  riscv64: "riscv64",
};

/** What else stands in a compiler's name of a platform (`x86_64-unknown-linux-gnu`). */
const FILLERS = new Set(["unknown", "pc", "apple", "gnu", "musl", "msvc", "gnueabihf"]);

const RUNTIME = /(?:^|[^a-z])(go|dotnet|rustc|nim|node|java)-?v?(\d{1,4}(?:\.\d{1,4}){0,2})(?!\d)/;

type Platform = Pick<Software, "os" | "arch">;

/** Reads a part that names a platform and nothing else: an operator's label may have such a word in it. */
function platform(part: string): Platform | null {
  let os: Software["os"] = null;
  let arch: Software["arch"] = null;
  for (const word of part.split(/[\s-]+/)) {
    if (Object.hasOwn(SYSTEMS, word)) os ??= SYSTEMS[word] ?? null;
    else if (Object.hasOwn(ARCHITECTURES, word)) arch ??= ARCHITECTURES[word] ?? null;
    else if (!FILLERS.has(word)) return null;
  }
  return os === null && arch === null ? null : { os, arch };
}

function parse(name: string): Software {
  const parts = name
    .toLowerCase()
    .split(/[/()]/)
    .slice(1)
    .map((part) => part.trim());
  const { os, arch } = parts.map(platform).find((found) => found !== null) ?? NO_SOFTWARE;
  const runtime = parts.map((part) => RUNTIME.exec(part)).find((found) => found !== null);
  return {
    os,
    arch,
    runtime: runtime == null ? null : `${runtime[1] ?? ""}${runtime[2] ?? ""}`,
  };
}

/**
 * Reads what a client runs on from its name: `linux-amd64/go1.24.7`, `x86_64-unknown-linux-gnu`, `(linux amd64)`,
 * `linux-x86_64/openjdk-java-21`. Its order is the client's own, so every part after the first is looked at.
 *
 * @param name made safe to print, at most 128 characters
 */
export const parseSoftware = memo(parse);
