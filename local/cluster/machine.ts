import { runUnchecked } from "../support/command.ts";
import { CommandError, lastLines, MachineError } from "../support/errors.ts";

const otherCluster = "Or set KUBECONFIG to use another cluster.";

/** Kernel parts that may be modules. Each is loaded if it can be; whether it works is then tried. */
const modules = ["overlay", "br_netfilter", "nf_conntrack", "ip_set", "veth", "iptable_nat"];

/** What the cluster does inside its namespaces, each tried once in namespaces of its own. */
const trial = [
  "mount -t tmpfs tmpfs /mnt",
  "ip link add trial0 type bridge",
  "ip link add trial1 type veth peer name trial2",
  "iptables -t nat -A POSTROUTING -s 10.244.0.0/16 -j MASQUERADE",
  "ipset create trial hash:ip",
  "iptables -A FORWARD -m set --match-set trial src -j ACCEPT",
  "test -e /proc/sys/net/bridge/bridge-nf-call-iptables",
];

/**
 * Checks that this is Linux and root.
 * @throws MachineError that says what is missing
 */
export function checkUser(): void {
  if (process.platform !== "linux") {
    throw new MachineError(
      `the local cluster needs Linux; this machine is ${process.platform}. ${otherCluster}`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new MachineError(
      `the local cluster needs root; this is user ${process.getuid?.() ?? "unknown"}. Run it with sudo. ${otherCluster}`,
    );
  }
}

/**
 * Checks that the kernel lets this process have namespaces, bridges and packet rules of its own.
 * @throws MachineError that names what was refused
 */
export async function checkKernel(): Promise<void> {
  // Built into many kernels: then there is nothing to load and modprobe says so.
  await runUnchecked("modprobe", ["--all", "--quiet", ...modules]).catch(ignoreMissing);
  const { code, stderr } = await runUnchecked("unshare", [
    ...["--pid", "--net", "--mount", "--fork", "--mount-proc"],
    ...["sh", "-exc", trial.join("\n")],
  ]);
  if (code === 0) return;
  throw new MachineError(
    "this machine does not let the local cluster have what it needs (namespaces, bridges, packet rules), " +
      `as inside an unprivileged container:\n${lastLines(stderr, 4)}\n${otherCluster}`,
  );
}

/** A machine without modprobe has no modules. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof CommandError)) throw error;
}
