import { agentRequests } from "../components/peerAgent.ts";
import {
  cpus,
  requestedCost,
  total,
  type Capacity,
  type Cost,
  type NodeRequests,
  type Prices,
} from "../monitoring/capacity/cost.ts";
import type { NodeSettings, Settings } from "../settings/schema.ts";
import { nodeCase } from "../settings/nodeCase.ts";
import { nodeSize } from "../sizing/node.ts";
import { gibibytes } from "../sizing/quantity.ts";
import { validatorResources, validatorStorage } from "./nodes.ts";

/** What the rules count days and costs from. */
export const capacity = (settings: Settings): Capacity => ({
  prices: pricesOf(settings),
  nodes: settings.nodes.map((node) => requests(settings, node)),
});

/** The stack's prices. The checks of the settings have seen that there are all or none. */
function pricesOf({ prices }: Settings): Prices | undefined {
  const { currency, diskGibMonth, cpuMonth, memoryGibMonth } = prices;
  return currency === undefined ||
    diskGibMonth === undefined ||
    cpuMonth === undefined ||
    memoryGibMonth === undefined
    ? undefined
    : { currency, diskGibMonth, cpuMonth, memoryGibMonth };
}

/** All that a node asks for: its two clients, the agent beside one of them, and its validators. */
function requests(settings: Settings, node: NodeSettings): NodeRequests {
  const { execution, consensus } = nodeSize(nodeCase(settings, node));
  const validator =
    (node.validators ?? 0) === 0 ? [] : [{ ...validatorResources, storage: validatorStorage }];
  const all = [execution, consensus, { ...agentRequests, storage: "0" }, ...validator];
  const sum = (of: (one: (typeof all)[number]) => number) =>
    all.reduce((so, one) => so + of(one), 0);
  return {
    name: node.name,
    diskGib: sum(({ storage }) => gibibytes(storage)),
    cpu: sum(({ cpu }) => cpus(cpu)),
    memoryGib: sum(({ memory }) => gibibytes(memory)),
  };
}

/** What the nodes cost a month by what they ask for. */
export interface MonthlyCost {
  readonly currency: string;
  readonly total: number;
  readonly nodes: Readonly<Record<string, Cost & { readonly total: number }>>;
}

/** The output `monthlyCost`; where there are no prices, what to do about it. */
export function monthlyCost(settings: Settings): MonthlyCost | string {
  const { prices, nodes } = capacity(settings);
  if (prices === undefined) return "unknown: no prices are set (ethnode:prices)";
  const costs = nodes.map((node) => requestedCost(prices, node));
  return {
    currency: prices.currency,
    total: rounded(costs.reduce((sum, cost) => sum + total(cost), 0)),
    nodes: Object.fromEntries(
      nodes.map(({ name }, index) => {
        const { disk, cpu, memory } = costs[index] ?? { disk: 0, cpu: 0, memory: 0 };
        const cost = { disk, cpu, memory, total: disk + cpu + memory };
        return [name, mapValues(cost, rounded)];
      }),
    ),
  };
}

/** To hundredths. */
const rounded = (amount: number): number => Math.round(amount * 100) / 100;

const mapValues = <K extends string>(record: Record<K, number>, by: (value: number) => number) =>
  Object.fromEntries(
    Object.entries<number>(record).map(([key, value]) => [key, by(value)]),
  ) as Record<K, number>;
