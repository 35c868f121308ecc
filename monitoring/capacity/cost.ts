import { bytes } from "../../sizing/quantity.ts";
import { costParts, type CostPart } from "./series.ts";

/** What a month of each part costs, in one currency. */
export interface Prices {
  /** Three letters of ISO 4217: `EUR`. */
  readonly currency: string;
  /** A month of one GiB of a volume. */
  readonly diskGibMonth: number;
  /** A month of one CPU, a vCPU of a cloud. */
  readonly cpuMonth: number;
  /** A month of one GiB of memory. */
  readonly memoryGibMonth: number;
}

/** What a node asks Kubernetes for, all its containers and claims together. */
export interface NodeRequests {
  readonly name: string;
  /** GiB of its claims. */
  readonly diskGib: number;
  /** CPUs. */
  readonly cpu: number;
  /** GiB of memory. */
  readonly memoryGib: number;
}

/** What capacity is counted from. */
export interface Capacity {
  /** Absent: there are no costs. */
  readonly prices?: Prices | undefined;
  readonly nodes: readonly NodeRequests[];
}

/** A month's cost by part. */
export type Cost = Readonly<Record<CostPart, number>>;

/** What a node costs a month by what it asks for, used or not: that much is kept for it. */
export function requestedCost(prices: Prices, node: NodeRequests): Cost {
  return {
    disk: node.diskGib * prices.diskGibMonth,
    cpu: node.cpu * prices.cpuMonth,
    memory: node.memoryGib * prices.memoryGibMonth,
  };
}

export const total = (cost: Cost): number => costParts.reduce((sum, part) => sum + cost[part], 0);

/**
 * CPUs of a Kubernetes quantity: `2`, `0.5` or `500m`.
 *
 * @returns not a number where it is no quantity
 */
export function cpus(quantity: string): number {
  const milli = /^(\d+)m$/.exec(quantity);
  return milli === null ? bytes(quantity) : Number(milli[1]) / 1000;
}
