import type { AlertReceiver, Recipients } from "./receivers.ts";

/** Where Alertmanager sends, as far as a NetworkPolicy can say it. */
export interface Destination {
  readonly port: number;
  /** Absent: the public internet. */
  readonly cidr?: string | undefined;
}

/** Where the recipients are, each place once. Of a secret URL only the port is in it. */
export function destinations({ receivers, keys, deadMansSwitchUrl }: Recipients): Destination[] {
  const all = receivers.map((receiver): Destination => {
    const port = portOf(receiver, keys[receiver.name] ?? {});
    return receiver.cidr === undefined ? { port } : { port, cidr: receiver.cidr };
  });
  if (deadMansSwitchUrl !== undefined) all.push({ port: urlPort(deadMansSwitchUrl) });
  const byPlace = new Map(all.map((place) => [`${place.cidr ?? ""} ${place.port}`, place]));
  return [...byPlace.values()];
}

function portOf(receiver: AlertReceiver, keys: Readonly<Record<string, string>>): number {
  switch (receiver.kind) {
    case "pagerduty":
    case "opsgenie":
      return receiver.apiUrl === undefined ? httpsPort : urlPort(receiver.apiUrl);
    case "slack":
    case "webhook":
      return urlPort(keys["url"] ?? "");
    case "email":
      return Number(receiver.smarthost.slice(receiver.smarthost.lastIndexOf(":") + 1));
  }
}

const httpsPort = 443;

function urlPort(text: string): number {
  const url = new URL(text);
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? httpsPort : 80;
}
