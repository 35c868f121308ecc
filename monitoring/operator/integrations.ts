import type { AlertmanagerConfig } from "../routing/config.ts";
import type { OperatorReceiver, SecretKey } from "./objects.ts";

/** The operator has no field for what a receiver is told. */
export class IntegrationFieldError extends Error {
  readonly field: string;

  constructor(field: string) {
    super(`AlertmanagerConfig: no field is known for ${field} of Alertmanager's configuration`);
    this.name = "IntegrationFieldError";
    this.field = field;
  }
}

type Fields = Readonly<Record<string, unknown>>;
type ToKey = (file: string) => SecretKey;
type Convert = (value: unknown, key: ToKey) => Fields;

const as =
  (name: string): Convert =>
  (value) => ({ [name]: value });

const keyAs =
  (name: string): Convert =>
  (file, key) => ({ [name]: key(file as string) });

/**
 * The operator's name for each field of Alertmanager's that is used here, by the kind of integration. Where Alertmanager
 * reads a file, the operator reads a Secret's key.
 *
 * Source: prometheus-operator v0.85.0, pkg/apis/monitoring/v1alpha1/alertmanager_config_types.go
 */
const kinds: Readonly<Record<string, { list: string; fields: Readonly<Record<string, Convert>> }>> =
  {
    pagerduty_configs: {
      list: "pagerdutyConfigs",
      fields: {
        routing_key_file: keyAs("routingKey"),
        url: as("url"),
        description: as("description"),
        severity: as("severity"),
        links: (links) => ({
          // Its text is called `alt`, too: a slip in the operator that its users have come to rely on.
          pagerDutyLinkConfigs: (links as { href: string; text: string }[]).map(
            ({ href, text }) => ({ href, alt: text }),
          ),
        }),
      },
    },
    opsgenie_configs: {
      list: "opsgenieConfigs",
      fields: {
        api_key_file: keyAs("apiKey"),
        api_url: as("apiURL"),
        message: as("message"),
        priority: as("priority"),
      },
    },
    slack_configs: {
      list: "slackConfigs",
      fields: {
        api_url_file: keyAs("apiURL"),
        title: as("title"),
        text: as("text"),
        fallback: as("fallback"),
      },
    },
    email_configs: {
      list: "emailConfigs",
      fields: {
        to: as("to"),
        from: as("from"),
        smarthost: as("smarthost"),
        auth_username: as("authUsername"),
        auth_password_file: keyAs("authPassword"),
        require_tls: as("requireTLS"),
        headers: (headers) => ({
          headers: Object.entries(headers as Fields).map(([key, value]) => ({ key, value })),
        }),
      },
    },
    webhook_configs: {
      list: "webhookConfigs",
      fields: { url_file: keyAs("urlSecret"), http_config: authorization },
    },
  };

function authorization(value: unknown, key: ToKey): Fields {
  const { authorization: given } = value as {
    authorization: { type: string; credentials_file: string };
  };
  return {
    httpConfig: { authorization: { type: given.type, credentials: key(given.credentials_file) } },
  };
}

/**
 * A receiver in the operator's words.
 *
 * @throws IntegrationFieldError for what it has no word for, rather than leave it out
 */
export function integrations(
  receiver: AlertmanagerConfig["receivers"][number],
  key: ToKey,
): OperatorReceiver {
  const { name, ...lists } = receiver as { readonly name: string } & Fields;
  return {
    name,
    ...Object.fromEntries(
      Object.entries(lists).map(([from, configs]) => {
        const kind = kinds[from];
        if (kind === undefined) throw new IntegrationFieldError(from);
        return [
          kind.list,
          (configs as Fields[]).map((config) => converted(from, kind.fields, config, key)),
        ];
      }),
    ),
  };
}

function converted(
  kind: string,
  fields: Readonly<Record<string, Convert>>,
  config: Fields,
  key: ToKey,
): Fields {
  const parts = Object.entries(config)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => {
      const convert = field === "send_resolved" ? as("sendResolved") : fields[field];
      if (convert === undefined) throw new IntegrationFieldError(`${kind}.${field}`);
      return convert(value, key);
    });
  return Object.assign({}, ...parts) as Fields;
}
