import * as pulumi from "@pulumi/pulumi";
import { objectLabels, projectLabel } from "./kubernetes/labels.ts";
import { disruptionBudget } from "./kubernetes/disruptionBudget.ts";
import { ports } from "./kubernetes/ports.ts";
import { readyService, serviceHost, type ServicePort } from "./kubernetes/singlePod.ts";

/** Name of the Service over all execution clients of a fleet. */
export const rpcServiceName = "rpc";

/** What an execution client serves to users. */
export const rpcPorts: readonly ServicePort[] = [
  { name: "rpc", port: ports.execution.rpc },
  { name: "ws", port: ports.execution.ws },
];

/** Where a fleet is asked: whichever of its nodes is in sync answers. */
export interface RpcUrls {
  /** `http://rpc.…:8545` */
  readonly rpcUrl: pulumi.Output<string>;
  /** `ws://rpc.…:8546` */
  readonly wsUrl: pulumi.Output<string>;
}

/** The labels of all clients of a layer, whatever the node and the program. */
const ofLayer = (component: "execution" | "consensus") => ({
  ...projectLabel,
  "app.kubernetes.io/component": component,
});

/** The Service that leads to all execution clients of a namespace that are ready. */
export function rpcService(
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): RpcUrls {
  const name = rpcServiceName;
  readyService(
    {
      name,
      namespace,
      labels: objectLabels({ name, instance: name, component: "access" }),
      selector: ofLayer("execution"),
      ports: rpcPorts,
    },
    opts,
  );
  const host = serviceHost(name, namespace);
  return {
    rpcUrl: pulumi.interpolate`http://${host}:${ports.execution.rpc}`,
    wsUrl: pulumi.interpolate`ws://${host}:${ports.execution.ws}`,
  };
}

/** One budget a layer: a drain takes one node at a time. */
export function layerBudgets(
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  for (const layer of ["execution", "consensus"] as const) {
    const labels = objectLabels({ name: layer, instance: layer, component: "disruption-budget" });
    disruptionBudget({ name: layer, namespace, labels, selector: ofLayer(layer) }, opts);
  }
}
