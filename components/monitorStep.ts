import { resourceRequirements } from "./kubernetes/resources.ts";

/** What a command of the peer monitor that runs before a client, or between two, asks for. */
export const monitorStepResources = resourceRequirements({
  cpu: "10m",
  memory: "64Mi",
  memoryLimit: "160Mi",
});
