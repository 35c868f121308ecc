import { z } from "zod";
import { accessModes } from "../../components/kubernetes/claim.ts";
import * as value from "../values.ts";
import { oneOf, only } from "./shared.ts";

const storageClass = value.text.min(1, "the name of a StorageClass");
const volumeAccessMode = oneOf(accessModes);

export const volumeSettings = {
  storageClass,
  volumeAccessMode,
  protectData: value.flag,
  retainData: value.flag,
};

const either = "one of snapshot and claim, the name of a VolumeSnapshot or of another node's claim";

/** What a new volume begins with. */
const source = z.union(
  [
    z.strictObject({ snapshot: value.kubernetesName }),
    z.strictObject({ claim: value.kubernetesName }),
  ],
  either,
);

/** What a node says of its own volumes. */
export const nodeVolumes = {
  storageClass: storageClass.optional(),
  volumeAccessMode: volumeAccessMode.optional(),
  restore: only("a restore", {
    execution: source.optional(),
    consensus: source.optional(),
  }).optional(),
};
