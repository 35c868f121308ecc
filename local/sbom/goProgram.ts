import { run } from "../support/command.ts";
import { type Component, sbomOf, type Sbom } from "./component.ts";

/** What Go's linker writes into each program: `go version -m -json`. */
interface BuildInfo {
  readonly GoVersion: string;
  readonly Main: GoModule;
  readonly Deps?: readonly GoModule[];
}
interface GoModule {
  readonly Path: string;
  readonly Version?: string;
  /** `h1:` and base64 of the SHA-256 of its files, as in go.sum. */
  readonly Sum?: string;
  /** What was built in its place. */
  readonly Replace?: GoModule;
}

/**
 * The parts of a program that Go built: its modules, as its linker noted them, and Go's own library.
 *
 * @param path of the program
 * @throws CommandError where it is none that Go built
 */
export async function goProgramSbom(path: string): Promise<Sbom> {
  const text = await run("go", ["version", "-m", "-json", path]);
  const { GoVersion, Main, Deps = [] } = JSON.parse(text) as BuildInfo;
  const version = GoVersion.replace(/^go/, "").replace(/[ -].*$/, "");
  return sbomOf({ ...component(Main), type: "application" }, [
    component({ Path: "std", Version: version }),
    ...Deps.map(component),
  ]);
}

function component(module: GoModule): Component {
  const { Path, Version = "(devel)", Sum } = module.Replace ?? module;
  const purl = `pkg:golang/${Path}@${encodeURIComponent(Version)}`;
  const digest = Sum?.replace(/^h1:/, "");
  return {
    type: "library",
    name: Path,
    version: Version,
    purl,
    "bom-ref": purl,
    ...(digest === undefined
      ? {}
      : {
          hashes: [{ alg: "SHA-256", content: Buffer.from(digest, "base64").toString("hex") }],
        }),
  };
}
