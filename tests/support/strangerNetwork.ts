import { findInstance } from "../../local/cluster/instance.ts";
import { linkCidr, podCidr } from "../../local/cluster/layout.ts";
import { run, runUnchecked, type RunResult } from "../../local/support/command.ts";

/** Addresses that neither the cluster nor its link to the machine has. */
const stranger = { ip: "10.246.0.2", gateway: "10.246.0.1", bits: 30 } as const;
const name = "ethnode-stranger";
const interfaces = { inside: "stranger0", atNode: "stranger1" } as const;

/**
 * A network namespace of its own on this machine, with a cable to the cluster's Kubernetes node and nothing else: from it
 * the node is what a node on the internet is, an address with ports.
 */
export class StrangerNetwork implements AsyncDisposable {
  /** Its own address, as servers see it. */
  readonly ip = stranger.ip;

  /**
   * Makes it, in place of what an interrupted test may have left.
   *
   * @param more addresses that it has as well, the first of which it speaks with. With any of them it has a route to the pods too, as
   *   a machine of the cluster's own network has: what keeps it from them then is a policy only
   * @throws where no local cluster runs
   */
  static async open(...more: readonly string[]): Promise<StrangerNetwork> {
    const cluster = findInstance();
    if (cluster === undefined) throw new Error("no local cluster runs");
    const network = new StrangerNetwork();
    await network[Symbol.asyncDispose]();
    const atNode = (...args: string[]) =>
      run("nsenter", ["--target", String(cluster.pid), "--net", "ip", ...args]);
    const inside = (...args: string[]) => run("ip", ["-netns", name, ...args]);
    await run("ip", ["netns", "add", name]);
    // Made inside and handed over to the cluster: the machine's own namespace never has either end.
    await inside(
      ...["link", "add", interfaces.inside, "type", "veth"],
      ...["peer", "name", interfaces.atNode, "netns", String(cluster.pid)],
    );
    await inside("addr", "add", `${stranger.ip}/${stranger.bits}`, "dev", interfaces.inside);
    await inside("link", "set", interfaces.inside, "up");
    await inside("link", "set", "lo", "up");
    await atNode("addr", "add", `${stranger.gateway}/${stranger.bits}`, "dev", interfaces.atNode);
    await atNode("link", "set", interfaces.atNode, "up");
    // The node's own network and no more: no way to a pod but through what is exposed.
    await inside("route", "add", linkCidr, "via", stranger.gateway);
    for (const address of more) {
      await inside("addr", "add", `${address}/32`, "dev", interfaces.inside);
      await atNode("route", "add", `${address}/32`, "via", stranger.ip);
    }
    if (more[0] !== undefined)
      await inside("route", "add", podCidr, "via", stranger.gateway, "src", more[0]);
    return network;
  }

  /** How a program is run in it: what comes before its own command. */
  readonly command: readonly string[] = ["ip", "netns", "exec", name];

  /** Runs a program in it. */
  exec(program: string, ...args: string[]): Promise<RunResult> {
    return runUnchecked("ip", ["netns", "exec", name, program, ...args], { timeout: 60_000 });
  }

  /** Removes it. The cable goes with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await runUnchecked("ip", ["netns", "delete", name]);
  }
}
