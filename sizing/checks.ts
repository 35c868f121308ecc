import { minBlobRetentionEpochs } from "./custody.ts";
import { cacheCeilingMb, memoryFloorMb } from "./memory.ts";
import { nodeSize, type NodeCase } from "./node.ts";
import { bytes, mebibytes } from "./quantity.ts";

/** A value of a stack's own that cannot work. */
export interface SizeProblem {
  /** The setting, without a prefix. */
  readonly key: string;
  readonly came: unknown;
  /** What would work, to follow the word "expected". */
  readonly expected: string;
}

/** What cannot work of the sizes that a stack gives a node. Each says the least that would. */
export function sizeProblems(node: NodeCase): SizeProblem[] {
  return [
    ...volumeProblem("executionStorage", node.execution.storage, execution(node)),
    ...volumeProblem("consensusStorage", node.consensus.storage, consensus(node)),
    ...memoryProblem(node),
    ...retentionProblem(node),
  ];
}

const execution = (node: NodeCase) => ({
  ...nodeSize(node).execution.preset,
  of: `${node.executionClient} with history ${node.history} on ${node.network.name}`,
});

const consensus = (node: NodeCase) => ({
  ...nodeSize(node).consensus.preset,
  of: `${node.consensusClient} with ${node.custody} custody on ${node.network.name}`,
});

function volumeProblem(
  key: string,
  came: string | undefined,
  { storageFloor, of, why }: { storageFloor: string; of: string; why: string },
): SizeProblem[] {
  return came === undefined || bytes(came) >= bytes(storageFloor)
    ? []
    : [{ key, came, expected: `at least ${storageFloor} for ${of}: ${why}` }];
}

/** Geth lowers a cache above a third of its memory by itself, so that what is asked for is not what runs. */
function memoryProblem(node: NodeCase): SizeProblem[] {
  if (node.executionClient !== "geth") return [];
  const { cacheMb, memory } = nodeSize(node).execution;
  const floor = memoryFloorMb(cacheMb);
  if (mebibytes(memory) >= floor) return [];
  // What the user wrote is what is wrong: the memory, unless only the cache is the stack's own.
  return node.execution.memory === undefined
    ? [
        {
          key: "executionCacheMb",
          came: cacheMb,
          expected: `at most ${cacheCeilingMb(memory)}, a third of executionMemory (${memory}): Geth would lower it by itself`,
        },
      ]
    : [
        {
          key: "executionMemory",
          came: memory,
          expected: `at least ${floor}Mi, 3 times executionCacheMb (${cacheMb}): Geth would lower its caches by itself`,
        },
      ];
}

function retentionProblem({ blobRetentionEpochs: came }: NodeCase): SizeProblem[] {
  return came >= minBlobRetentionEpochs
    ? []
    : [
        {
          key: "blobRetentionEpochs",
          came,
          expected: `at least ${minBlobRetentionEpochs}, which the network's rules ask for and Prysm does not start below`,
        },
      ];
}
