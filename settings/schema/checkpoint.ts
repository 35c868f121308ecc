import * as value from "../values.ts";

export const checkpointSettings = { checkpointSyncUrl: value.optionalUrl };
