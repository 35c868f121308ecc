import * as pulumi from "@pulumi/pulumi";
import type { AlertRecipients } from "../components/monitoring/recipients.ts";
import type { Settings } from "../settings/schema.ts";

/** Who gets the stack's alerts. The keys were checked as plain text; from here on the engine keeps them as secrets. */
export function recipients({
  alertReceivers,
  alertReceiverKeys,
  deadMansSwitchUrl,
}: Settings): AlertRecipients {
  return {
    receivers: alertReceivers,
    keys: pulumi.secret(alertReceiverKeys),
    deadMansSwitchUrl: deadMansSwitchUrl === "" ? undefined : pulumi.secret(deadMansSwitchUrl),
  };
}
