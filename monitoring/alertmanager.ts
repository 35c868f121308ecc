/** Where alerts go. */
export interface AlertmanagerConfigArgs {
  /**
   * A URL that gets every alert as JSON by HTTP POST. Secret: who knows it can send, too. Default: none, and then
   * Alertmanager groups and shows alerts and tells nobody.
   */
  readonly webhookUrl?: string | undefined;
}

/** Alertmanager's configuration file, of which this is the part that is used here. */
export interface AlertmanagerConfig {
  readonly route: Readonly<Record<string, unknown>>;
  readonly inhibit_rules: readonly Readonly<Record<string, unknown>>[];
  readonly receivers: readonly Readonly<Record<string, unknown>>[];
}

/** The webhook's URL cannot be used. The message does not repeat it, because it is a secret. */
export class WebhookUrlError extends Error {
  /** What is wrong with it. */
  readonly reason: string;

  constructor(reason: string) {
    super(
      `monitoring webhook URL: expected an absolute http:// or https:// URL, got one that ${reason}`,
    );
    this.name = "WebhookUrlError";
    this.reason = reason;
  }
}

/** Alertmanager's name for "nobody". */
const nobody = "nobody";

/**
 * Alertmanager's configuration: alerts of one name on one network arrive together.
 *
 * Source: https://prometheus.io/docs/alerting/latest/configuration/
 */
export function alertmanagerConfig(args: AlertmanagerConfigArgs): AlertmanagerConfig {
  const receiver = args.webhookUrl === undefined ? nobody : "webhook";
  return {
    route: {
      receiver,
      group_by: ["alertname", "network"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "4h",
      // The watchdog always fires; as a message to people it would be noise.
      routes: [
        { receiver: nobody, matchers: ['alertname="Watchdog"'] },
        // They fire for weeks; once a day is enough to remember.
        { receiver, matchers: ['alertname=~"ForkAhead|NetworkReset"'], repeat_interval: "24h" },
      ],
    },
    inhibit_rules: [
      // A node whose beacon node is away gets no blocks: one cause, one alert.
      {
        source_matchers: ['alertname="TargetDown"', 'job="prysm-beacon"'],
        target_matchers: ['alertname="HeadStalled"'],
        equal: ["network", "node"],
      },
      {
        source_matchers: ['severity="critical"'],
        target_matchers: ['severity="warning"'],
        equal: ["alertname", "network", "node"],
      },
    ],
    receivers: [
      { name: nobody },
      ...(args.webhookUrl === undefined ? [] : [webhook(args.webhookUrl)]),
    ],
  };
}

/** The TCP port that a webhook is reached at, for the NetworkPolicy. */
export function webhookPort(webhookUrl: string): number {
  const url = parse(webhookUrl);
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

function webhook(webhookUrl: string): Readonly<Record<string, unknown>> {
  parse(webhookUrl);
  return { name: "webhook", webhook_configs: [{ url: webhookUrl, send_resolved: true }] };
}

function parse(webhookUrl: string): URL {
  if (!URL.canParse(webhookUrl)) throw new WebhookUrlError("is no URL");
  const url = new URL(webhookUrl);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new WebhookUrlError(`begins with ${url.protocol}`);
  }
  return url;
}
