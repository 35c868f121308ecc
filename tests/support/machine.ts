import { stopCluster, localClusterRuns } from "../../local/stack/localCluster.ts";
import { buildImages } from "../../local/images/images.ts";
import { ensurePackages } from "../../local/packages.ts";
import { tools } from "../../local/tools/catalog.ts";
import { ensureTools } from "../../local/tools/ensure.ts";

/** The machine, with everything built that the tests run. */
export interface Machine {
  /** Stops the local cluster if it did not run before. A stack that was on it is gone after the cluster stage. */
  readonly restore: () => Promise<void>;
}

/** Installs and builds what the tests run: Debian packages, tools, images. What is there already is kept. */
export async function prepareMachine(): Promise<Machine> {
  const ranBefore = localClusterRuns();
  await ensurePackages();
  await ensureTools(tools.map(({ name }) => name));
  await buildImages();
  return {
    restore: async () => {
      if (!ranBefore && localClusterRuns()) await stopCluster();
    },
  };
}
