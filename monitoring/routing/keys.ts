import type { AlertReceiver, Recipients } from "./receivers.ts";

/** One key of a receiver. */
interface KeyDescription {
  readonly required: boolean;
  readonly accepts: (value: string) => boolean;
  /** What it is, to follow the word "expected". */
  readonly expected: string;
}

/** Alertmanager takes keys for templates of its own, so no braces. */
const token = (expected: string): KeyDescription => ({
  required: true,
  accepts: (value) => /^[\w.~+/=:-]+$/.test(value),
  expected,
});

const httpUrl = (expected: string): KeyDescription => ({
  required: true,
  accepts: isHttpUrl,
  expected,
});

/**
 * The keys of each kind of receiver.
 *
 * Source: what Alertmanager 0.28.1 reads from files (`*_file` in its config/notifiers.go).
 */
export const keysOf = {
  pagerduty: { routingKey: token("the integration key of a PagerDuty service (Events API v2)") },
  opsgenie: { apiKey: token("the API key of an Opsgenie integration") },
  slack: { url: httpUrl("the http or https URL of a Slack app's incoming webhook") },
  email: {
    password: {
      required: true,
      // Alertmanager takes the space around it off.
      accepts: (value) => value !== "" && value === value.trim() && !/[\r\n]/.test(value),
      expected: "the password of the mail account, one line without a space around it",
    },
  },
  webhook: {
    url: httpUrl("the http or https URL that takes Alertmanager's JSON"),
    bearerToken: { ...token("a token of letters, digits and -._~+/=:"), required: false },
  },
} as const satisfies Record<AlertReceiver["kind"], Record<string, KeyDescription>>;

/** Who hears from the watchdog. Also the name of its receiver, which no other may have. */
export const deadMansSwitch = "dead-mans-switch";

/** The name of the file with a receiver's key: `on-call.routingKey`. */
export const keyFile = (receiver: string, key: string): string => `${receiver}.${key}`;

/** Every key of the recipients, by the name of its file. A value is a secret, a name is none. */
export function keyFiles({
  receivers,
  keys,
  deadMansSwitchUrl,
}: Recipients): Record<string, string> {
  const own = receivers.flatMap(({ name }) =>
    Object.entries(keys[name] ?? {}).map(([key, value]) => [keyFile(name, key), value] as const),
  );
  return {
    ...Object.fromEntries(own),
    ...(deadMansSwitchUrl === undefined
      ? {}
      : { [keyFile(deadMansSwitch, "url")]: deadMansSwitchUrl }),
  };
}

/** Whether a text is the URL of an HTTP server, without anything that a header or a template could stumble over. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^\s{}]+$/.test(text) && URL.canParse(text);
}
