import * as value from "../values.ts";
import { oneOf } from "./shared.ts";

export const sizingSettings = {
  history: oneOf(["all", "postMerge", "postPrague"]),
  executionCacheMb: value.integer(16),
  executionStorage: value.size,
  executionCpu: value.cpu,
  executionMemory: value.size,
  consensusStorage: value.size,
  consensusCpu: value.cpu,
  consensusMemory: value.size,
};
