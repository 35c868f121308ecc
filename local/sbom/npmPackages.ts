import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { repoDir } from "../support/paths.ts";
import { type Component, sbomOf, type Sbom } from "./component.ts";

interface Locked {
  readonly version?: string;
  /** Where it is not that of its folder. */
  readonly name?: string;
  /** `sha512-` and base64; absent for our own packages. */
  readonly integrity?: string;
  /** SPDX's identifier or expression, or a sentence. */
  readonly license?: string;
}

/**
 * The packages that come from npm, those for development too, as the lock file has them. Not by `npm sbom`: it gives up where
 * a package would rather have another version of one beside it.
 */
export async function npmSbom(): Promise<Sbom> {
  const { packages } = JSON.parse(await readFile(join(repoDir, "package-lock.json"), "utf8")) as {
    packages: Readonly<Record<string, Locked>>;
  };
  const { "": own = {}, ...others } = packages;
  const found = Object.entries(others)
    .filter(([, { integrity }]) => integrity !== undefined)
    .map(([path, locked]) => component(path.replace(/^.*node_modules\//, ""), locked));
  // One package may lie in several folders.
  const byRef = new Map(found.map((one) => [one["bom-ref"], one]));
  return sbomOf({ ...component("ethnode", own), type: "application" }, [...byRef.values()]);
}

function component(folder: string, { name = folder, version = "", ...rest }: Locked): Component {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const digest = rest.integrity?.replace(/^sha512-/, "");
  return {
    type: "library",
    name,
    version,
    purl,
    "bom-ref": purl,
    ...(digest === undefined
      ? {}
      : {
          hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }],
        }),
    ...(rest.license === undefined ? {} : { licenses: [licence(rest.license)] }),
  };
}

/** Some packages say a sentence in place of an expression. */
const licence = (text: string): NonNullable<Component["licenses"]>[number] =>
  text.startsWith("SEE ") ? { license: { name: text } } : { expression: text };
