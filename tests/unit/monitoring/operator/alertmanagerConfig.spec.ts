import assert from "node:assert/strict";

import {
  matcher,
  MatcherError,
  operatorRouting,
} from "../../../../monitoring/operator/alertmanagerConfig.ts";
import {
  IntegrationFieldError,
  integrations,
} from "../../../../monitoring/operator/integrations.ts";
import { inhibitRules } from "../../../../monitoring/inhibition.ts";
import { keyFiles } from "../../../../monitoring/routing/keys.ts";
import { everyKind, secretsOf } from "../receivers.ts";

const routing = () =>
  operatorRouting({
    receivers: everyKind.receivers,
    keyFiles: new Set(Object.keys(keyFiles(everyKind))),
    secretName: "keys-1",
    nodesNamespace: "ethereum",
  });

describe("the routing for the operator", () => {
  it("names every key by the Secret, and has none in it", () => {
    const text = JSON.stringify(routing());
    const named = [...text.matchAll(/\{"name":"keys-1","key":"([^"]+)"\}/g)].map(([, key]) => key);
    assert.deepEqual(named.toSorted(), Object.keys(keyFiles(everyKind)).toSorted());
    for (const secret of secretsOf(everyKind)) assert.ok(!text.includes(secret), secret);
  });

  it("speaks of the nodes' namespace alone, whichever way the operator is told to match", () => {
    const own = { name: "namespace", matchType: "=", value: "ethereum" };
    const { route, inhibitRules: rules } = routing().spec;
    assert.deepEqual(route.matchers, [own]);
    assert.equal(rules.length, inhibitRules.length);
    for (const { sourceMatch, targetMatch } of rules) {
      assert.deepEqual(sourceMatch.at(-1), own);
      assert.deepEqual(targetMatch.at(-1), own);
    }
  });

  it("takes matchers apart, quotes and all", () => {
    assert.deepEqual(matcher('a!~"b\\"|c"'), { name: "a", matchType: "!~", value: 'b"|c' });
    assert.throws(() => matcher("a=b"), MatcherError);
  });

  it("leaves out nothing that a receiver is told", () => {
    const key = () => ({ name: "", key: "" });
    const slack = { name: "x", slack_configs: [{ send_resolved: true, colour: "red" }] };
    assert.throws(() => integrations(slack, key), IntegrationFieldError);
    const other = { name: "x", telegram_configs: [{ chat: 1 }] };
    assert.throws(() => integrations(other, key), IntegrationFieldError);
  });
});
