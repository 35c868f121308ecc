import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where, on the client's volume, the files and the chain's identity are kept. */
const folderName = ".network-files";
const identityName = "identity";

/** What a client's volume says of the network whose chain is on it. */
export class ChainData {
  readonly #data: string;
  readonly #folder: string;

  /** @param data the client's data folder */
  constructor(data: string) {
    this.#data = data;
    this.#folder = join(data, folderName);
  }

  /** SHA-256 of the genesis that the data was made with; undefined where it was not written down. */
  async identity(): Promise<string | undefined> {
    try {
      return (await readFile(join(this.#folder, identityName), "utf8")).trim();
    } catch {
      return undefined;
    }
  }

  /** Writes down which genesis the data is made with. */
  async remember(identity: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const path = join(this.#folder, identityName);
    await writeFile(`${path}.new`, `${identity}\n`);
    await rename(`${path}.new`, path);
  }

  /** Keeps a copy of a file, so that the node can start when its server is away. */
  async keep(name: string, path: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await copyFile(path, join(this.#folder, `${name}.new`));
    await rename(join(this.#folder, `${name}.new`), join(this.#folder, name));
  }

  /** The path of the copy, whether there is one or not. */
  kept(name: string): string {
    return join(this.#folder, name);
  }

  /** Takes away the chain and everything else that the client wrote, but for the copies. */
  async drop(): Promise<string[]> {
    const names = (await readdir(this.#data)).filter(
      // A volume's own folder belongs to root and cannot be taken away.
      (name) => name !== folderName && name !== "lost+found",
    );
    for (const name of names) await rm(join(this.#data, name), { recursive: true });
    return names;
  }
}
