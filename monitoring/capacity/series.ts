/** Series that the capacity rules record. */
export const recordedCapacity = {
  /** Days until a volume is full at the pace of the last window. Labels: network, node, layer, persistentvolumeclaim. */
  volumeDaysLeft: "ethnode:volume_days_left",
  /** Bytes that a volume's data grew by a day; below 0 where it shrinks. Labels as above. */
  volumeGrowth: "ethnode:volume_growth_bytes_per_day",
  /**
   * What a node costs a month, in the currency of the label `currency`. Labels: network, node, part (`disk`, `cpu`,
   * `memory`), currency, basis. There is none where no prices are set.
   */
  nodeMonthlyCost: "ethnode:node_monthly_cost",
} as const;

/** What a cost is counted from: what Kubernetes keeps for the node, or what the node really fills and uses. */
export type CostBasis = "requested" | "used";

/** What a node's cost is made of. */
export const costParts = ["disk", "cpu", "memory"] as const;
export type CostPart = (typeof costParts)[number];
