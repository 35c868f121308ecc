import { resolve } from "node:path";

/** The repository's root folder. */
export const repoDir = resolve(import.meta.dirname, "../..");

/**
 * Everything that can be made again: tools, images, the local cluster's files. Git ignores it. Default `<repo>/.cache`;
 * the environment variable `ETHNODE_CACHE` puts it elsewhere, so that several clones can share one.
 */
export const cacheDir = resolve(process.env["ETHNODE_CACHE"] ?? resolve(repoDir, ".cache"));

/** Where tool binaries are installed; first on PATH for everything that this project runs. */
export const binDir = resolve(cacheDir, "tools/bin");
