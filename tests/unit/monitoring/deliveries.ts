import { deadMansSwitch } from "../../../monitoring/routing/keys.ts";
import type { AlertReceiver, Recipients } from "../../../monitoring/routing/receivers.ts";
import { watchdogName } from "../../../monitoring/rules/watchdog.ts";
import { everyKind } from "./receivers.ts";

/** The network of all of them. */
export const network = "devnet";

/** An alert of a node of its own, so that each is a group of its own. */
const alert = (severity: string, node: string, name = "Test") => ({
  labels: { alertname: name, severity, network, node },
  annotations: { summary: `${name} of ${node}`, runbook_url: "https://runbooks.example.org/test" },
});

/** What is posted to Alertmanager. */
export const alerts = [
  alert("critical", "node-0"),
  alert("warning", "node-1"),
  alert("info", "node-2"),
  alert("page", "node-3"),
  alert("critical", "node-4", "One"),
  alert("critical", "node-4", "Two"),
  { labels: { alertname: watchdogName, severity: "none" }, annotations: {} },
];

/** Who is to hear of which node, by the receivers' severities. */
export const meant: Readonly<Record<string, readonly string[]>> = {
  "on-call": ["node-0", "node-4"],
  operators: ["node-0", "node-1", "node-3", "node-4"],
  "team-chat": ["node-1", "node-2", "node-3"],
  mailbox: ["node-1", "node-3"],
  archive: ["node-0", "node-1", "node-2", "node-3", "node-4"],
};

/** The receivers of all kinds, at our endpoints, and one whom nobody can reach. */
export function recipientsAt(url: string, mailPort: number): Recipients {
  const { keys } = everyKind;
  return {
    receivers: [
      { name: "gone", kind: "webhook", severities: ["critical", "warning", "info"] },
      ...everyKind.receivers.map((receiver): AlertReceiver => {
        switch (receiver.kind) {
          case "pagerduty":
            return { ...receiver, apiUrl: `${url}/pagerduty` };
          case "opsgenie":
            return { ...receiver, apiUrl: `${url}/opsgenie/` };
          case "email":
            return { ...receiver, smarthost: `localhost:${mailPort}` };
          default:
            return receiver;
        }
      }),
    ],
    keys: {
      ...keys,
      // Nobody listens at port 1.
      gone: { url: "http://127.0.0.1:1/s3cret-gone" },
      "team-chat": { url: `${url}/slack/s3cret-slack` },
      archive: { ...keys.archive, url: `${url}/archive/s3cret-webhook` },
    },
    deadMansSwitchUrl: `${url}/${deadMansSwitch}/s3cret-switch`,
  };
}
