import type * as pulumi from "@pulumi/pulumi";
import { MonitoringStack } from "../components/monitoringStack.ts";
import { OperatorMonitoring } from "../components/operatorMonitoring.ts";
import type { Settings } from "../settings/schema.ts";
import { monitoringArgs } from "./monitoring.ts";
import { operatorArgs } from "./monitoringMode.ts";
import { resourceMetrics } from "./resourceMetrics.ts";

/** Where the monitoring's objects go, and what is known of the chain. */
interface WatchArgs {
  readonly nodesNamespace: pulumi.Input<string>;
  readonly monitoringNamespace: pulumi.Input<string>;
  /** Unix time of slot 0, seconds. */
  readonly genesisTime: pulumi.Input<number>;
}

/** Who watches the stack, by `monitoringMode`: its own programs, which it returns, the cluster's, or nobody. */
export function watch(settings: Settings, args: WatchArgs): MonitoringStack | undefined {
  const { nodesNamespace, genesisTime } = args;
  switch (settings.monitoringMode) {
    case "bundled":
      return new MonitoringStack("monitoring", {
        namespace: args.monitoringNamespace,
        resourceMetrics: resourceMetrics(settings, nodesNamespace),
        ...monitoringArgs(settings, genesisTime),
      });
    case "operator":
      new OperatorMonitoring("monitoring", operatorArgs(settings, nodesNamespace, genesisTime));
      return undefined;
    case "none":
      return undefined;
  }
}
