import type * as pulumi from "@pulumi/pulumi";
import { geth } from "./clients/geth.ts";
import { ExecutionNode, type ExecutionNodeArgs } from "./executionNode.ts";

/** A Geth on Kubernetes, usable alone. */
export class GethNode extends ExecutionNode {
  constructor(name: string, args: ExecutionNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super(name, geth, args, opts);
  }
}
