/** A part of a program, as CycloneDX 1.6 has it. */
export interface Component {
  readonly type: "library" | "application";
  readonly name: string;
  readonly version: string;
  /** Package URL: https://github.com/package-url/purl-spec */
  readonly purl: string;
  /** The same, by which other documents point here. */
  readonly "bom-ref": string;
  readonly hashes?: readonly { readonly alg: "SHA-256" | "SHA-512"; readonly content: string }[];
  /** An expression of SPDX, or what is said in its place. Absent where the source does not tell. */
  readonly licenses?: readonly (
    { readonly expression: string } | { readonly license: { readonly name: string } }
  )[];
}

/** A list of a program's parts: https://cyclonedx.org/docs/1.6/json/ */
export interface Sbom {
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.6";
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

/** The list of a program's parts. It has no time and no number of its own: of the same program it is the same. */
export const sbomOf = (component: Component, components: readonly Component[]): Sbom => ({
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  version: 1,
  metadata: { component },
  components,
});
