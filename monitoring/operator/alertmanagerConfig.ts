import type { InhibitRule } from "../inhibition.ts";
import { alertmanagerConfig, type Route } from "../routing/config.ts";
import type { Recipients } from "../routing/receivers.ts";
import { integrations } from "./integrations.ts";
import {
  namespaceLabel,
  type AlertmanagerConfigObject,
  type Matcher,
  type OperatorRoute,
} from "./objects.ts";

/** What an AlertmanagerConfig is made of. */
export interface OperatorRoutingArgs {
  readonly receivers: Recipients["receivers"];
  /** The names of the key files that there are. */
  readonly keyFiles: ReadonlySet<string>;
  /** The Secret in the same namespace that has them, under these names. */
  readonly secretName: string;
  readonly nodesNamespace: string;
}

/**
 * The bundled Alertmanager's routing, in the operator's words: one source for both, so that an alert goes the same way.
 *
 * All of it, inhibition too, speaks of alerts of the nodes' namespace. The operator adds that by default; said here, it
 * holds also where an Alertmanager is told to add nothing (`alertmanagerConfigMatcherStrategy`).
 */
export function operatorRouting(args: OperatorRoutingArgs): AlertmanagerConfigObject {
  const config = alertmanagerConfig({
    receivers: args.receivers,
    keyFiles: args.keyFiles,
    keysFolder,
  });
  const own: Matcher = { name: namespaceLabel, matchType: "=", value: args.nodesNamespace };
  const { receiver, group_by: groupBy, routes } = config.route;
  return {
    apiVersion: "monitoring.coreos.com/v1alpha1",
    kind: "AlertmanagerConfig",
    spec: {
      route: { receiver, groupBy, matchers: [own], routes: routes.map(route) },
      receivers: config.receivers.map((each) =>
        integrations(each, (file) => ({
          name: args.secretName,
          key: file.slice(keysFolder.length + 1),
        })),
      ),
      inhibitRules: config.inhibit_rules.map((rule) => inhibition(rule, own)),
    },
  };
}

/** Never a folder anywhere: what is behind it is the name of a key. */
const keysFolder = "keys";

function route(from: Route): OperatorRoute {
  return {
    receiver: from.receiver,
    matchers: from.matchers.map(matcher),
    groupWait: from.group_wait,
    groupInterval: from.group_interval,
    repeatInterval: from.repeat_interval,
    ...(from.group_by === undefined ? {} : { groupBy: from.group_by }),
    ...(from.continue === undefined ? {} : { continue: from.continue }),
  };
}

const inhibition = (rule: InhibitRule, own: Matcher) => ({
  sourceMatch: [...rule.source_matchers.map(matcher), own],
  targetMatch: [...rule.target_matchers.map(matcher), own],
  equal: rule.equal,
});

/** A matcher's text cannot be taken apart. */
export class MatcherError extends Error {
  readonly text: string;

  constructor(text: string) {
    super(`expected a matcher such as severity="critical", got ${text}`);
    this.name = "MatcherError";
    this.text = text;
  }
}

/** `severity!~"critical|info"` in its parts. */
export function matcher(text: string): Matcher {
  const [, name, matchType, quoted] = /^(\w+)(=~|!~|!=|=)("(?:[^"\\]|\\.)*")$/.exec(text) ?? [];
  if (name === undefined || quoted === undefined) throw new MatcherError(text);
  return {
    name,
    matchType: matchType as Matcher["matchType"],
    value: JSON.parse(quoted) as string,
  };
}
