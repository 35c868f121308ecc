import assert from "node:assert/strict";

import { everyKind } from "../monitoring/receivers.ts";
import { refusal, settingsOf, type Change } from "./support.ts";

const operator = { monitoringMode: "operator", scraperNamespace: "monitoring" };
const receivers = {
  alertReceivers: JSON.stringify(everyKind.receivers),
  alertReceiverKeys: JSON.stringify(everyKind.keys),
};
const [onCall] = everyKind.receivers;

const refused: readonly [string, Change, RegExp][] = [
  [
    "a mode that there is not",
    { monitoringMode: "thanos" },
    /^ethnode:monitoringMode: came "thanos", expected one of bundled, operator, none$/,
  ],
  [
    "two scrapers on Geth",
    { scraperNamespace: "observability" },
    /^ethnode:scraperNamespace: came "observability", expected "" with monitoringMode bundled: .*samples of Geth/,
  ],
  [
    "an operator whose Prometheus is nowhere",
    { monitoringMode: "operator" },
    /^ethnode:scraperNamespace: came "", expected with monitoringMode operator the namespace/,
  ],
  [
    "labels for an operator that is not used",
    { operatorLabels: '{"release":"x"}' },
    /^ethnode:operatorLabels: came \{"release":"x"\}, expected \{\} with monitoringMode bundled/,
  ],
  [
    "a label that Kubernetes does not take",
    { ...operator, operatorLabels: '{"release":"a b"}' },
    /^ethnode:operatorLabels\.release: came "a b", expected a label's value/,
  ],
  [
    "receivers where nobody evaluates alerts",
    { monitoringMode: "none", ...receivers },
    /^ethnode:alertReceivers: .* expected \[\] with monitoringMode none/,
  ],
  [
    "a dead man's switch where nobody evaluates alerts",
    { monitoringMode: "none", deadMansSwitchUrl: everyKind.deadMansSwitchUrl },
    /^ethnode:deadMansSwitchUrl: came "\[secret\]", expected "" with monitoringMode none/,
  ],
  [
    "a place of a receiver, which an AlertmanagerConfig cannot say",
    {
      ...operator,
      alertReceivers: JSON.stringify([{ ...onCall, cidr: "10.0.0.0/8" }]),
      alertReceiverKeys: JSON.stringify({ [onCall.name]: everyKind.keys[onCall.name] }),
    },
    /^ethnode:alertReceivers\[0\]\.cidr: came "10\.0\.0\.0\/8", expected nothing with monitoringMode operator/,
  ],
];

describe("the settings of the monitoring's mode", () => {
  for (const [what, change, message] of refused) {
    it(`refuse ${what}, in one message`, async () => {
      assert.match(await refusal("hoodi", change), message);
      assert.equal((await refusal("hoodi", change)).split("\n").length, 1);
    });
  }

  const accepted: readonly [string, Change][] = [
    ["an operator with receivers of every kind", { ...operator, ...receivers }],
    ["nothing at all", { monitoringMode: "none" }],
    ["a Prometheus of one's own", { monitoringMode: "none", scraperNamespace: "observability" }],
  ];
  for (const [what, change] of accepted) {
    it(`take ${what}`, async () => {
      assert.equal((await settingsOf("hoodi", change)).monitoringMode, change["monitoringMode"]);
    });
  }
});
