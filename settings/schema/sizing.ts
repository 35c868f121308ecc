import { custodies } from "../../sizing/custody.ts";
import * as value from "../values.ts";
import { oneOf } from "./shared.ts";

export const sizingSettings = {
  history: value.byPreset(oneOf(["all", "postMerge", "postPrague"])),
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
