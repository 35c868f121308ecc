import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { alertmanagerConfig } from "../../../monitoring/routing/config.ts";
import { destinations } from "../../../monitoring/routing/destinations.ts";
import { keyFiles } from "../../../monitoring/routing/keys.ts";
import { routingProblems } from "../../../monitoring/routing/problems.ts";
import type { AlertReceiver, Recipients } from "../../../monitoring/routing/receivers.ts";
import { timings } from "../../../monitoring/routing/timings.ts";
import { watchdogName } from "../../../monitoring/rules/watchdog.ts";
import { runTool, toolPath } from "../../support/tool.ts";
import { everyKind, secretsOf } from "./receivers.ts";

const noRecipients: Recipients = { receivers: [], keys: {} };

const configOf = (recipients: Recipients) =>
  alertmanagerConfig({
    receivers: recipients.receivers,
    keysFolder: "/etc/alertmanager-keys",
    keyFiles: new Set(Object.keys(keyFiles(recipients))),
  });

describe("Alertmanager's configuration", function () {
  this.timeout(30_000);
  let folder = "";
  let file = "";
  const write = (recipients: Recipients): string => {
    writeFileSync(file, JSON.stringify(configOf(recipients)));
    return file;
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "ethnode-routing-"));
    file = join(folder, "alertmanager.json");
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const only = (kind: AlertReceiver["kind"]): Recipients => {
    const receivers = everyKind.receivers.filter((receiver) => receiver.kind === kind);
    const keys = Object.fromEntries(receivers.map(({ name }) => [name, everyKind.keys[name]]));
    return { receivers, keys };
  };
  const accepted: readonly [string, Recipients][] = [
    ["nobody", noRecipients],
    ["every kind", everyKind],
    ...(["pagerduty", "opsgenie", "slack", "email", "webhook"] as const).map(
      (kind): [string, Recipients] => [kind, only(kind)],
    ),
    ["a webhook without a token", { ...only("webhook"), keys: { archive: { url: "http://a/" } } }],
    [
      "APIs elsewhere",
      {
        receivers: [
          {
            name: "a",
            kind: "pagerduty",
            severities: ["info"],
            apiUrl: "https://events.eu.pagerduty.com/v2/enqueue",
          },
          {
            name: "b",
            kind: "opsgenie",
            severities: ["info"],
            apiUrl: "https://api.eu.opsgenie.com",
          },
        ],
        keys: { a: { routingKey: "a" }, b: { apiKey: "b" } },
      },
    ],
  ];
  for (const [title, recipients] of accepted) {
    it(`is accepted by amtool: ${title}`, async function () {
      const amtool = toolPath(this, "amtool");
      const said = await runTool(amtool, ["check-config", write(recipients)]);
      const switches = recipients.deadMansSwitchUrl === undefined ? 0 : 1;
      // The first is nobody.
      const count = 1 + switches + recipients.receivers.length;
      assert.match(said, new RegExp(` - ${count} receivers`));
    });
  }

  /** Labels of an alert, who gets it of every kind, and who where nobody is set. */
  const routes: readonly [string[], string[]][] = [
    [
      ["alertname=HeadStalled", "severity=critical", "network=mainnet", "node=node-0"],
      ["on-call", "operators", "archive"],
    ],
    [
      ["alertname=HeadsApart", "severity=warning", "network=mainnet", "node=node-0"],
      ["operators", "team-chat", "mailbox", "archive"],
    ],
    [
      ["alertname=DiskFull", "severity=info", "network=mainnet", "node=node-0"],
      ["team-chat", "archive"],
    ],
    [
      ["alertname=TargetDown", "severity=critical"],
      ["on-call", "operators", "archive"],
    ],
    [["alertname=Mine"], ["operators", "team-chat", "mailbox", "archive"]],
    [
      ["alertname=Mine", "severity=page"],
      ["operators", "team-chat", "mailbox", "archive"],
    ],
    [["alertname=Mine", "severity=none"], ["nobody"]],
    [[`alertname=${watchdogName}`, "severity=none"], ["dead-mans-switch"]],
  ];
  for (const [labels, receivers] of routes) {
    const route = async (amtool: string, recipients: Recipients) =>
      (
        await runTool(amtool, [
          ...["config", "routes", "test", `--config.file=${write(recipients)}`],
          ...labels,
        ])
      )
        .trim()
        .split(",");

    it(`sends ${labels.join(" ")} to ${receivers.join(", ")}`, async function () {
      assert.deepEqual(await route(toolPath(this, "amtool"), everyKind), receivers);
    });

    it(`sends ${labels.join(" ")} to nobody where there is nobody`, async function () {
      assert.deepEqual(await route(toolPath(this, "amtool"), noRecipients), ["nobody"]);
    });
  }

  it("groups by network and node", () => {
    assert.deepEqual(configOf(everyKind).route.group_by, ["network", "node"]);
  });

  it("names keys by their files and has no value of one", () => {
    const text = JSON.stringify(configOf(everyKind));
    for (const [name, own] of Object.entries(everyKind.keys)) {
      for (const key of Object.keys(own)) {
        assert.ok(text.includes(`"/etc/alertmanager-keys/${name}.${key}"`), `${name}.${key}`);
      }
    }
    for (const value of secretsOf(everyKind)) assert.ok(!text.includes(value), value);
  });

  it("asks a mail server for STARTTLS, except where TLS comes first", () => {
    const tls = (smarthost: string) => {
      const receivers = [{ ...everyKind.receivers[3], smarthost }];
      const [, mailbox] = configOf({ receivers, keys: {} }).receivers;
      return (mailbox as { email_configs: { require_tls: boolean }[] }).email_configs[0]
        ?.require_tls;
    };
    assert.equal(tls("mail.example.org:587"), true);
    assert.equal(tls("mail.example.org:25"), true);
    assert.equal(tls("mail.example.org:465"), false);
  });

  it("is sooner for what matters more", () => {
    const seconds = (text: string) =>
      Number.parseInt(text) * ({ s: 1, m: 60, h: 3600 }[text.at(-1) ?? ""] ?? Number.NaN);
    const waits = [timings.critical, timings.warning, timings.info].map((one) =>
      [one.group_wait, one.group_interval, one.repeat_interval].map(seconds),
    );
    assert.deepEqual(waits, [
      [30, 60, 4 * 3600],
      [60, 300, 24 * 3600],
      [3600, 24 * 3600, 23 * 3600],
    ]);
  });
});

describe("where Alertmanager sends", () => {
  it("is each receiver's own port, each place once", () => {
    assert.deepEqual(destinations(everyKind), [{ port: 443 }, { port: 587 }, { port: 8443 }]);
  });

  it("is nowhere where there is nobody", () => {
    assert.deepEqual(destinations(noRecipients), []);
  });

  it("is the range that is given, and no other", () => {
    const cidr = "10.42.0.0/16";
    const receivers: AlertReceiver[] = [
      { name: "a", kind: "webhook", severities: ["info"], cidr },
      { name: "b", kind: "opsgenie", severities: ["info"], apiUrl: "http://b.example.org/", cidr },
      { name: "c", kind: "slack", severities: ["info"] },
    ];
    const keys = { a: { url: "http://10.42.0.7/x" }, c: { url: "https://c.example.org/" } };
    assert.deepEqual(destinations({ receivers, keys }), [{ port: 80, cidr }, { port: 443 }]);
  });
});

describe("receivers and keys that do not fit together", () => {
  const names = { receivers: "receivers", keys: "keys", deadMansSwitchUrl: "switch" };
  const [onCall, , , mailbox, archive] = everyKind.receivers;
  const key = (value: string) => ({
    receivers: [onCall],
    keys: { "on-call": { routingKey: value } },
  });
  const password = (value: string) => ({
    receivers: [mailbox],
    keys: { mailbox: { password: value } },
  });
  const cases: readonly [string, Recipients, string[]][] = [
    ["every kind, complete", everyKind, []],
    ["no key", { receivers: [onCall], keys: {} }, ["keys.on-call.routingKey"]],
    [
      "a key of another kind",
      { receivers: [onCall], keys: { "on-call": { apiKey: "s3cret" } } },
      ["keys.on-call.apiKey", "keys.on-call.routingKey"],
    ],
    [
      "a key of nobody",
      { receivers: [], keys: { "on-call": { routingKey: "s3cret" } } },
      ["keys.on-call"],
    ],
    [
      "two of one name",
      { ...everyKind, receivers: [...everyKind.receivers, archive] },
      ["receivers[5].name"],
    ],
    [
      "a name that is taken",
      { receivers: [{ ...archive, name: "nobody" }], keys: { nobody: everyKind.keys.archive } },
      ["receivers[0].name"],
    ],
    [
      "the switch's name",
      {
        receivers: [{ ...archive, name: "dead-mans-switch" }],
        keys: { "dead-mans-switch": everyKind.keys.archive },
      },
      ["receivers[0].name"],
    ],
    ["an empty key", key(""), ["keys.on-call.routingKey"]],
    ["a key with a line break", key("s3cret\n"), ["keys.on-call.routingKey"]],
    ["a key that would be a template", key("{{s3cret}}"), ["keys.on-call.routingKey"]],
    ["a password with a space around it", password(" s3cret"), ["keys.mailbox.password"]],
    ["a password with a space in it", password("s3 cret"), []],
    [
      "a URL that is none",
      { receivers: [archive], keys: { archive: { url: "hooks.example.org/s3cret" } } },
      ["keys.archive.url"],
    ],
    [
      "a token that is none",
      {
        receivers: [archive],
        keys: { archive: { url: "https://a.example/", bearerToken: "s3 cret" } },
      },
      ["keys.archive.bearerToken"],
    ],
    ["a switch that is no URL", { ...noRecipients, deadMansSwitchUrl: "s3cret" }, ["switch"]],
    [
      "no key for a receiver of other networks",
      { receivers: [{ ...onCall, networks: ["hoodi"] }], keys: {} },
      [],
    ],
    [
      "no key for a receiver of this network",
      { receivers: [{ ...onCall, networks: ["hoodi", "mainnet"] }], keys: {} },
      ["keys.on-call.routingKey"],
    ],
  ];
  for (const [title, recipients, keys] of cases) {
    it(`${keys.length === 0 ? "none" : "are named, without a secret"}: ${title}`, () => {
      const problems = routingProblems(recipients, "mainnet", names);
      assert.deepEqual(
        problems.map((problem) => problem.key),
        keys,
      );
      assert.doesNotMatch(JSON.stringify(problems), /s3/);
    });
  }
});
