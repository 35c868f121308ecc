import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { restrictedContainer } from "./kubernetes/podSecurity.ts";
import { monitorStepResources } from "./monitorStep.ts";

export interface AwaitHeadArgs {
  /** Image of the peer monitor, whose command `await-head` waits. */
  readonly image: string;
  /** The beacon node's API. */
  readonly beaconApiUrl: pulumi.Input<string>;
}

/**
 * Waits until a beacon node has the newest blocks, before its validators sign.
 *
 * For a node whose chain gives way to another's. Images come at different times, and a Prysm finds its peers half a minute after
 * its start: validators that begin at once build a chain of their own meanwhile, from which Prysm may not find back
 * (docs/decisions/0007).
 */
export const awaitHead = ({
  image,
  beaconApiUrl,
}: AwaitHeadArgs): k8s.types.input.core.v1.Container => ({
  name: "await-head",
  image,
  args: ["await-head", pulumi.interpolate`--beacon=${beaconApiUrl}`],
  resources: monitorStepResources,
  securityContext: restrictedContainer,
});
