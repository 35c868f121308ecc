import { stopCluster, localClusterRuns } from "../../local/stack/localCluster.ts";
import { buildImages } from "../../local/images/images.ts";
import { browserPackages, ensurePackages, gatewayPackages } from "../../local/packages.ts";
import { tools } from "../../local/tools/catalog.ts";
import { ensureTools } from "../../local/tools/ensure.ts";

/** What tests may want of a machine, in the order in which it is made. */
const order = ["browser", "tools", "cluster"] as const;
export type Need = (typeof order)[number];

/** Tools that run only in a cluster. The tests before it need not wait for them. */
const ofCluster: ReadonlySet<string> = new Set([
  ...["kube-router", "coredns", "local-path-provisioner", "pause", "kube-state-metrics"],
  ...["node-exporter", "geth-previous", "p2p-probe"],
]);

const makers: Readonly<Record<Need, () => Promise<unknown>>> = {
  browser: async () => {
    if (process.env["CHROMIUM"] === undefined) await ensurePackages(browserPackages);
  },
  tools: async () => {
    await ensurePackages();
    await ensurePackages(gatewayPackages);
    await ensureTools(tools.map(({ name }) => name).filter((name) => !ofCluster.has(name)));
  },
  cluster: async () => {
    await ensureTools([...ofCluster]);
    await buildImages();
  },
};

/** The machine, on which what the tests run is being built. */
export interface Machine {
  /** When all of these are there. @throws what making them threw */
  readonly ready: (needs: readonly Need[]) => Promise<void>;
  /** Stops the local cluster if it did not run before. A stack that was on it is gone after the cluster stage. */
  readonly restore: () => Promise<void>;
}

/**
 * Begins to install and build what the tests run: a browser; Debian packages and tools; what only the cluster runs, and images. One
 * after the other, as dpkg has one lock and a compiler takes all of a machine. What is there already is kept.
 */
export function prepareMachine(needs: ReadonlySet<Need>): Machine {
  const ranBefore = localClusterRuns();
  const made = new Map<Need, Promise<unknown>>();
  let last: Promise<unknown> = Promise.resolve();
  for (const need of order.filter((one) => needs.has(one))) {
    last = last.then(makers[need]);
    // Until somebody awaits it, its failure is nobody's unhandled one.
    last.catch(() => undefined);
    made.set(need, last);
  }
  return {
    ready: async (wanted) => {
      for (const need of wanted) await made.get(need);
    },
    restore: async () => {
      if (!ranBefore && localClusterRuns()) await stopCluster();
    },
  };
}
