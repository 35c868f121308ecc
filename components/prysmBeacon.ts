import type * as pulumi from "@pulumi/pulumi";
import { prysm } from "./clients/prysm.ts";
import { ConsensusNode, type ConsensusNodeArgs } from "./consensusNode.ts";

/** A Prysm beacon node on Kubernetes, usable alone with any execution client's engine API. */
export class PrysmBeacon extends ConsensusNode {
  constructor(name: string, args: ConsensusNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super(name, prysm, args, opts);
  }
}
