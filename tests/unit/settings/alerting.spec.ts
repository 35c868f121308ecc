import assert from "node:assert/strict";

import { everyKind } from "../monitoring/receivers.ts";
import { refusal, settingsOf, type Change } from "./support.ts";

/** Receivers and keys as the settings are written. */
const alerting = (receivers: unknown, keys: unknown = everyKind.keys): Change => ({
  alertReceivers: typeof receivers === "string" ? receivers : JSON.stringify(receivers),
  alertReceiverKeys: typeof keys === "string" ? keys : JSON.stringify(keys),
});

/** Every kind, with one receiver changed. */
const withChange = (name: string, change: Record<string, unknown>): Change =>
  alerting(everyKind.receivers.map((one) => (one.name === name ? { ...one, ...change } : one)));

describe("receivers of alerts in the settings", () => {
  it("are taken of every kind", async () => {
    const settings = await settingsOf("mainnet", {
      ...alerting(everyKind.receivers),
      deadMansSwitchUrl: everyKind.deadMansSwitchUrl,
    });
    assert.deepEqual(settings.alertReceivers, everyKind.receivers);
    assert.deepEqual(settings.alertReceiverKeys, everyKind.keys);
    assert.equal(settings.deadMansSwitchUrl, everyKind.deadMansSwitchUrl);
  });

  it("may be those of other networks, and then need no key", async () => {
    const [onCall] = everyKind.receivers;
    await settingsOf("hoodi", alerting([{ ...onCall, networks: ["mainnet"] }], {}));
  });

  const wrong: readonly [string, Change, string][] = [
    [
      "an unknown kind",
      withChange("archive", { kind: "pager" }),
      'alertReceivers[4].kind: came "pager", expected one of pagerduty, opsgenie, slack, email, webhook',
    ],
    [
      "no kind",
      withChange("archive", { kind: undefined }),
      "alertReceivers[4].kind: came nothing, expected one of pagerduty, opsgenie, slack, email, webhook",
    ],
    [
      "no receiver",
      alerting(["archive"]),
      'alertReceivers[0]: came "[secret]", expected a receiver with name and kind',
    ],
    [
      "no list",
      alerting("s3cret", {}),
      'alertReceivers: came "[secret]", expected a list of receivers',
    ],
    [
      "an unknown severity",
      withChange("on-call", { severities: ["critical", "fatal"] }),
      'alertReceivers[0].severities[1]: came "fatal", expected one of critical, warning, info',
    ],
    [
      "no severity",
      withChange("on-call", { severities: [] }),
      "alertReceivers[0].severities: came [], expected a list of critical, warning, info, each at most once",
    ],
    [
      "a severity twice",
      withChange("on-call", { severities: ["critical", "critical"] }),
      'alertReceivers[0].severities: came ["critical","critical"], expected a list of critical, warning, info, each at most once',
    ],
    [
      "an unknown network",
      withChange("on-call", { networks: ["mainet"] }),
      'alertReceivers[0].networks[0]: came "mainet", expected one of mainnet, sepolia, hoodi, ephemery, custom, devnet',
    ],
    [
      "a range that is none",
      withChange("archive", { cidr: "10.0.0.1" }),
      'alertReceivers[4].cidr: came "10.0.0.1", expected an IPv4 range, such as 10.42.0.0/16',
    ],
    [
      "an API that is no URL",
      withChange("on-call", { apiUrl: "events.eu.pagerduty.com" }),
      'alertReceivers[0].apiUrl: came "events.eu.pagerduty.com", expected an http or https URL',
    ],
    [
      "e-mail without a server",
      withChange("mailbox", { smarthost: undefined }),
      "alertReceivers[3].smarthost: came nothing, expected the mail server as host:port",
    ],
    [
      "e-mail with a server without a port",
      withChange("mailbox", { smarthost: "mail.example.org" }),
      'alertReceivers[3].smarthost: came "mail.example.org", expected the mail server as host:port',
    ],
    [
      "e-mail with a server whose port is none",
      withChange("mailbox", { smarthost: "mail.example.org:65536" }),
      'alertReceivers[3].smarthost: came "mail.example.org:65536", expected the mail server as host:port',
    ],
    [
      "e-mail to nobody",
      withChange("mailbox", { to: "operators" }),
      'alertReceivers[3].to: came "operators", expected e-mail addresses with commas between them',
    ],
    [
      "a name twice",
      alerting([...everyKind.receivers, everyKind.receivers[0]]),
      'alertReceivers[5].name: came "on-call", expected a name that no other receiver has',
    ],
    [
      "a name that is taken",
      alerting([{ ...everyKind.receivers[0], name: "nobody" }], {
        nobody: { routingKey: "s3cret" },
      }),
      'alertReceivers[0].name: came "nobody", expected another name: nobody and dead-mans-switch are taken',
    ],
    [
      "a receiver without its key",
      alerting([everyKind.receivers[0]], {}),
      "alertReceiverKeys.on-call.routingKey: came nothing, expected the integration key of a PagerDuty service (Events API v2)",
    ],
    [
      "a key without its receiver",
      alerting([everyKind.receivers[0]], {
        "on-call": { routingKey: "s3cret" },
        oncall: { routingKey: "s3cret" },
      }),
      'alertReceiverKeys.oncall: came "[secret]", expected the name of a receiver: on-call',
    ],
    [
      "a key without any receiver",
      alerting([], { oncall: { routingKey: "s3cret" } }),
      'alertReceiverKeys.oncall: came "[secret]", expected nothing, since alertReceivers is empty',
    ],
    [
      "a key of another kind",
      alerting([everyKind.receivers[1]], {
        operators: { apiKey: "s3cret", url: "https://s3cret" },
      }),
      'alertReceiverKeys.operators.url: came "[secret]", expected one of apiKey, the keys of a receiver of kind opsgenie',
    ],
    [
      "a webhook that is no URL",
      alerting([everyKind.receivers[4]], { archive: { url: "ftp://s3cret" } }),
      'alertReceiverKeys.archive.url: came "[secret]", expected the http or https URL that takes Alertmanager\'s JSON',
    ],
    [
      "a key that is not by the name of what it is",
      alerting([everyKind.receivers[0]], { "on-call": "s3cret" }),
      'alertReceiverKeys.on-call: came "[secret]", expected the receiver\'s keys by name, such as {url: …}',
    ],
    [
      "keys that are none",
      alerting([], "s3cret"),
      'alertReceiverKeys: came "[secret]", expected keys by the receiver\'s name',
    ],
    [
      "a switch that is no URL",
      { deadMansSwitchUrl: "s3cret" },
      'deadMansSwitchUrl: came "[secret]", expected an http or https URL, or ""',
    ],
    [
      "a key among what is plain",
      alerting([{ name: "a", kind: "pagerduty", severities: ["info"], routingKey: "s3cret" }], {}),
      'alertReceivers[0]: came {"name":"a","kind":"pagerduty","severities":["info"],"routingKey":"[secret]"}, expected a receiver of kind pagerduty with nothing but kind, name, severities, networks, cidr, apiUrl',
    ],
    [
      "a key under the name of another kind's field",
      alerting([{ name: "a", kind: "slack", severities: ["info"], apiUrl: "https://s3cret" }], {}),
      'alertReceivers[0]: came {"name":"a","kind":"slack","severities":["info"],"apiUrl":"[secret]"}, expected a receiver of kind slack with nothing but kind, name, severities, networks, cidr',
    ],
  ];
  for (const [title, change, message] of wrong) {
    it(`are refused with one message, without a secret: ${title}`, async () => {
      const said = await refusal("mainnet", change);
      assert.equal(said, `ethnode:${message}`);
      assert.doesNotMatch(said, /s3cret/);
    });
  }
});
