import { inhibitRules, type InhibitRule } from "../inhibition.ts";
import { watchdogName } from "../rules/watchdog.ts";
import { integrations, webhook, type Integrations } from "./integrations.ts";
import { deadMansSwitch, keyFile } from "./keys.ts";
import { nobody } from "./problems.ts";
import type { AlertReceiver, AlertSeverity } from "./receivers.ts";
import { heartbeat, timings, type Timing } from "./timings.ts";

/** Who gets what, without a secret: of keys there are only the names of their files. */
export interface AlertmanagerConfigArgs {
  readonly receivers: readonly AlertReceiver[];
  /** The folder of the key files, as Alertmanager sees it. */
  readonly keysFolder: string;
  /** The names of the key files that there are. */
  readonly keyFiles: ReadonlySet<string>;
}

/** One branch of the routing tree. */
export interface Route extends Timing {
  readonly receiver: string;
  readonly matchers: readonly string[];
  readonly group_by?: readonly string[];
  readonly continue?: boolean;
}

/** Alertmanager's configuration file, of which this is the part that is used here. */
export interface AlertmanagerConfig {
  readonly route: {
    readonly receiver: string;
    readonly group_by: readonly string[];
    readonly routes: readonly Route[];
  };
  readonly inhibit_rules: readonly InhibitRule[];
  readonly receivers: readonly (Integrations | { readonly name: string })[];
}

/**
 * Alertmanager's configuration. Alerts of one node arrive together; what nobody asked for goes to nobody and is seen in
 * Alertmanager only.
 *
 * Source: https://prometheus.io/docs/alerting/latest/configuration/
 */
export function alertmanagerConfig(args: AlertmanagerConfigArgs): AlertmanagerConfig {
  const path = (receiver: string) => (key: string) => {
    const file = keyFile(receiver, key);
    return args.keyFiles.has(file) ? `${args.keysFolder}/${file}` : undefined;
  };
  const switchPath = path(deadMansSwitch);
  const watched = switchPath("url") !== undefined;
  return {
    route: {
      receiver: nobody,
      group_by: ["network", "node"],
      routes: [
        // The watchdog always fires; as a message to people it would be noise.
        {
          receiver: watched ? deadMansSwitch : nobody,
          matchers: [`alertname="${watchdogName}"`],
          ...heartbeat,
        },
        ...args.receivers.flatMap(({ name, severities }) =>
          severities.map((severity) => severityRoute(name, severity)),
        ),
      ],
    },
    inhibit_rules: inhibitRules,
    receivers: [
      { name: nobody },
      // That it beats is the message; there is nothing to resolve.
      ...(watched
        ? [
            {
              name: deadMansSwitch,
              webhook_configs: [{ send_resolved: false, ...webhook(switchPath) }],
            },
          ]
        : []),
      ...args.receivers.map((receiver) => ({
        name: receiver.name,
        ...integrations(receiver, path(receiver.name)),
      })),
    ],
  };
}

/** A branch of its own for each receiver: one that does not answer holds up no other. */
function severityRoute(receiver: string, severity: AlertSeverity): Route {
  return {
    receiver,
    matchers: [matcher[severity]],
    continue: true,
    ...timings[severity],
  };
}

/** An alert without a severity, or with one that nobody knows, would be lost: it is a ticket. */
const matcher: Readonly<Record<AlertSeverity, string>> = {
  critical: 'severity="critical"',
  warning: 'severity!~"critical|info|none"',
  info: 'severity="info"',
};
