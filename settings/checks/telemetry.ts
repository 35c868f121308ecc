import { consensusClient, executionClient } from "../../components/clients/index.ts";
import type { ClientName } from "../../components/clients/names.ts";
import { compareVersions } from "../../networks/versions.ts";
import { clientsOf, clientVersion } from "../clients.ts";
import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** What must hold of where traces and logs are sent. */
export const telemetryProblems = (settings: Settings): SettingProblem[] => [
  ...endpointProblems("tracingEndpoint", settings.tracingEndpoint, "/v1/traces"),
  ...endpointProblems("logsEndpoint", settings.logsEndpoint, "/v1/logs"),
  ...headerProblems(settings),
  ...tracingProblems(settings),
  ...lokiProblems(settings),
];

function endpointProblems(key: string, came: string, signalPath: string): SettingProblem[] {
  if (came === "") return [];
  const url = new URL(came);
  // What is wrong of it may be a password, so that none of it is shown.
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    return [
      {
        key,
        came: `${url.protocol}//[…]`,
        expected: `a URL without user, query and fragment; what is secret belongs into ${key.replace("Endpoint", "Headers")}`,
      },
    ];
  }
  if (url.hostname.startsWith("[")) {
    return [{ key, came, expected: "a host's name or IPv4 address" }];
  }
  return url.pathname.replace(/\/$/, "").endsWith(signalPath)
    ? [{ key, came, expected: `the receiver's URL without ${signalPath}, which is put behind it` }]
    : [];
}

function headerProblems({
  tracingEndpoint,
  tracingVia,
  tracingHeaders,
  logsEndpoint,
  logsHeaders,
}: Settings): SettingProblem[] {
  const has = (headers: object) => Object.keys(headers).length > 0;
  const needless = (key: string, headers: object, expected: string) => [
    { key, came: headers, expected },
  ];
  return [
    ...(has(tracingHeaders) && tracingEndpoint === ""
      ? needless("tracingHeaders", tracingHeaders, "none without tracingEndpoint")
      : []),
    ...(has(tracingHeaders) && tracingEndpoint !== "" && tracingVia === "direct"
      ? needless(
          "tracingHeaders",
          tracingHeaders,
          "none with tracingVia direct: the clients take secrets as flags only, for all to read; a collector reads them from a file",
        )
      : []),
    ...(has(logsHeaders) && logsEndpoint === ""
      ? needless("logsHeaders", logsHeaders, "none without logsEndpoint")
      : []),
  ];
}

/** At least one client can send traces, and each that can is new enough. */
function tracingProblems(settings: Settings): SettingProblem[] {
  const { tracingEndpoint: came } = settings;
  if (came === "") return [];
  const tracing = tracingClients(settings);
  if (tracing.length === 0) {
    return [
      {
        key: "tracingEndpoint",
        came,
        expected:
          '"", since none of the stack\'s clients is one of geth and prysm, whose traces are known',
      },
    ];
  }
  return tracing.flatMap(({ name, since }) => {
    const version = clientVersion(settings, name);
    return compareVersions(version, since) >= 0
      ? []
      : [
          {
            key: `clientVersions.${name}`,
            came: version,
            expected: `${since} or newer with tracingEndpoint: older ones send no traces`,
          },
        ];
  });
}

/** The stack's clients that can send traces, each once, and the release since when. */
export function tracingClients(settings: Settings): { name: ClientName; since: string }[] {
  const all = settings.nodes.flatMap((node) => {
    const { execution, consensus } = clientsOf(settings, node);
    return [executionClient(execution), consensusClient(consensus)];
  });
  return [...new Set(all)].flatMap(({ name, traces }) =>
    traces === undefined ? [] : [{ name, since: traces.since }],
  );
}

function lokiProblems({ logsEndpoint: came, logsProtocol }: Settings): SettingProblem[] {
  if (came === "" || logsProtocol !== "loki" || new URL(came).pathname === "/") return [];
  return [
    {
      key: "logsEndpoint",
      came,
      expected: "Loki's URL without a path with logsProtocol loki: /otlp/v1/logs is put behind it",
    },
  ];
}
