import * as value from "../values.ts";

export const volumeSettings = {
  storageClass: value.text.min(1, "the name of a StorageClass"),
  protectData: value.flag,
};

/** What a node says of its own volumes. */
export const nodeVolumes = {};
