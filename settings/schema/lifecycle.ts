import { spreads } from "../../components/kubernetes/placement.ts";
import * as value from "../values.ts";
import { oneOf } from "./shared.ts";

/** How nodes start, stop and are placed, and when they count as in sync. */
export const lifecycleSettings = {
  jwtRotation: value.text,
  maxHeadAgeSeconds: value.integerOrEmpty(1, 86_400),
  minPeers: value.integerOrEmpty(0, 10_000),
  nodeSpread: oneOf(spreads),
  priorityClassName: value.classNameOrEmpty,
  upgradeInOrder: value.flag,
  // Less than a minute is less than a client takes to stop and start.
  upgradeTimeoutSeconds: value.integer(60, 86_400),
};
