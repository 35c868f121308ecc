import type { Recipients } from "../../../monitoring/routing/receivers.ts";

/** One receiver of each kind, each with keys that are looked for where they must not be. */
export const everyKind = {
  receivers: [
    { name: "on-call", kind: "pagerduty", severities: ["critical"] },
    { name: "operators", kind: "opsgenie", severities: ["critical", "warning"] },
    { name: "team-chat", kind: "slack", severities: ["warning", "info"] },
    {
      name: "mailbox",
      kind: "email",
      severities: ["warning"],
      to: "operators@example.org, lead@example.org",
      from: "ethnode@example.org",
      smarthost: "mail.example.org:587",
    },
    { name: "archive", kind: "webhook", severities: ["critical", "warning", "info"] },
  ],
  keys: {
    "on-call": { routingKey: "s3cret-pagerduty" },
    operators: { apiKey: "s3cret-opsgenie" },
    "team-chat": { url: "https://hooks.example.org/services/s3cret-slack" },
    mailbox: { password: "s3cret password" },
    archive: {
      url: "https://archive.example.org:8443/s3cret-webhook",
      bearerToken: "s3cret-bearer",
    },
  },
  deadMansSwitchUrl: "https://switch.example.org/s3cret-switch",
} as const satisfies Recipients;

/** Every value that is a secret in recipients. */
export const secretsOf = ({ keys, deadMansSwitchUrl }: Recipients): string[] => [
  ...Object.values(keys).flatMap((own) => Object.values(own)),
  ...(deadMansSwitchUrl === undefined ? [] : [deadMansSwitchUrl]),
];
