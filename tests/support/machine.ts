import { stopCluster, localClusterRuns } from "../../local/stack/localCluster.ts";
import { buildImages } from "../../local/images/images.ts";
import { browserPackages, ensurePackages, gatewayPackages } from "../../local/packages.ts";
import { tools } from "../../local/tools/catalog.ts";
import { ensureTools } from "../../local/tools/ensure.ts";

/** The machine, with everything built that the tests run. */
export interface Machine {
  /** Stops the local cluster if it did not run before. A stack that was on it is gone after the cluster stage. */
  readonly restore: () => Promise<void>;
}

/** What tests may want of a machine: the tools and images, a browser. */
export type Need = "tools" | "browser";

/** Installs and builds what the tests run: Debian packages, tools, images; a browser. What is there already is kept. */
export async function prepareMachine(needs: readonly Need[] = ["tools"]): Promise<Machine> {
  const ranBefore = localClusterRuns();
  // One after the other: dpkg has one lock.
  if (needs.includes("browser") && process.env["CHROMIUM"] === undefined) {
    await ensurePackages(browserPackages);
  }
  if (needs.includes("tools")) {
    await ensurePackages();
    await ensurePackages(gatewayPackages);
    await ensureTools(tools.map(({ name }) => name));
    await buildImages();
  }
  return {
    restore: async () => {
      if (!ranBefore && localClusterRuns()) await stopCluster();
    },
  };
}
