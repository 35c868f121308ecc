import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { waitFor } from "../../../local/support/wait.ts";
import { deadMansSwitch } from "../../../monitoring/routing/keys.ts";
import { routingProblems } from "../../../monitoring/routing/problems.ts";
import type { Recipients } from "../../../monitoring/routing/receivers.ts";
import { watchdogName } from "../../../monitoring/rules/watchdog.ts";
import { AlertEndpoints } from "../../support/alertEndpoints.ts";
import { RealAlertmanager } from "../../support/alertmanager.ts";
import { MailServer } from "../../support/mailServer.ts";
import { toolPath } from "../../support/tool.ts";
import { alerts, meant, network, recipientsAt } from "./deliveries.ts";
import { secretsOf } from "./receivers.ts";

describe("the real Alertmanager", function () {
  this.timeout(60_000);
  let folder = "";
  let endpoints: AlertEndpoints | undefined;
  let mail: MailServer | undefined;
  let alertmanager: RealAlertmanager | undefined;
  let recipients: Recipients;

  before(async function () {
    const path = toolPath(this, "alertmanager");
    folder = mkdtempSync(join(tmpdir(), "ethnode-alerts-"));
    mkdirSync(join(folder, "alertmanager"));
    endpoints = await AlertEndpoints.start();
    mail = await MailServer.start(folder);
    recipients = recipientsAt(endpoints.url, mail.port);
    const names = { receivers: "receivers", keys: "keys", deadMansSwitchUrl: "switch" };
    assert.deepEqual(routingProblems(recipients, network, names), []);
    alertmanager = await RealAlertmanager.start(
      path,
      join(folder, "alertmanager"),
      recipients,
      ({ receiver, repeat_interval }) =>
        receiver === deadMansSwitch
          ? { group_wait: "0s", group_interval: "1s", repeat_interval: "1500ms" }
          : { group_wait: "1s", group_interval: "2s", repeat_interval },
      { SSL_CERT_FILE: mail.certificate },
    );
    await alertmanager.post(alerts);
  });

  after(async () => {
    await alertmanager?.stop();
    mail?.stop();
    endpoints?.stop();
    if (folder !== "") rmSync(folder, { recursive: true });
  });

  /** Who heard of which node, and how often, in messages of this status. */
  function heard(status: "FIRING" | "RESOLVED"): Record<string, string[]> {
    const all = [
      ...(endpoints?.deliveries ?? [])
        .filter(({ receiver }) => receiver !== deadMansSwitch)
        .map(({ receiver, title, body }) => ({
          receiver,
          title:
            receiver === "archive"
              ? `[${String(body["status"]).toUpperCase()}] ${JSON.stringify(body["groupLabels"])}`
              : title,
        })),
      ...(mail?.mails ?? []).map(({ lines }) => ({
        receiver: "mailbox",
        title: lines.find((line) => line.startsWith("Subject: "))?.slice("Subject: ".length) ?? "",
      })),
    ].filter(({ title }) => title.startsWith(`[${status}`));
    const nodes = (receiver: string) =>
      all
        .filter((one) => one.receiver === receiver)
        .map(({ title }) => /node-\d/.exec(title)?.[0] ?? title)
        .toSorted();
    return Object.fromEntries(
      [...new Set(all.map(({ receiver }) => receiver))].map((name) => [name, nodes(name)]),
    );
  }

  const settled = async (status: "FIRING" | "RESOLVED"): Promise<void> => {
    const count = (all: Readonly<Record<string, readonly string[]>>) =>
      Object.values(all).flat().length;
    await waitFor(
      `${count(meant)} messages`,
      () => Promise.resolve(count(heard(status)) >= count(meant)),
      {
        timeout: 20_000,
      },
    );
    // Two more looks of Alertmanager at each group: who is told twice is told by now.
    await sleep(5000);
  };

  const deliveriesTo = (name: string) =>
    (endpoints?.deliveries ?? []).filter(({ receiver }) => receiver === name);

  it("tells each receiver what it is meant to hear, once, while another is not reached", async () => {
    await settled("FIRING");
    assert.deepEqual(heard("FIRING"), meant);
    assert.match(alertmanager?.log ?? "", /gone.*connection refused/);
  });

  it("makes one message of two alerts of one node", () => {
    const [page] = deliveriesTo("on-call").filter(({ title }) => title.includes("node-4"));
    assert.equal(page?.title, "[FIRING:2] devnet node-4: One, Two");
  });

  it("says what is wrong, how bad it is and where the runbook is", () => {
    const [page] = deliveriesTo("on-call").filter(({ title }) => title.includes("node-0"));
    assert.equal(page?.title, "[FIRING:1] devnet node-0: Test of node-0");
    assert.equal((page.body["payload"] as { severity: string }).severity, "critical");
    assert.deepEqual(page.body["links"], [
      { href: "https://runbooks.example.org/test", text: "Runbook" },
    ]);
    const priorities = deliveriesTo("operators").flatMap(({ title, body }) =>
      "priority" in body ? [[/node-\d/.exec(title)?.[0], body["priority"]]] : [],
    );
    assert.deepEqual(Object.fromEntries(priorities), {
      "node-0": "P1",
      "node-1": "P3",
      "node-3": "P3",
      "node-4": "P1",
    });
    const [note] = deliveriesTo("team-chat").filter(({ title }) => title.includes("node-1"));
    const [attachment] = note?.body["attachments"] as { text: string }[];
    assert.equal(
      attachment?.text.trim(),
      "firing warning: Test of node-1 (<https://runbooks.example.org/test|runbook>)",
    );
    assert.deepEqual(mail?.mails[0]?.to, ["operators@example.org", "lead@example.org"]);
  });

  it("shows each receiver its own key", () => {
    const shown: readonly [string, string][] = [
      ["on-call", "s3cret-pagerduty"],
      ["operators", "GenieKey s3cret-opsgenie"],
      ["team-chat", "s3cret-slack"],
      ["archive", "s3cret-webhook Bearer s3cret-bearer"],
      [deadMansSwitch, "s3cret-switch"],
    ];
    for (const [receiver, key] of shown) {
      const keys = new Set(deliveriesTo(receiver).map((one) => one.key));
      assert.deepEqual([...keys], [key], receiver);
    }
    const logins = new Set((mail?.mails ?? []).map(({ login }) => login));
    assert.deepEqual([...logins], ["ethnode@example.org:s3cret password"]);
  });

  it("tells them, once, that it is over", async () => {
    const past = new Date(Date.now() - 1000).toISOString();
    const people = alerts.filter(({ labels }) => labels.alertname !== watchdogName);
    await alertmanager?.post(people.map((one) => ({ ...one, endsAt: past })));
    await settled("RESOLVED");
    assert.deepEqual(heard("RESOLVED"), meant);
    const events = deliveriesTo("on-call").map(({ body }) => body["event_action"]);
    assert.deepEqual(events, ["trigger", "trigger", "resolve", "resolve"]);
  });

  it("beats the dead-man's switch again and again, and nobody else with it", () => {
    const beats = deliveriesTo(deadMansSwitch);
    assert.ok(beats.length >= 4, `${beats.length} beats`);
    assert.ok(beats.every(({ body }) => body["status"] === "firing"));
    const others = JSON.stringify(
      (endpoints?.deliveries ?? []).filter(({ receiver }) => receiver !== deadMansSwitch),
    );
    assert.ok(!others.includes(watchdogName));
  });

  it("has no key in its log, its API or its metrics", async () => {
    const seen = `${alertmanager?.log ?? ""}\n${(await alertmanager?.everything()) ?? ""}`;
    assert.match(seen, /on-call\.routingKey/);
    for (const value of secretsOf(recipients)) assert.ok(!seen.includes(value), value);
    assert.doesNotMatch(seen, /s3cret/);
  });
});
