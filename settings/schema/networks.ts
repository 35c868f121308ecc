import { z } from "zod";
import { networks } from "../../networks/index.ts";
import * as value from "../values.ts";

const networkNames = `one of ${[...networks.keys()].join(", ")}`;

export const networkSettings = {
  network: z.string(networkNames).transform((name, context) => {
    const network = networks.get(name);
    if (network === undefined) {
      context.addIssue(networkNames);
      return z.NEVER;
    }
    return network;
  }),
  nodesNamespace: value.objectName,
  monitoringNamespace: value.objectName,
};
