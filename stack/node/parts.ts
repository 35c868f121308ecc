import type { FleetNode } from "../../components/fleet.ts";
import type { NodeSettings, Settings } from "../../settings/schema.ts";

/**
 * What the settings of one topic decide of a node: part of the arguments of its two clients. `nodes.ts` puts the topics
 * together; `pod` and `workload` of several topics are merged, of anything else the last one wins.
 */
export interface NodeParts {
  readonly execution: Partial<FleetNode["execution"]>;
  readonly consensus: Partial<FleetNode["consensus"]>;
}

/** A topic: what it makes of the stack's settings for one node. */
export type NodeTopic = (settings: Settings, node: NodeSettings) => NodeParts;
