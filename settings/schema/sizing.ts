import { custodies } from "../../sizing/custody.ts";
import * as value from "../values.ts";
import { oneOf } from "./shared.ts";

const history = oneOf(["all", "postMerge", "postPrague"]);

export const sizingSettings = {
  history: value.byPreset(history),
  custody: oneOf(custodies),
  backfill: value.flag,
  blobRetentionEpochs: value.integer(1),
  executionCacheMb: value.byPreset(value.integer(16)),
  executionStorage: value.byPreset(value.size),
  executionCpu: value.byPreset(value.cpu),
  executionMemory: value.byPreset(value.size),
  consensusStorage: value.byPreset(value.size),
  consensusCpu: value.byPreset(value.cpu),
  consensusMemory: value.byPreset(value.size),
};

/** What a node may have otherwise than the stack, because a volume that is there cannot follow. */
export const nodeSizing = {
  history: history.optional(),
  executionStorage: value.size.optional(),
  consensusStorage: value.size.optional(),
};
