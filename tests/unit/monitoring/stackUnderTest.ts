import { MonitoringStack, type MonitoringStackArgs } from "../../../components/monitoringStack.ts";
import { field, only, run } from "../../support/mocks.ts";
import { devnet, targetsOf } from "./stacks.ts";

/** The types of the objects, as the engine calls them. */
export const types = {
  statefulSet: "kubernetes:apps/v1:StatefulSet",
  service: "kubernetes:core/v1:Service",
  claim: "kubernetes:core/v1:PersistentVolumeClaim",
  configMap: "kubernetes:core/v1:ConfigMap",
  secret: "kubernetes:core/v1:Secret",
  networkPolicy: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
} as const;

/** The least that a monitoring stack is told. */
export const base: MonitoringStackArgs = {
  namespace: "monitoring",
  targets: targetsOf(devnet, 2),
  network: devnet,
  grafana: { enabled: false, reason: "no image here" },
  resourceMetrics: { enabled: false, reason: "another test's matter" },
};
export const withGrafana: MonitoringStackArgs = { ...base, grafana: { enabled: true } };

/** Builds a monitoring stack and waits for all of its objects. */
export const stack = (args: MonitoringStackArgs): Promise<MonitoringStack> =>
  run(() => new MonitoringStack("monitoring", args));

/** What is at a path of a program's pod. */
export const pod = (name: string, ...path: (string | number)[]): unknown =>
  field(only(types.statefulSet, name), "spec", "template", "spec", ...path);

/** What is at a path of a program's container. */
export const container = (name: string, ...path: (string | number)[]): unknown =>
  pod(name, "containers", 0, ...path);
