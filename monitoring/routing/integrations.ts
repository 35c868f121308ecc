import { bySeverity, runbook, slackText, title } from "./messages.ts";
import type {
  AlertReceiver,
  EmailReceiver,
  OpsgenieReceiver,
  PagerDutyReceiver,
} from "./receivers.ts";

/** The part of a receiver that Alertmanager calls an integration, by the name of its list. */
export type Integrations = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Gives the path of a receiver's key, or `undefined` where it has no such key. */
export type KeyPath = (key: string) => string | undefined;

/**
 * What Alertmanager must know to reach a receiver. Keys are named by their files, which it reads at every message.
 *
 * Source: Alertmanager 0.28.1, config/notifiers.go. Not all kinds send what is resolved unless told so.
 */
export function integrations(receiver: AlertReceiver, path: KeyPath): Integrations {
  switch (receiver.kind) {
    case "pagerduty":
      return { pagerduty_configs: [{ send_resolved: true, ...pagerDuty(receiver, path) }] };
    case "opsgenie":
      return { opsgenie_configs: [{ send_resolved: true, ...opsgenie(receiver, path) }] };
    case "slack":
      return {
        slack_configs: [
          {
            send_resolved: true,
            api_url_file: path("url"),
            title,
            text: slackText,
            fallback: title,
          },
        ],
      };
    case "email":
      return { email_configs: [{ send_resolved: true, ...email(receiver, path) }] };
    case "webhook":
      return { webhook_configs: [{ send_resolved: true, ...webhook(path) }] };
  }
}

/** An HTTP POST of Alertmanager's JSON. */
export function webhook(path: KeyPath): Readonly<Record<string, unknown>> {
  const token = path("bearerToken");
  return {
    url_file: path("url"),
    ...(token === undefined
      ? {}
      : { http_config: { authorization: { type: "Bearer", credentials_file: token } } }),
  };
}

function pagerDuty({ apiUrl }: PagerDutyReceiver, path: KeyPath) {
  return {
    routing_key_file: path("routingKey"),
    ...(apiUrl === undefined ? {} : { url: apiUrl }),
    description: title,
    // PagerDuty refuses an event with any other word.
    severity: bySeverity({ critical: "critical", warning: "warning", info: "info" }),
    links: [{ href: runbook, text: "Runbook" }],
  };
}

function opsgenie({ apiUrl }: OpsgenieReceiver, path: KeyPath) {
  return {
    api_key_file: path("apiKey"),
    ...(apiUrl === undefined ? {} : { api_url: apiUrl }),
    message: title,
    priority: bySeverity({ critical: "P1", warning: "P3", info: "P5" }),
  };
}

function email({ to, from, smarthost, username }: EmailReceiver, path: KeyPath) {
  return {
    to,
    from,
    smarthost,
    auth_username: username ?? from,
    auth_password_file: path("password"),
    // Port 465 has TLS before the first word, and Alertmanager would then ask for STARTTLS inside of it.
    require_tls: !smarthost.endsWith(":465"),
    headers: { Subject: title },
  };
}
