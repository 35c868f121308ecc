import * as pulumi from "@pulumi/pulumi";

import { routingProblems, type RoutingProblem } from "../../monitoring/routing/problems.ts";
import {
  servesNetwork,
  type AlertReceiver,
  type ReceiverKeys,
  type Recipients,
} from "../../monitoring/routing/receivers.ts";

/** Who gets alerts. */
export interface AlertRecipients {
  /** Default: none; alerts are seen in Alertmanager only. */
  readonly receivers?: readonly AlertReceiver[] | undefined;
  /** Secret. Each receiver's keys by its name. */
  readonly keys?: pulumi.Input<ReceiverKeys> | undefined;
  /**
   * Secret. A URL on the public internet that gets a POST a minute for as long as alerts are evaluated and delivered, and
   * alarms when it stays away. Default: none.
   */
  readonly deadMansSwitchUrl?: pulumi.Input<string> | undefined;
}

/** The recipients of one network's stack. */
export interface StackRecipients {
  readonly receivers: readonly AlertReceiver[];
  /** Nobody has a key, since there is nobody. */
  readonly none: boolean;
  /** The same with their keys, which are right. */
  readonly checked: pulumi.Output<Recipients>;
}

/** The recipients of alerts do not fit together. The message has no secret. */
export class AlertRecipientsError extends Error {
  readonly problems: readonly RoutingProblem[];

  constructor(problems: readonly RoutingProblem[]) {
    super(
      problems
        .map(
          ({ key, came, expected }) =>
            `MonitoringStack alertmanager.${key}: expected ${expected}, got ${came === undefined ? "nothing" : JSON.stringify(came)}`,
        )
        .join("\n"),
    );
    this.name = "AlertRecipientsError";
    this.problems = problems;
  }
}

/**
 * The recipients of a network's stack.
 *
 * @throws AlertRecipientsError as soon as the keys are known
 */
export function stackRecipients(args: AlertRecipients, network: string): StackRecipients {
  const all = args.receivers ?? [];
  const receivers = all.filter((receiver) => servesNetwork(receiver, network));
  const checked = pulumi
    .all([args.keys ?? {}, args.deadMansSwitchUrl])
    .apply(([keys, deadMansSwitchUrl]) => {
      const problems = routingProblems({ receivers: all, keys, deadMansSwitchUrl }, network, {
        receivers: "receivers",
        keys: "keys",
        deadMansSwitchUrl: "deadMansSwitchUrl",
      });
      if (problems.length > 0) throw new AlertRecipientsError(problems);
      return { receivers, keys, deadMansSwitchUrl };
    });
  return {
    receivers,
    none: receivers.length === 0 && args.deadMansSwitchUrl === undefined,
    checked,
  };
}
