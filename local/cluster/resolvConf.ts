import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { readIfExists } from "../support/files.ts";
import { nodeIp } from "./layout.ts";

/**
 * The name servers for pods, from the machine's resolver files. One on a loopback address can't be reached from a
 * pod, so systemd-resolved's list of the real ones is used where there is one.
 */
export function podNameServers(resolvConfs: readonly string[]): string[] {
  for (const text of resolvConfs) {
    const servers = [...text.matchAll(/^nameserver\s+([0-9.]+)\s*$/gm)]
      .map((match) => match[1] ?? "")
      .filter((server) => !server.startsWith("127."));
    if (servers.length > 0) return servers;
  }
  // Nothing listens there: names outside the cluster then fail at once, not after a time limit.
  return [nodeIp];
}

/** Writes the resolver file that the kubelet gives to pods with `dnsPolicy: Default`, CoreDNS among them. */
export async function writeResolvConf(path: string): Promise<void> {
  const texts = await Promise.all(
    ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"].map(readIfExists),
  );
  const servers = podNameServers(texts.filter((text) => text !== undefined));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, servers.map((server) => `nameserver ${server}\n`).join(""));
}
