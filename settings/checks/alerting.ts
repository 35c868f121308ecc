import { routingProblems } from "../../monitoring/routing/problems.ts";
import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** Each receiver has its keys, and each key its receiver. */
export function alertingProblems({
  alertReceivers,
  alertReceiverKeys,
  deadMansSwitchUrl,
  network,
}: Settings): SettingProblem[] {
  return routingProblems(
    {
      receivers: alertReceivers,
      keys: alertReceiverKeys,
      deadMansSwitchUrl: deadMansSwitchUrl === "" ? undefined : deadMansSwitchUrl,
    },
    network.name,
    {
      receivers: "alertReceivers",
      keys: "alertReceiverKeys",
      deadMansSwitchUrl: "deadMansSwitchUrl",
    },
  );
}
