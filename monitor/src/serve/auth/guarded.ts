import { BlockList, isIP } from "node:net";

import type { ListenAddress } from "../../cli/listen.ts";
import { UsageError } from "../../cli/usageError.ts";
import type { AccessSettings } from "./settings.ts";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

function isLoopback(host: string): boolean {
  if (host === "localhost") return true;
  const family = isIP(host);
  return family !== 0 && LOOPBACK.check(host, family === 6 ? "ipv6" : "ipv4");
}

/**
 * Sees that a server whom others can reach has been told who may. In a pod it is told by the cluster: its NetworkPolicy lets
 * in only who is meant to.
 *
 * @throws {UsageError} when it has not
 */
export function assertGuarded(
  { host, port }: ListenAddress,
  access: AccessSettings | undefined,
  env: NodeJS.ProcessEnv,
): void {
  const told = access?.tokensFile ?? access?.anonymousRole;
  if (told !== undefined || isLoopback(host) || env["KUBERNETES_SERVICE_HOST"] !== undefined)
    return;
  throw new UsageError(
    `--listen: ${host}:${port} came, which others can reach; expected --listen 127.0.0.1:${port}, --tokens-file FILE, or --anonymous-role viewer`,
  );
}
