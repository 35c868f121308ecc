import type { Logger } from "pino";

import type { MonitorConfig } from "../serve/config.ts";
import type { FleetView } from "../serve/view.ts";
import { ActionService } from "./actionService.ts";
import { actionSender } from "./agentClient.ts";
import { auditTo } from "./audit.ts";
import { Limiter } from "./limiter.ts";

/** The service that acts on peers, as the settings say; null where they do not enable it. */
export function createActions(
  { nodes, actions }: Pick<MonitorConfig, "nodes" | "actions">,
  view: FleetView,
  sharedToken: string,
  log: Logger,
): ActionService | null {
  if (actions === undefined) return null;
  const agents = nodes.flatMap(({ name, execution }) =>
    execution?.agentUrl === undefined ? [] : [[name, execution.agentUrl] as const],
  );
  return new ActionService({
    agents: new Map(agents),
    isNode: (name) => view.names.includes(name),
    take: view.take,
    sharedToken,
    send: actionSender(sharedToken),
    limiter: new Limiter(actions.perMinute),
    // What was done to the peers is told however quiet the rest of the log is.
    audit: auditTo(log.child({}, { level: "info" })),
  });
}
