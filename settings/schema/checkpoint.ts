import { z } from "zod";
import * as value from "../values.ts";

/** Where new nodes take their first finalized state from. */
export const checkpointSettings = {
  checkpointSyncUrls: z.array(value.url, "a list of URLs"),
  checkpointQuorum: value.integer(1, 100),
  weakSubjectivityCheckpoint: value.checkpointOrEmpty,
};
