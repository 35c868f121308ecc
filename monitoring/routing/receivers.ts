import type { Severity } from "../rules/rule.ts";

/** The severities that are sent to people. The watchdog has another. */
export const alertSeverities = ["critical", "warning", "info"] as const satisfies Severity[];
export type AlertSeverity = (typeof alertSeverities)[number];

/** What every receiver of alerts has. */
interface ReceiverBase {
  /** Lower-case letters, digits and dashes; also part of the names of its key files. */
  readonly name: string;
  /** What it gets: `critical` at once, `warning` as tickets, `info` as a digest once a day. Nothing else reaches it. */
  readonly severities: readonly AlertSeverity[];
  /** The networks whose stacks send to it, so that several stacks can have one list. Default: all. */
  readonly networks?: readonly string[] | undefined;
  /** The addresses that it may be at, as a CIDR: pods' addresses for one in the cluster. Default: the public internet. */
  readonly cidr?: string | undefined;
}

/** PagerDuty, by its Events API v2. */
export interface PagerDutyReceiver extends ReceiverBase {
  readonly kind: "pagerduty";
  /** Default: `https://events.pagerduty.com/v2/enqueue`. */
  readonly apiUrl?: string | undefined;
}

/** Opsgenie, or Jira Service Management, which has the same API. */
export interface OpsgenieReceiver extends ReceiverBase {
  readonly kind: "opsgenie";
  /** Default: `https://api.opsgenie.com/`. European accounts have `https://api.eu.opsgenie.com/`. */
  readonly apiUrl?: string | undefined;
}

/** A channel, by a Slack app's incoming webhook, whose URL says which one. */
export interface SlackReceiver extends ReceiverBase {
  readonly kind: "slack";
}

/** A mailbox, by a mail server that is asked with TLS only. */
export interface EmailReceiver extends ReceiverBase {
  readonly kind: "email";
  /** Addresses, with commas between them. */
  readonly to: string;
  readonly from: string;
  /** `host:port` of the mail server; 465 speaks TLS from the start, any other by STARTTLS. */
  readonly smarthost: string;
  /** Who logs in. Default: `from`. */
  readonly username?: string | undefined;
}

/** Whoever takes Alertmanager's own JSON by HTTP POST. */
export interface WebhookReceiver extends ReceiverBase {
  readonly kind: "webhook";
}

/** Somebody who gets alerts. Nothing in it is secret. */
export type AlertReceiver =
  PagerDutyReceiver | OpsgenieReceiver | SlackReceiver | EmailReceiver | WebhookReceiver;

/** The keys of each receiver by its name; which a kind has is said in `keys.ts`. All of them are secrets. */
export type ReceiverKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Who gets the alerts of one stack, with their keys. */
export interface Recipients {
  readonly receivers: readonly AlertReceiver[];
  readonly keys: ReceiverKeys;
  /** The URL that is asked once a minute as long as alerting works. Secret. Default: none. */
  readonly deadMansSwitchUrl?: string | undefined;
}

/** Whether a receiver is one of this network's stacks. */
export const servesNetwork = (receiver: AlertReceiver, network: string): boolean =>
  receiver.networks?.includes(network) ?? true;
